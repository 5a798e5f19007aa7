import { sameJson } from '../../../../shared/ecr/canonical-json';
import { AppError } from '../../../../shared/errors';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import { deleteRepositoryPolicy, getRepositoryPolicy, setRepositoryPolicy } from '../../../ecr/access/repository-policy';
import { deletePublicPolicy, getPublicPolicy, setPublicPolicy } from '../../../ecr/public/repository-policy';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { undoneBy } from '../../undo/undo-recipe';

type SetPolicy = ChangeOf<'set-policy'>;

/** Who may use the repository besides its own account. */
export const setPolicy: KindOfChange<SetPolicy> = {
  title: ({ repository, text }) => (text === undefined ? `Remove the policy of ${repository.name}` : `Set the policy of ${repository.name}`),

  async look({ repository, text }, work) {
    checkJson(text);
    const [facts, before] = await Promise.all([work.facts(), policyOf(repository, work)]);
    if (isSame(before, text)) return { effects: [], warnings: [], facts };
    const effects = [text === undefined ? 'Other accounts and services lose what the policy gave them.' : before === undefined ? 'A policy is added.' : 'The policy is replaced as a whole.'];
    const everybody = text !== undefined && /"Principal"\s*:\s*(\{\s*"AWS"\s*:\s*)?\[?\s*"\*"/.test(text) && !/"Condition"/.test(text);
    return { effects, warnings: everybody ? [{ text: 'It speaks of everybody ("*"), in any account.', serious: true }] : [], undo: { possible: true }, facts };
  },

  async make({ repository, text }, work) {
    checkJson(text);
    const { clients } = work.ports;
    const facts = await work.facts();
    const before = await policyOf(repository, work);
    const what = 'Repository policy';
    if (isSame(before, text)) {
      work.tell({ what, result: 'unchanged' });
      return { facts };
    }
    if (repository.registry === 'public') await (text === undefined ? deletePublicPolicy(clients, repository) : setPublicPolicy(clients, repository, text));
    else await (text === undefined ? deleteRepositoryPolicy(clients, repository) : setRepositoryPolicy(clients, { ...repository, policyText: text }));
    work.tell({ what, result: 'done' });
    work.ports.lists.forget(repository);
    return { facts, undo: undoneBy({ kind: 'set-policy', repository, ...(before !== undefined && { text: before }) }) };
  },
};

const policyOf = (repository: SetPolicy['repository'], { ports: { clients } }: ChangeWork): Promise<string | undefined> =>
  repository.registry === 'public' ? getPublicPolicy(clients, repository) : getRepositoryPolicy(clients, repository);

/** @throws AppError `policy-invalid` for what is no JSON; ECR judges the rest. */
function checkJson(text: string | undefined): void {
  if (text === undefined) return;
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new AppError('policy-invalid', 'The policy is not JSON.', { hint: 'Look for a missing comma, bracket or quotation mark.', cause });
  }
}

const isSame = (before: string | undefined, text: string | undefined): boolean => (before === undefined || text === undefined ? before === text : sameJson(before, text));
