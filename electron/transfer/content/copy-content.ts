/** One image or index from anywhere into a registry: blobs → config → children by digest → the root by tag. */
import { AppError } from '../../../shared/errors';
import type { ContentSource, Descriptor, RawManifest } from '../../registry/content';
import type { RegistryRepository } from '../../registry/registry-client';
import type { Sink } from '../../registry/wire/wire';
import { inParallel } from './in-parallel';
import { isForeign, type Manifest, parseManifest } from './manifest';
import type { TransferContext } from '../ports';
import { ProgressBoard } from '../progress-board';

export interface ContentCopy {
  source: ContentSource;
  target: RegistryRepository;
  root: RawManifest;
  /** Tag to write last; without one the root is written by its digest. */
  tag?: string;
  /** Repository of the same registry that has the blobs. */
  mountFrom?: string;
}

const BLOBS_AT_ONCE = 8;
/** ECR takes 10 PutImage a second. */
const MANIFESTS_AT_ONCE = 4;
/** An index of indexes is rare, deeper nesting is an attack. */
const DEPTH = 3;
const MOST_MANIFESTS = 2000;

/** Copies what the target lacks, and answers the root's digest, which is the same on both sides. */
export async function copyContent({ source, target, root, tag, mountFrom }: ContentCopy, { signal, report }: TransferContext): Promise<{ digest: string }> {
  const board = new ProgressBoard(report);
  board.step('Reading manifests');
  const manifests = await readTree(source, parseManifest(root), signal);
  const blobs = new Map<string, Descriptor>();
  for (const manifest of manifests) {
    if (manifest.kind === 'image') for (const blob of [...manifest.layers.filter((layer) => !isForeign(layer)), manifest.config]) blobs.set(blob.digest, blob);
  }
  for (const { digest, size } of blobs.values()) board.add({ id: digest, label: digest.slice(7, 19), totalBytes: size });

  board.step('Copying layers');
  await inParallel({ items: [...blobs.values()], limit: BLOBS_AT_ONCE, signal }, (descriptor, stop) => copyBlob({ source, target, descriptor, mountFrom, board }, stop));

  board.step('Writing manifests');
  const images = manifests.filter(({ kind, raw }) => kind === 'image' && raw.digest !== root.digest);
  await inParallel({ items: images, limit: MANIFESTS_AT_ONCE, signal }, ({ raw }, stop) => target.putManifest(raw.digest, raw, stop));
  // Inner indexes, deepest first: readTree lists parents before children.
  for (const { raw } of manifests.filter(({ kind, raw }) => kind === 'index' && raw.digest !== root.digest).reverse()) {
    await target.putManifest(raw.digest, raw, signal);
  }
  const first = manifests[0] as Manifest;
  await target.putManifest(tag ?? root.digest, first.raw, signal);
  return { digest: root.digest };
}

/** The root and all below it, each once, parents first. */
async function readTree(source: ContentSource, root: Manifest, signal: AbortSignal): Promise<Manifest[]> {
  const seen = new Map<string, Manifest>([[root.raw.digest, root]]);
  let level: Manifest[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    const children = level.flatMap((manifest) => (manifest.kind === 'index' ? manifest.children : [])).filter(({ digest }) => !seen.has(digest));
    const unique = [...new Map(children.map((child) => [child.digest, child])).values()];
    if (unique.length > 0 && (depth >= DEPTH || seen.size + unique.length > MOST_MANIFESTS)) {
      throw new AppError('unsupported', 'This index holds more levels or images than Berth copies at once.', { hint: 'Copy its images one by one, by digest.' });
    }
    const next: Manifest[] = [];
    await inParallel({ items: unique, limit: BLOBS_AT_ONCE, signal }, async ({ digest, mediaType }, stop) => {
      const raw = await source.manifest(digest, stop);
      next.push(parseManifest({ ...raw, mediaType: raw.mediaType === '' ? mediaType : raw.mediaType }));
    });
    for (const manifest of next) seen.set(manifest.raw.digest, manifest);
    level = next;
  }
  return [...seen.values()];
}

interface BlobCopy extends Pick<ContentCopy, 'source' | 'target'> {
  descriptor: Descriptor;
  mountFrom: string | undefined;
  board: ProgressBoard;
}

async function copyBlob({ source, target, descriptor, mountFrom, board }: BlobCopy, signal: AbortSignal): Promise<void> {
  const { digest, size } = descriptor;
  board.change(digest, { state: 'running', note: 'Checking' });
  if (await target.hasBlob(digest, signal)) {
    board.change(digest, { state: 'skipped', note: 'Already there', doneBytes: size });
    return;
  }
  const send = async (sink: Sink, from: number): Promise<void> => {
    board.change(digest, { note: 'Copying', doneBytes: from });
    const counted: Sink = (bytes) => {
      board.advance(digest, bytes.byteLength);
      return sink(bytes);
    };
    await source.read(descriptor, counted, { signal, from });
  };
  const how = await target.uploadBlob({ descriptor, send, signal, ...(mountFrom !== undefined && { mountFrom }) });
  board.change(digest, { state: how === 'mounted' ? 'skipped' : 'done', note: how === 'mounted' ? 'Mounted' : 'Copied', doneBytes: size });
}
