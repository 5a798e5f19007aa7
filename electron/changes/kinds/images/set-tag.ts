import { AppError } from '../../../../shared/errors';
import { matchesPattern } from '../../../../shared/ecr/wildcard';
import { isDigest, tagProblem } from '../../../../shared/ecr/names';
import type { ChangeOf, ChangePreview } from '../../../../shared/model/changes/change';
import type { Repository } from '../../../../shared/model/repository';
import { tagTaken } from '../../../ecr/tags/put-tag';
import { noImage, storedImages } from '../../../ecr/tags/stored-images';
import { Tags } from '../../../ecr/tags/tags';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { otherTags } from '../../read/other-tags';
import { undoneBy } from '../../undo/undo-recipe';

type SetTag = ChangeOf<'set-tag'>;

const short = (digest: string): string => digest.slice(7, 19);

/** One more tag for an image, or a tag moved to it. */
export const setTag: KindOfChange<SetTag> = {
  title: ({ repository, tag, digest }) => `Put the tag ${tag} on ${short(digest)} of ${repository.name}`,

  async look({ repository, digest, tag, move }, work) {
    const problem = tagProblem(tag);
    if (problem !== undefined) throw new AppError('invalid-input', problem, { hint: 'Choose another tag.' });
    if (!isDigest(digest)) throw new AppError('invalid-input', 'An image is named by its digest here.', { hint: 'A digest is sha256: and 64 hex digits.' });
    onlyPrivate(repository);
    const [facts, found] = [await work.facts(), await storedImages(work.ports.clients, repository, [digest, tag])];
    if (found.get(digest) === undefined) noImage(repository, digest);
    const holder = found.get(tag)?.digest;
    if (holder === digest) return { effects: [], warnings: [], facts };
    if (holder !== undefined) await refuseHeld({ repository, tag, move }, holder, work);
    return {
      effects: [holder === undefined ? `${tag} names ${short(digest)}.` : `${tag} names ${short(digest)}, no longer ${short(holder)}.`],
      warnings: holder === undefined ? [] : await takenFrom(holder, { repository, tag }, work),
      undo: { possible: true },
      facts,
    };
  },

  async make({ repository, digest, tag, move }, work) {
    onlyPrivate(repository);
    const { previousDigest } = await tagsOf(work).set({ repository, digest, tag, move });
    work.tell({ what: `Tag ${tag}`, result: previousDigest === digest ? 'unchanged' : 'done' });
    const undo =
      previousDigest === undefined
        ? undoneBy({ kind: 'remove-tag', repository, tag, deleteImage: false })
        : undoneBy({ kind: 'set-tag', repository, digest: previousDigest, tag, move: true });
    return { facts: await work.facts().catch(() => ({})), undo };
  },
};

/** A tag that another image has. @throws AppError `tag-immutable` where it may not move, `tag-taken` where that was not agreed to. */
export async function refuseHeld({ repository, tag, move }: Pick<SetTag, 'repository' | 'tag' | 'move'>, holder: string, work: ChangeWork): Promise<void> {
  if (isImmutable(await work.repository(), tag))
    throw new AppError('tag-immutable', `The tag ${tag} of ${repository.name} is immutable and already on ${short(holder)}.`, { hint: 'Choose another tag, or let tags of this kind move.' });
  if (!move) throw tagTaken(repository, tag, holder);
}

/** What a tag that moves means for those who pull by it, and for the image it leaves. */
export async function takenFrom(holder: string, { repository, tag }: Pick<SetTag, 'repository' | 'tag'>, { ports: { clients } }: ChangeWork): Promise<ChangePreview['warnings']> {
  // Who may not list images can still move the tag.
  const others = await otherTags(clients, repository, tag).then((image) => image.others, () => undefined);
  const text = `${short(holder)} has no tag then; it keeps its digest, and a lifecycle policy may delete it.`;
  return [{ text: 'Whoever pulls by the tag gets the other image from then on.', serious: false }, ...(others?.length === 0 ? [{ text, serious: false }] : [])];
}

/** Tags changed with what this change works with. */
export const tagsOf = ({ ports: { clients, fetchBytes, lists } }: ChangeWork): Tags => new Tags({ clients, fetchBytes, changed: (key) => lists.forget(key) });

/** Whether a tag that is there may not move: the setting, turned round for tags that a filter excludes. */
export const isImmutable = ({ mutability, mutabilityExclusions }: Repository, tag: string): boolean =>
  mutability.startsWith('IMMUTABLE') !== (mutability.endsWith('_WITH_EXCLUSION') && mutabilityExclusions.some((filter) => matchesPattern(filter, tag)));

/** @throws AppError `unsupported`: ECR Public's API hands out no manifests. */
export function onlyPrivate({ registry, name }: SetTag['repository']): void {
  if (registry === 'public') throw new AppError('unsupported', `Images of the public repository ${name} cannot be changed this way: ECR Public’s API does not hand out manifests.`, { hint: 'Push it again under the tag.' });
}
