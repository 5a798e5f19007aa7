import { batched } from '../../../shared/ecr/aws-cli/image-lines';
import { readManifest } from '../../ecr/images/manifest-platforms';
import type { StoredImage } from '../../ecr/tags/stored-images';
import type { HeldImage } from './held-images';

/** What goes when images are deleted, and in which order. */
export interface DeletionPlan {
  /** Digests by batches of at most 100: an index in an earlier batch than its children. */
  batches: string[][];
  /** Untagged children that go along. */
  children: string[];
  /** Digests of the wanted ones that an index which stays needs: ECR refuses those. */
  needed: Map<string, string>;
}

export const isIndexType = (mediaType: string | undefined): boolean => /image\.index|manifest\.list/.test(mediaType ?? '');

/** Digests that a manifest refers to as an index; none for an image. */
export function childrenIn(manifest: string | undefined): string[] {
  const reading = readManifest(manifest ?? '');
  return reading.kind === 'index' ? reading.children.map(({ digest }) => digest) : [];
}

/**
 * Decides which images go: those wanted, and with `withChildren` the untagged children of their indexes that no index which stays
 * refers to. `manifests` has those of all indexes of the repository.
 */
export function planDeletion(wanted: readonly string[], facts: { images: readonly HeldImage[]; manifests: ReadonlyMap<string, Pick<StoredImage, 'text'>>; withChildren: boolean }): DeletionPlan {
  const { images, manifests, withChildren } = facts;
  const childrenOf = (digest: string): string[] => childrenIn(manifests.get(digest)?.text);
  const untagged = new Set(images.filter(({ tags }) => tags.length === 0).map(({ digest }) => digest));
  const going = new Set([...wanted, ...(withChildren ? [...reachable(wanted, childrenOf)].filter((digest) => untagged.has(digest)) : [])]);
  const staying = (): Map<string, string> => neededBy(images.filter(({ digest }) => !going.has(digest)), childrenOf);
  // A child that stays for another index may be an index itself, whose own children then stay as well.
  for (let before = -1; before !== going.size; ) {
    before = going.size;
    for (const digest of staying().keys()) if (!wanted.includes(digest)) going.delete(digest);
  }
  const levels = levelled([...going], childrenOf);
  return {
    batches: levels.flatMap((level) => batched(level)),
    children: [...going].filter((digest) => !wanted.includes(digest)),
    needed: new Map([...staying()].filter(([digest]) => going.has(digest))),
  };
}

/** Digests that these images, as indexes, refer to, each with one that does. */
const neededBy = (images: readonly HeldImage[], childrenOf: (digest: string) => string[]): Map<string, string> =>
  new Map(images.flatMap(({ digest }) => childrenOf(digest).map((child) => [child, digest] as const)));

function reachable(from: Iterable<string>, childrenOf: (digest: string) => string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...from];
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop())
    for (const child of childrenOf(digest)) {
      if (found.has(child)) continue;
      found.add(child);
      waiting.push(child);
    }
  return found;
}

/** In levels: whoever refers to another is in an earlier one. Digests cannot go round in a circle. */
function levelled(digests: readonly string[], childrenOf: (digest: string) => string[]): string[][] {
  const level = new Map(digests.map((digest) => [digest, 0]));
  const lower = (digest: string, to: number): void => {
    if ((level.get(digest) ?? -1) < to) level.set(digest, to);
    for (const child of childrenOf(digest)) if (level.has(child) && (level.get(child) as number) <= to) lower(child, to + 1);
  };
  for (const digest of digests) lower(digest, level.get(digest) as number);
  const levels: string[][] = [];
  for (const [digest, at] of level) (levels[at] ??= []).push(digest);
  return levels.filter((each) => each !== undefined);
}
