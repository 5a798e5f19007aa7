import { sameJson } from '../../../../shared/ecr/canonical-json';
import { evaluateLifecycle } from '../../../../shared/ecr/policies/lifecycle-evaluate';
import { parseLifecyclePolicy } from '../../../../shared/ecr/policies/lifecycle-policy';
import { toAppError } from '../../../../shared/errors';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import { deleteLifecyclePolicy, getLifecyclePolicy, putLifecyclePolicy } from '../../../ecr/settings/lifecycle-policy';
import { readManifest } from '../../../ecr/images/manifest-platforms';
import { readManifests } from '../../../ecr/images/read-manifests';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { heldImages } from '../../read/held-images';
import { undoneBy } from '../../undo/undo-recipe';

type SetLifecycle = ChangeOf<'set-lifecycle'>;

/** How ECR thins out the images by itself. */
export const setLifecycle: KindOfChange<SetLifecycle> = {
  title: ({ repository, text }) => (text === undefined ? `Remove the lifecycle policy of ${repository.name}` : `Set the lifecycle policy of ${repository.name}`),
  takesAway: ({ text }) => text !== undefined,

  async look({ repository, text }, work) {
    const rules = text === undefined ? [] : parseLifecyclePolicy(text);
    const [facts, before] = await Promise.all([work.facts(), getLifecyclePolicy(work.ports.clients, repository)]);
    if (isSame(before, text)) return { effects: [], warnings: [], facts };
    if (text === undefined) return { effects: ['No image expires by itself any more.'], warnings: [], undo: { possible: true }, facts };
    const effects = [`${before === undefined ? 'A lifecycle policy is added' : 'The lifecycle policy is replaced'}: ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}.`];
    const outcome = await expiring({ repository, text }, work);
    return { effects, warnings: outcome, undo: { possible: true, note: 'Images that expire in the meantime do not come back.' }, facts };
  },

  async make({ repository, text }, work) {
    if (text !== undefined) parseLifecyclePolicy(text);
    const { clients, lists } = work.ports;
    const facts = await work.facts();
    const before = await getLifecyclePolicy(clients, repository);
    const what = 'Lifecycle policy';
    if (isSame(before, text)) {
      work.tell({ what, result: 'unchanged' });
      return { facts };
    }
    await (text === undefined ? deleteLifecyclePolicy(clients, repository) : putLifecyclePolicy(clients, repository, text));
    work.tell({ what, result: 'done' });
    lists.forget(repository);
    return { facts, undo: undoneBy({ kind: 'set-lifecycle', repository, ...(before !== undefined && { text: before }) }) };
  },
};

/** What the policy would do today, as warnings; a profile that may not look is told so. */
async function expiring({ repository, text }: { repository: SetLifecycle['repository']; text: string }, work: ChangeWork) {
  try {
    const images = await heldImages(work.ports.clients, repository, work.signal);
    const indexes = images.filter(({ mediaType }) => /image\.index|manifest\.list/.test(mediaType ?? '')).map(({ digest }) => digest);
    const manifests = await readManifests(work.ports.clients, repository, indexes);
    const withChildren = images.map((image) => ({ ...image, children: childrenIn(manifests.get(image.digest)) }));
    const results = evaluateLifecycle(parseLifecyclePolicy(text), withChildren, Date.now());
    const count = (action: string): number => results.filter((result) => result.action === action).length;
    const [expire, archive] = [count('expire'), count('transition')];
    return [
      ...(expire > 0 ? [{ text: `${expire} of ${images.length} images expire within a day, for good.`, serious: true }] : []),
      ...(archive > 0 ? [{ text: `${archive} of ${images.length} images go to the archive within a day: kept for 90 days at least, not to be pulled until restored.`, serious: true }] : []),
    ];
  } catch (thrown) {
    if (work.signal.aborted) throw thrown;
    return [{ text: `Which images would expire could not be found out: ${toAppError(thrown).message}`, serious: true }];
  }
}

function childrenIn(manifest: string | undefined): string[] {
  const reading = readManifest(manifest ?? '');
  return reading.kind === 'index' ? reading.children.map(({ digest }) => digest) : [];
}

const isSame = (before: string | undefined, text: string | undefined): boolean => (before === undefined || text === undefined ? before === text : sameJson(before, text));
