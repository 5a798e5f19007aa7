import { tagProblem } from '../../../shared/ecr/names';
import { isImmutableTag } from '../../../shared/ecr/tag-proposals';
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import { shortDigest } from '../../words/names';
import { age } from '../../words/times';

/** What giving a tag to an image means; `stop`: it cannot be. */
export interface TagChange {
  level: 'stop' | 'move' | 'new' | 'same' | 'unknown';
  text: string;
}

interface Facts {
  repository: Repository;
  tag: string;
  /** The image that gets the tag; undefined for one that is yet to be made. */
  digest?: string | undefined;
  /** The image that has the tag now: undefined while that is not known, `null` when none has it. */
  holder: Image | null | undefined;
  now: number;
}

/** Says what happens before it does: new, moved from another image, there already, or refused. */
export function tagChange({ repository, tag, digest, holder, now }: Facts): TagChange {
  const problem = tagProblem(tag);
  if (problem !== undefined) return { level: 'stop', text: problem };
  const image = digest === undefined ? 'the new index' : shortDigest(digest);
  if (holder === undefined) return { level: 'unknown', text: `Looking whether “${tag}” is taken…` };
  if (holder === null) return { level: 'new', text: `“${tag}” is new here; it will name ${image}.` };
  const old = shortDigest(holder.digest);
  const when = holder.pushedAt === undefined ? '' : ` (pushed ${age(holder.pushedAt, now)})`;
  if (holder.digest === digest) return { level: 'same', text: `“${tag}” names this image already.` };
  if (isImmutableTag(tag, repository))
    return {
      level: 'stop',
      text: `“${tag}” names ${old}${when}, and tags of ${repository.name} are immutable: it stays there. Choose another tag.`,
    };
  return { level: 'move', text: `“${tag}” moves from ${old}${when} to ${image}.` };
}
