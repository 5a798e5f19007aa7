/** Manifests and small blobs of one repository, read through its registry and kept by digest. */
import { isDigest, isTag } from '../../shared/ecr/names';
import { AppError } from '../../shared/errors';
import type { ContentPart } from '../../shared/model/image-detail';
import type { RawManifest } from '../registry/content';
import { SHOWN_TYPES } from '../registry/media-types';
import type { RegistryRepository } from '../registry/registry-client';
import type { ContentCache } from './content-cache';

/** No config or file of an artifact that is larger is read. */
export const BLOB_LIMIT = 8 * 1024 * 1024;

export class ImageContent {
  readonly #repository: RegistryRepository;
  readonly #cache: ContentCache;

  constructor(repository: RegistryRepository, cache: ContentCache) {
    this.#repository = repository;
    this.#cache = cache;
  }

  get registry(): RegistryRepository {
    return this.#repository;
  }

  /** By tag (asked for each time) or digest. @throws AppError `image-not-found`, `digest-mismatch` among others. */
  async manifest(name: string, signal: AbortSignal): Promise<RawManifest> {
    if (!isDigest(name) && !isTag(name)) throw new AppError('invalid-input', `“${name.slice(0, 140)}” is neither a tag nor a digest.`, { hint: 'Name an image of this repository.' });
    const known = isDigest(name) ? this.#cache.get(this.#key(name)) : undefined;
    if (known !== undefined) return { ...known, digest: name };
    const manifest = await this.#repository.manifest(name, signal, SHOWN_TYPES);
    this.#cache.put(this.#key(manifest.digest), manifest);
    return manifest;
  }

  /** A whole blob. @throws AppError `unsupported` for one that is too large to show. */
  async blob(part: Pick<ContentPart, 'digest' | 'size' | 'mediaType'>, signal: AbortSignal): Promise<Buffer> {
    const known = this.#cache.get(this.#key(part.digest));
    if (known !== undefined) return known.bytes;
    if (part.size > BLOB_LIMIT) throw new AppError('unsupported', 'This is too large to be shown.', { hint: 'Pull the image and look at it there.' });
    const chunks: Buffer[] = [];
    // The buffer that a sink is given is used again for the next read: hence the copies.
    await this.#repository.read(part, (bytes) => void chunks.push(Buffer.from(bytes)), { signal });
    const bytes = Buffer.concat(chunks);
    this.#cache.put(this.#key(part.digest), { bytes, mediaType: part.mediaType });
    return bytes;
  }

  /** One repository may have what another one may not be asked for. */
  #key(digest: string): string {
    return `${this.#repository.host}/${this.#repository.name}@${digest}`;
  }
}
