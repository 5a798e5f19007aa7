/** One image or index from anywhere into a registry: blobs → config → children by digest → the root by tag. */
import { parseRegistryHost } from '../../../shared/ecr/registry-host';
import { AppError } from '../../../shared/errors';
import type { ContentSource, Descriptor, RawManifest } from '../../registry/content';
import type { RegistryRepository } from '../../registry/registry-client';
import type { TransferContext } from '../ports';
import { ProgressBoard } from '../progress-board';
import { BlobLedger } from './blob-ledger';
import { copyBlob } from './copy-blob';
import { inParallel } from './in-parallel';
import { isForeign, type Manifest, parseManifest } from './manifest';
import { readTree } from './read-tree';
import { isLarge, WorthAsking } from './worth-asking';

export interface ContentCopy {
  source: ContentSource;
  target: RegistryRepository;
  root: RawManifest;
  /** Tag to write last; without one the root is written by its digest. */
  tag?: string;
  /** Repository of the same registry that has the blobs. */
  mountFrom?: string;
  /** What other transfers know of the target's registry. */
  ledger?: BlobLedger;
  /** Where progress is kept, when more follows than this copy. */
  board?: ProgressBoard;
  /** What the tag names at the target, where that was asked already. */
  there?: Promise<string | undefined>;
  /** Which of these digests the target has, where it can be asked for many at once. */
  available?: LayersAvailable;
  /** Hears of everything the image is made of before it is moved; not of an unchanged one. */
  onTree?: (manifests: readonly Manifest[]) => void;
}

/** Answers undefined where blobs have to be asked for one by one. */
export type LayersAvailable = (digests: readonly string[]) => Promise<readonly string[] | undefined>;

export interface ContentCopied {
  /** The same on both sides. */
  digest: string;
  /** The target's tag named this image before: nothing was moved or written. */
  unchanged: boolean;
  /** Everything the image is made of, parents first; of an unchanged one the root alone. */
  manifests: readonly Manifest[];
}

/** Round trips are what many small blobs cost, bytes what large ones do: so many of the one kind, fewer of the other. */
const SMALL_AT_ONCE = 48;
/** ECR opens 100 uploads a second for an account: with more at once it would answer “too often”. */
const SMALL_AT_ONCE_ON_ECR = 24;
const LARGE_AT_ONCE = 16;
/** ECR takes 10 PutImage a second. */
const MANIFESTS_AT_ONCE = 4;

/** Copies what the target lacks. A failure leaves the tag as it was. */
export async function copyContent({ source, target, root, tag, mountFrom, ledger = new BlobLedger(), available, onTree, ...given }: ContentCopy, { signal, report }: TransferContext): Promise<ContentCopied> {
  const board = given.board ?? new ProgressBoard(report);
  board.step('Reading manifests');
  const first = parseManifest(root);
  const [there, manifests] = await Promise.all([
    given.there ?? (tag === undefined ? undefined : digestThere(target, tag, signal)),
    readTree(source, first, signal),
  ]);
  if (there === root.digest) return { digest: root.digest, unchanged: true, manifests: [first] };
  onTree?.(manifests);

  const missing = await withoutThoseThere(target, manifests.filter((manifest) => manifest !== first), signal);
  await copyBlobs({ source, target, mountFrom, ledger, board, ...(available !== undefined && { available }) }, [first, ...missing], signal);

  board.step('Writing manifests');
  const images = missing.filter(({ kind }) => kind === 'image');
  await inParallel({ items: images, limit: MANIFESTS_AT_ONCE, signal }, async ({ raw }, stop) => void (await target.putManifest(raw.digest, raw, stop)));
  // Inner indexes, deepest first: readTree lists parents before children.
  for (const { raw } of missing.filter(({ kind }) => kind === 'index').reverse()) await target.putManifest(raw.digest, raw, signal);
  await target.putManifest(tag ?? root.digest, first.raw, signal);
  return { digest: root.digest, unchanged: false, manifests };
}

/** What the target has under a name. Who may push without reading finds nothing there, and sends everything. */
export async function digestThere(target: RegistryRepository, name: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await target.headManifest(name, signal))?.digest;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'access-denied') return undefined;
    throw thrown;
  }
}

/** A child that the target has came with everything below it. */
async function withoutThoseThere(target: RegistryRepository, children: readonly Manifest[], signal: AbortSignal): Promise<Manifest[]> {
  const missing = new Set(children);
  await inParallel({ items: children, limit: SMALL_AT_ONCE, signal }, async (child, stop) => {
    if ((await digestThere(target, child.raw.digest, stop)) === child.raw.digest) missing.delete(child);
  });
  return children.filter((child) => missing.has(child));
}

interface BlobsCopy extends Pick<ContentCopy, 'source' | 'target' | 'available'> {
  mountFrom: string | undefined;
  ledger: BlobLedger;
  board: ProgressBoard;
}

/** Copies every blob of these manifests once; large and small ones at the same time, each in lanes of their own. */
export async function copyBlobs({ available, ...copy }: BlobsCopy, manifests: readonly Manifest[], signal: AbortSignal): Promise<void> {
  const blobs = new Map<string, Descriptor>();
  for (const manifest of manifests) {
    if (manifest.kind !== 'image') continue;
    for (const blob of [...manifest.layers.filter((layer) => !isForeign(layer)), manifest.config]) blobs.set(blob.digest, blob);
  }
  for (const { digest, size } of blobs.values()) copy.board.add({ id: digest, label: digest.slice(7, 19), totalBytes: size });
  copy.board.step('Copying layers');
  const worthAsking = new WorthAsking(await available?.([...blobs.keys()]));
  const all = [...blobs.values()];
  const smallAtOnce = parseRegistryHost(copy.target.host).kind === 'other' ? SMALL_AT_ONCE : SMALL_AT_ONCE_ON_ECR;
  const lanes = [
    { items: all.filter(isLarge), limit: LARGE_AT_ONCE },
    { items: all.filter((blob) => !isLarge(blob)), limit: smallAtOnce },
  ];
  // One lane of lanes: whichever fails first stops the other too.
  await inParallel({ items: lanes, limit: lanes.length, signal }, (lane, stop) =>
    inParallel({ ...lane, signal: stop }, (descriptor, enough) => copyBlob({ ...copy, descriptor, worthAsking }, enough)),
  );
}
