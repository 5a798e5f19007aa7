import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { CreateRepositoryCommand as CreatePublicRepositoryCommand } from '@aws-sdk/client-ecr-public';
import { repositoryNameProblem } from '../../../../shared/ecr/names';
import { parseLifecyclePolicy } from '../../../../shared/ecr/policies/lifecycle-policy';
import { AppError, toAppError } from '../../../../shared/errors';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import { setRepositoryPolicy } from '../../../ecr/access/repository-policy';
import { callEcr } from '../../../ecr/call-ecr';
import { callEcrPublic } from '../../../ecr/public/call-ecr-public';
import { catalogInput } from '../../../ecr/public/catalog';
import { repositoryOf } from '../../../ecr/repository/repository-of';
import { settingsWords } from '../../../ecr/settings/repository-settings';
import { putLifecyclePolicy } from '../../../ecr/settings/lifecycle-policy';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { describeAny } from '../../read/describe-any';
import { undoneBy } from '../../undo/undo-recipe';
import { checkExclusions } from './set-mutability';

type Create = ChangeOf<'create-repository'>;

/** A new repository, private or public, with everything it is to begin with. */
export const createRepository: KindOfChange<Create> = {
  title: ({ repository }) => `Create the ${repository.registry === 'public' ? 'public ' : ''}repository ${repository.name}`,

  async look(change, work) {
    check(change);
    const { repository, tags } = change;
    const isThere = await work.repository().then(() => true, (thrown: unknown) => isMissing(thrown));
    if (isThere) throw new AppError('repository-exists', `The repository ${repository.name} already exists.`, { hint: 'Use it, or choose another name.' });
    const labels = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
    return {
      effects: [
        repository.registry === 'public' ? `${repository.name} is created in the public registry: anybody may pull from it.` : `${repository.name} is created in ${repository.region}: ${settingsWords(change)}, encrypted with ${encryptionWords(change)}.`,
        ...(labels.length > 0 ? [`Resource tags: ${labels.join(', ')}.`] : []),
        ...(change.lifecyclePolicyText !== undefined ? ['A lifecycle policy thins out its images.'] : []),
        ...(change.policyText !== undefined ? ['A policy says who else may use it.'] : []),
      ],
      warnings: repository.registry !== 'public' && change.encryption.type !== 'AES256' ? [{ text: 'Its encryption can never be changed; whoever pulls needs the key’s permission too.', serious: false }] : [],
      undo: { possible: true, note: 'As long as it has no images.' },
    };
  },

  async make(change, work) {
    check(change);
    const { repository } = change;
    await work.part(`Create ${repository.name}`, () => create(change, work)).then((isDone) => {
      if (!isDone) throw AppError.fromWire(work.items.pop()?.error ?? { code: 'internal', message: 'The repository was not created.' });
    });
    const { clients, lists } = work.ports;
    const { lifecyclePolicyText, policyText } = change;
    work.keep({ facts: await work.facts(), undo: undoneBy({ kind: 'delete-repository', repository, force: false }) });
    if (lifecyclePolicyText !== undefined) await work.part('Lifecycle policy', () => putLifecyclePolicy(clients, repository, lifecyclePolicyText));
    if (policyText !== undefined) await work.part('Repository policy', () => setRepositoryPolicy(clients, { ...repository, policyText }));
    lists.put(await work.repository());
  },
};

async function create(change: Create, work: ChangeWork): Promise<void> {
  const { repository: key, encryption } = change;
  const { clients } = work.ports;
  const tags = Object.entries(change.tags).map(([Key, Value]) => ({ Key, Value }));
  if (key.registry === 'public') {
    await callEcrPublic(clients, { key, operation: 'CreateRepository' }, (client) =>
      client.send(new CreatePublicRepositoryCommand({ repositoryName: key.name, ...(change.catalog !== undefined && { catalogData: catalogInput(change.catalog) }), ...(tags.length > 0 && { tags }) })),
    );
    return work.adopt(await describeAny(clients, key));
  }
  const operation = 'CreateRepository';
  const filters = change.mutabilityExclusions.map((filter) => ({ filterType: 'WILDCARD' as const, filter }));
  const answer = await callEcr(clients, { ...key, repository: key.name, operation }, (client) =>
    client.send(
      new CreateRepositoryCommand({
        repositoryName: key.name,
        imageTagMutability: change.mutability,
        ...(filters.length > 0 && { imageTagMutabilityExclusionFilters: filters }),
        imageScanningConfiguration: { scanOnPush: change.scanOnPush },
        ...(encryption.type !== 'AES256' && { encryptionConfiguration: { encryptionType: encryption.type, ...(encryption.kmsKey !== undefined && { kmsKey: encryption.kmsKey }) } }),
        ...(tags.length > 0 && { tags }),
      }),
    ),
  );
  work.adopt(repositoryOf(answer.repository, key, operation));
}

/** @throws AppError for what ECR would refuse, before anything is made. */
function check(change: Create): void {
  const problem = repositoryNameProblem(change.repository.name);
  if (problem !== undefined) throw new AppError('invalid-input', problem, { hint: 'Choose another name, like team/service.' });
  // API reference, ECR Public: repositoryName has 2 to 205 characters.
  if (change.repository.registry === 'public' && change.repository.name.length > 205) throw new AppError('invalid-input', 'The name of a public repository has at most 205 characters.', { hint: 'Choose a shorter one.' });
  if (change.repository.registry === 'public' && (change.lifecyclePolicyText !== undefined || change.policyText !== undefined))
    throw new AppError('unsupported', 'A public repository begins without policies.', { hint: 'Leave them out.' });
  checkExclusions(change);
  if (change.lifecyclePolicyText !== undefined) parseLifecyclePolicy(change.lifecyclePolicyText);
}

/** Whether a repository could not be looked at because it is not there; a profile that may not look may still create. */
function isMissing(thrown: unknown): boolean {
  const error = toAppError(thrown);
  if (error.code === 'repository-not-found' || error.code === 'access-denied') return false;
  throw error;
}

const encryptionWords = ({ encryption }: Create): string =>
  encryption.type === 'AES256' ? 'AES-256' : `${encryption.type === 'KMS' ? 'KMS' : 'KMS, two layers'}${encryption.kmsKey === undefined ? ' (AWS’s own key)' : ` (${encryption.kmsKey})`}`;
