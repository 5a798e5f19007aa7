import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr-public';
import type { Repository, RepositoryKey } from '../../../shared/model/repository';
import { strangeAnswer } from '../../ecr/call-ecr';
import { callEcrPublic } from '../../ecr/public/call-ecr-public';
import { describeRepository } from '../../ecr/repository/describe-repository';
import type { ChangeClients } from '../ports';

/** One repository of a private registry or of the public one. @throws AppError `repository-not-found` among others. */
export function describeAny(clients: ChangeClients, key: RepositoryKey): Promise<Repository> {
  return key.registry === 'public' ? describePublic(clients, key) : describeRepository(clients, key);
}

function describePublic(clients: ChangeClients, key: RepositoryKey): Promise<Repository> {
  return callEcrPublic(clients, { key, operation: 'DescribeRepositories' }, async (client) => {
    const { repositories } = await client.send(new DescribeRepositoriesCommand({ repositoryNames: [key.name] }));
    const { registryId, repositoryUri: uri, repositoryArn: arn, createdAt } = repositories?.[0] ?? {};
    if (!registryId || !uri || !arn) throw strangeAnswer('DescribeRepositories');
    return {
      registry: 'public',
      profile: key.profile,
      accountId: registryId,
      region: key.region,
      host: uri.slice(0, uri.length - key.name.length - 1),
      name: key.name,
      uri,
      arn,
      ...(createdAt !== undefined && { createdAt: createdAt.toISOString() }),
      mutability: 'MUTABLE',
      mutabilityExclusions: [],
      scanOnPush: false,
      encryption: 'AES256',
    };
  });
}
