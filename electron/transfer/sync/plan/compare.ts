/** What a sync does with each tag. Pure. */
import { isImmutableTag } from '../../../../shared/ecr/tag-proposals';
import type { SyncItem } from '../../../../shared/model/moving/sync';
import type { SourceTag } from './choose-tags';
import type { Target } from './look-at-target';

/** One item a tag, in the order given. */
export function compare(tags: readonly SourceTag[], { digests, repository }: Pick<Target, 'digests' | 'repository'>, { overwrite }: { overwrite: boolean }): SyncItem[] {
  return tags.map(({ tag, digest = '', bytes = 0 }) => {
    const there = digests.get(tag);
    const item = { tag, digest, bytes };
    if (there === undefined) return { ...item, state: 'missing' };
    if (there === digest && digest !== '') return { ...item, state: 'same' };
    const named = there === '' ? 'an image whose digest the target does not tell' : short(there);
    if (repository !== undefined && isImmutableTag(tag, repository)) return { ...item, state: 'refused', note: `immutable at the target, where it names ${named}` };
    return { ...item, state: 'differs', note: overwrite ? `moves from ${named}` : `stays at ${named}` };
  });
}

/** Those that a sync moves. */
export const isMoved = ({ state }: SyncItem, { overwrite }: { overwrite: boolean }): boolean => state === 'missing' || (state === 'differs' && overwrite);

const short = (digest: string): string => digest.slice(7, 19);
