import { matchesPattern } from '../../../../shared/ecr/wildcard';
import { AppError } from '../../../../shared/errors';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import type { Repository } from '../../../../shared/model/repository';
import { putMutability, settingsWords } from '../../../ecr/settings/repository-settings';
import type { KindOfChange } from '../../change-work';
import { undoneBy } from '../../undo/undo-recipe';

type SetMutability = ChangeOf<'set-mutability'>;

const words = (of: Pick<Repository, 'mutability' | 'mutabilityExclusions'>): string => settingsWords({ ...of, scanOnPush: false }).replace(/, no scan on push$/, '');

const isSame = (one: Pick<Repository, 'mutability' | 'mutabilityExclusions'>, other: typeof one): boolean =>
  one.mutability === other.mutability && [...one.mutabilityExclusions].sort().join() === [...other.mutabilityExclusions].sort().join();

/** Which tags may be moved to another image. */
export const setMutability: KindOfChange<SetMutability> = {
  title: ({ repository }) => `Change which tags of ${repository.name} may move`,

  async look(change, work) {
    checkExclusions(change);
    const now = await work.repository();
    const facts = await work.facts();
    if (isSame(now, change)) return { effects: [], warnings: [], facts };
    const overlapping = change.mutabilityExclusions.filter((filter, index) => change.mutabilityExclusions.some((other, at) => at !== index && matchesPattern(other, filter)));
    return {
      effects: [`Now ${words(now)}; then ${words(change)}.`],
      warnings: [
        ...(change.mutability.startsWith('IMMUTABLE') && now.mutability.startsWith('MUTABLE')
          ? [{ text: 'Pushes that move a tag, like latest, are refused from then on.', serious: false }]
          : []),
        ...(overlapping.length > 0 ? [{ text: `${overlapping.join(', ')}: another filter says the same already.`, serious: false }] : []),
      ],
      undo: { possible: true },
      facts,
    };
  },

  async make(change, work) {
    checkExclusions(change);
    const before = await work.repository();
    const { repository, mutability, mutabilityExclusions } = change;
    const what = 'Tag mutability';
    if (isSame(before, change)) {
      work.tell({ what, result: 'unchanged' });
      return { facts: await work.facts() };
    }
    await putMutability(work.ports.clients, repository, change);
    work.tell({ what, result: 'done' });
    work.ports.lists.put({ ...before, mutability, mutabilityExclusions });
    return {
      facts: await work.facts(),
      undo: undoneBy({ kind: 'set-mutability', repository, mutability: before.mutability, mutabilityExclusions: before.mutabilityExclusions }),
    };
  },
};

/** @throws AppError `invalid-input` where filters and setting do not go together (PutImageTagMutability, API reference). */
export function checkExclusions({ mutability, mutabilityExclusions }: Pick<SetMutability, 'mutability' | 'mutabilityExclusions'>): void {
  const wanted = mutability.endsWith('_WITH_EXCLUSION');
  if (wanted === mutabilityExclusions.length > 0) return;
  throw wanted
    ? new AppError('invalid-input', `The tag setting ${mutability} needs at least one exclusion filter.`, { hint: 'Add one, like dev-*, or choose MUTABLE or IMMUTABLE.' })
    : new AppError('invalid-input', `Exclusions do not go with the tag setting ${mutability}.`, { hint: 'Choose MUTABLE_WITH_EXCLUSION or IMMUTABLE_WITH_EXCLUSION, or leave the exclusions out.' });
}
