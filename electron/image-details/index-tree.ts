/** An index as the tree that it is: attestations under what they are about, indexes within it read to a bound. */
import { AppError, toAppError } from '../../shared/errors';
import type { ContentPart, PlatformNode } from '../../shared/model/image-detail';
import type { RawManifest } from '../registry/content';
import { isIndexType } from '../registry/media-types';
import { type IndexEntry, type ManifestView, viewManifest } from './parse/manifest-view';

export interface IndexTree {
  platforms: PlatformNode[];
  looseAttestations: ContentPart[];
}

/** An index of indexes is rare, more than two of them within each other is a trap. */
const DEPTH = 3;
/** Indexes that are read for one tree. */
const MOST_READ = 20;
/** Entries of a whole tree: each index within it may have a thousand. */
const MOST_NODES = 2000;

export type ReadManifest = (digest: string) => Promise<RawManifest>;

/** Never fails: an index within that cannot be read says why. */
export function readIndexTree(root: ManifestView, read: ReadManifest): Promise<IndexTree> {
  return new TreeReading(read).level(root, 1, new Set());
}

class TreeReading {
  readonly #read: ReadManifest;
  #readings = 0;
  #nodes = 0;

  constructor(read: ReadManifest) {
    this.#read = read;
  }

  async level({ entries }: ManifestView, depth: number, above: ReadonlySet<string>): Promise<IndexTree> {
    const { nodes, loose } = folded(entries.slice(0, Math.max(0, MOST_NODES - this.#nodes)));
    this.#nodes += nodes.length;
    // One after the other: the bound counts what was read so far.
    for (const node of nodes) if (isIndexType(node.mediaType)) await this.#enter(node, depth, above);
    return { platforms: nodes, looseAttestations: loose };
  }

  async #enter(node: PlatformNode, depth: number, above: ReadonlySet<string>): Promise<void> {
    if (above.has(node.digest)) return void (node.unread = 'It contains itself.');
    if (depth >= DEPTH || this.#readings >= MOST_READ) return void (node.unread = 'It lies too deep to be looked into from here.');
    this.#readings += 1;
    try {
      const { platforms, looseAttestations } = await this.level(viewManifest(await this.#read(node.digest)), depth + 1, new Set([...above, node.digest]));
      node.children = platforms;
      node.attestations.push(...looseAttestations);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'cancelled') throw thrown;
      node.unread = toAppError(thrown).message;
    }
  }
}

/** BuildKit: an attestation manifest names what it is about (“Image attestation storage”, buildkit docs). */
function folded(entries: readonly IndexEntry[]): { nodes: PlatformNode[]; loose: ContentPart[] } {
  const isAttestation = ({ annotations }: IndexEntry): boolean => annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
  const nodes = entries.filter((entry) => !isAttestation(entry)).map((entry): PlatformNode => ({ ...entry, attestations: [] }));
  const bySubject = new Map(nodes.map((node) => [node.digest, node]));
  const loose: ContentPart[] = [];
  for (const { mediaType, digest, size, annotations } of entries.filter(isAttestation)) {
    const part = { mediaType, digest, size, ...(annotations !== undefined && { annotations }) };
    (bySubject.get(annotations?.['vnd.docker.reference.digest'] ?? '')?.attestations ?? loose).push(part);
  }
  return { nodes, loose };
}

/** The entry that a platform or digest names, at any depth; without a name the first that runs, Linux on x86 before others. */
export function chosenEntry(nodes: readonly PlatformNode[], wanted: string | undefined): PlatformNode | undefined {
  const all = nodes.flatMap(flat);
  if (wanted === undefined) return all.find(({ platform }) => platform === 'linux/amd64') ?? all.find(({ platform }) => platform !== undefined) ?? all[0];
  return all.find(({ digest, platform }) => digest === wanted || platform === wanted) ?? all.find(({ platform }) => platform?.startsWith(`${wanted}/`));
}

const flat = (node: PlatformNode): PlatformNode[] => (isIndexType(node.mediaType) ? (node.children ?? []).flatMap(flat) : [node]);
