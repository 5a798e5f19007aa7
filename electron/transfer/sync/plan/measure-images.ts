/** How large the images are that would move: each blob once, where manifests can be read without asking too much. */
import { AppError } from '../../../../shared/errors';
import type { TransferFacts } from '../../../../shared/ecr/moving/estimate';
import { readManifests } from '../../../ecr/images/read-manifests';
import type { EcrClients } from '../../../ecr/ports';
import type { Descriptor } from '../../../registry/content';
import { inParallel } from '../../content/in-parallel';
import { isForeign, type Manifest, parseManifest } from '../../content/manifest';
import type { SourceTag } from './choose-tags';
import type { RepositorySide } from './repository-side';

export interface ImageSizes extends Pick<TransferFacts, 'bytes' | 'counted'> {
  /** Bytes of an image with all of its platforms, by its digest. */
  byDigest: ReadonlyMap<string, number>;
}

/** ECR gives a hundred manifests an answer, others one; Docker Hub counts each as a pull, and is not asked. */
const MOST_AT_ECR = 1000;
const MOST_ELSEWHERE = 50;
const AT_ONCE = 8;

export async function measureImages(clients: EcrClients, side: RepositorySide, moving: readonly SourceTag[], signal: AbortSignal): Promise<ImageSizes> {
  const digests = [...new Set(moving.flatMap(({ digest }) => digest ?? []))];
  const most = side.ecr !== undefined ? MOST_AT_ECR : side.host === 'docker.io' ? 0 : MOST_ELSEWHERE;
  if (digests.length <= most && moving.every(({ digest }) => digest !== undefined)) {
    const known = await readable(() => fromManifests(clients, side, digests, signal));
    if (known !== undefined) return known;
  }
  const images = new Map(moving.map((each) => [each.digest ?? each.tag, each.bytes]));
  const bytes = [...images.values()].reduce((sum: number, each) => sum + (each ?? 0), 0);
  return { bytes, counted: [...images.values()].some((each) => each === undefined) ? 'unknown' : 'images', byDigest: new Map() };
}

async function fromManifests(clients: EcrClients, side: RepositorySide, digests: readonly string[], signal: AbortSignal): Promise<ImageSizes | undefined> {
  const roots = await readAll(clients, side, digests, signal);
  if (roots.size < digests.length) return undefined;
  const childDigests = [...new Set([...roots.values()].flatMap((root) => (root.kind === 'index' ? root.children.map(({ digest }) => digest) : [])))].filter((digest) => !roots.has(digest));
  if (childDigests.length > MOST_AT_ECR * 4) return undefined;
  const all = new Map([...roots, ...(await readAll(clients, side, childDigests, signal))]);
  const seen = new Map<string, number>();
  const byDigest = new Map(digests.map((digest) => [digest, sum(blobsOf(all, digest))]));
  for (const digest of digests) for (const [blob, size] of blobsOf(all, digest)) seen.set(blob, size);
  return { bytes: sum(seen), counted: 'blobs', byDigest };
}

/** Blobs of an image or of all images of an index, by digest; a child that is not there is none. */
function blobsOf(all: ReadonlyMap<string, Manifest>, digest: string, depth = 0): Map<string, number> {
  const manifest = all.get(digest);
  if (manifest === undefined || depth > 1) return new Map();
  if (manifest.kind === 'index') return new Map(manifest.children.flatMap((child) => [...blobsOf(all, child.digest, depth + 1)]));
  const blobs: Descriptor[] = [manifest.config, ...manifest.layers.filter((layer) => !isForeign(layer))];
  return new Map(blobs.map((blob) => [blob.digest, blob.size]));
}

async function readAll(clients: EcrClients, side: RepositorySide, digests: readonly string[], signal: AbortSignal): Promise<Map<string, Manifest>> {
  const found = new Map<string, Manifest>();
  const keep = (digest: string, bytes: Buffer, mediaType: string): void => {
    const manifest = parsed(digest, bytes, mediaType);
    if (manifest !== undefined) found.set(digest, manifest);
  };
  if (side.ecr !== undefined) {
    for (const [digest, text] of await readManifests(clients, side.ecr, digests)) keep(digest, Buffer.from(text), '');
    return found;
  }
  const registry = await side.registry();
  await inParallel({ items: digests, limit: AT_ONCE, signal }, async (digest, stop) => {
    const { bytes, mediaType } = await registry.manifest(digest, stop);
    keep(digest, bytes, mediaType);
  });
  return found;
}

/** What cannot be read as an image is nothing that the estimate could count. */
function parsed(digest: string, bytes: Buffer, mediaType: string): Manifest | undefined {
  try {
    return parseManifest({ digest, bytes, mediaType });
  } catch {
    return undefined;
  }
}

/** An estimate is a courtesy: where reading for it is refused, the sizes at hand must do. */
async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'cancelled') return undefined;
    throw thrown;
  }
}

const sum = (sizes: ReadonlyMap<string, number>): number => [...sizes.values()].reduce((total, size) => total + size, 0);
