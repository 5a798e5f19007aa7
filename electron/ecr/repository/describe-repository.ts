import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import type { Repository, RepositoryKey } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';
import { repositoryOf } from './repository-of';

/** One repository by its name, of another account's registry where `registryId` says so. @throws AppError `repository-not-found` among others. */
export function describeRepository(clients: EcrClients, key: RepositoryKey & { registryId?: string }): Promise<Repository> {
  const operation = 'DescribeRepositories';
  return callEcr(clients, { ...key, repository: key.name, operation }, async (client) => {
    const answer = await client.send(new DescribeRepositoriesCommand({ repositoryNames: [key.name], ...(key.registryId !== undefined && { registryId: key.registryId }) }));
    return repositoryOf(answer.repositories?.[0], key, operation);
  });
}
