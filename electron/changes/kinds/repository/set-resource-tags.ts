import { AppError } from '../../../../shared/errors';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import { resourceTags, tagResource, untagResource, type TaggedPlace } from '../../../ecr/settings/resource-tags';
import { publicResourceTags, tagPublicResource, untagPublicResource } from '../../../ecr/public/resource-tags';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { undoneBy } from '../../undo/undo-recipe';

type SetTags = ChangeOf<'set-resource-tags'>;

const isPublic = ({ repository }: SetTags): boolean => repository.registry === 'public';

/** Tags of the repository itself, for cost reports and for access by tag. */
export const setResourceTags: KindOfChange<SetTags> = {
  title: ({ repository }) => `Change the resource tags of ${repository.name}`,

  async look(change, work) {
    checkKeys(change);
    const { given, taken } = await difference(change, work);
    const gone = taken.map(([key]) => key);
    return {
      effects: [
        ...given.map(([key, value, before]) => (before === undefined ? `${key} is ${value}.` : `${key} is ${value}, no longer ${before}.`)),
        ...taken.map(([key, value]) => `${key} (${value}) is taken away.`),
      ],
      warnings:
        gone.length > 0 || given.some(([, , before]) => before !== undefined)
          ? [{ text: 'Policies that allow by tag, and cost reports, go by these values.', serious: false }]
          : [],
      undo: { possible: true },
      facts: await work.facts(),
    };
  },

  async make(change, work) {
    checkKeys(change);
    const { place, given, taken } = await difference(change, work);
    const { repository } = change;
    const facts = await work.facts();
    const { clients } = work.ports;
    const tag = isPublic(change) ? tagPublicResource : tagResource;
    const untag = isPublic(change) ? untagPublicResource : untagResource;
    const before = [...given.flatMap(([key, , old]) => (old === undefined ? [] : [[key, old] as const])), ...taken];
    if (given.length === 0 && taken.length === 0) work.tell({ what: 'Resource tags', result: 'unchanged' });
    const added =
      given.length > 0 &&
      (await work.part(`Tag ${given.map(([key]) => key).join(', ')}`, () => tag(clients, place, Object.fromEntries(given.map(([key, value]) => [key, value])))));
    const removed =
      taken.length > 0 &&
      (await work.part(`Untag ${taken.map(([key]) => key).join(', ')}`, () => untag(clients, place, taken.map(([key]) => key))));
    if (!added && !removed) return { facts };
    work.ports.lists.forget(repository);
    const restore = Object.fromEntries(before.filter(([key]) => (taken.some(([gone]) => gone === key) ? removed : added)));
    return { facts, undo: undoneBy({ kind: 'set-resource-tags', repository, set: restore, remove: added ? given.flatMap(([key, , old]) => (old === undefined ? [key] : [])) : [] }) };
  },
};

/** What would be given (key, value, value before) and taken (key, value). @throws AppError. */
async function difference(change: SetTags, work: ChangeWork) {
  const { arn } = await work.repository();
  const place: TaggedPlace = { ...change.repository, arn };
  const now = await (isPublic(change) ? publicResourceTags : resourceTags)(work.ports.clients, place);
  const old = (key: string): string | undefined => (Object.hasOwn(now, key) ? now[key] : undefined);
  const given = Object.entries(change.set).filter(([key, value]) => old(key) !== value).map(([key, value]) => [key, value, old(key)] as const);
  const taken = [...new Set(change.remove)].flatMap((key) => (old(key) === undefined || Object.hasOwn(change.set, key) ? [] : [[key, old(key) as string] as const]));
  return { place, given, taken };
}

/** @throws AppError `invalid-input` for keys that AWS keeps for itself, and lengths it does not take (TagResource, API reference). */
function checkKeys({ set }: SetTags): void {
  for (const [key, value] of Object.entries(set)) {
    const problem = key.trim() === '' || key.length > 128 ? 'A key has 1 to 128 characters.' : value.length > 256 ? 'A value has at most 256 characters.' : /^aws:/i.test(key) ? 'Keys that begin with aws: are kept for AWS.' : undefined;
    if (problem !== undefined) throw new AppError('invalid-input', `The resource tag “${key.slice(0, 60)}” is not possible. ${problem}`, { hint: 'Choose another key or value.' });
  }
}
