import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { storeImage } from '../ecr/put-image';
import type { BlobStore } from '../ports';
import type { ImageState, RepositoryState } from '../state';

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const EPOCH = new Date(0);

export interface SeedDescriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
}

/** Puts blobs and manifests into one repository of a new sandbox. */
export class SeedShelf {
  readonly #options: { repository: RepositoryState; blobs: BlobStore; accountId: string; pushedAt: number };

  constructor(options: { repository: RepositoryState; blobs: BlobStore; accountId: string; /** Epoch milliseconds. */ pushedAt: number }) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.repository.name;
  }

  async blob(content: Uint8Array | string | object, mediaType: string, annotations?: Record<string, string>): Promise<SeedDescriptor> {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    const digest = await this.#options.blobs.put(bytes);
    const { layers } = this.#options.repository;
    if (!layers.includes(digest)) layers.push(digest);
    return { mediaType, digest, size: bytes.length, ...(annotations !== undefined && { annotations }) };
  }

  /** The descriptor of a manifest that now is in the repository, under a tag where one is told. */
  manifest(manifest: object, ...tags: string[]): SeedDescriptor {
    const { repository, accountId, pushedAt } = this.#options;
    const text = JSON.stringify(manifest);
    const store = (tag?: string): ImageState => storeImage(repository, { manifest: text, tag, accountId, now: pushedAt });
    let image = store(tags[0]);
    for (const tag of tags.slice(1)) image = store(tag);
    return { mediaType: image.mediaType, digest: image.digest, size: Buffer.byteLength(text) };
  }

  /** The image as the sandbox holds it. */
  image(digest: string): ImageState | undefined {
    return this.#options.repository.images[digest];
  }
}

/** A tar of files, the same bytes every time. */
export function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mtime: EPOCH }, content);
  tar.finalize();
  return buffer(tar);
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
