import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import { repositoryNameProblem } from '../../../shared/ecr/names';
import type { CreateRepository, Repository } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';
import { repositoryOf } from './repository-of';

/** Creates a private repository. @throws AppError `invalid-input`, `repository-exists`, `quota-exceeded` among others. */
export async function createRepository(clients: EcrClients, input: CreateRepository): Promise<Repository> {
  const problem = repositoryNameProblem(input.name);
  if (problem !== undefined) {
    throw new AppError('invalid-input', problem, { hint: 'Choose another name, like team/service.' });
  }
  if (input.mutabilityExclusions.length > 0 && !input.mutability.endsWith('_WITH_EXCLUSION')) {
    throw new AppError('invalid-input', `Exclusions do not go with the tag setting ${input.mutability}.`, {
      hint: 'Choose MUTABLE_WITH_EXCLUSION or IMMUTABLE_WITH_EXCLUSION, or leave the exclusions out.',
    });
  }
  const operation = 'CreateRepository';
  return callEcr(clients, { ...input, repository: input.name, operation }, async (client) => {
    const answer = await client.send(
      new CreateRepositoryCommand({
        repositoryName: input.name,
        imageTagMutability: input.mutability,
        ...(input.mutabilityExclusions.length > 0 && {
          imageTagMutabilityExclusionFilters: input.mutabilityExclusions.map((filter) => ({
            filterType: 'WILDCARD' as const,
            filter,
          })),
        }),
        imageScanningConfiguration: { scanOnPush: input.scanOnPush },
        tags: Object.entries(input.tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    return repositoryOf(answer.repository, input, operation);
  });
}
