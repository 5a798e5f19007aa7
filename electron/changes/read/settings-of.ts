import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { toAppError } from '../../../shared/errors';
import type { ChangeOf, RepositoryEncryption } from '../../../shared/model/changes/change';
import type { RepositoryKey } from '../../../shared/model/repository';
import { getRepositoryPolicy } from '../../ecr/access/repository-policy';
import { callEcr } from '../../ecr/call-ecr';
import { getCatalog } from '../../ecr/public/catalog';
import { publicResourceTags } from '../../ecr/public/resource-tags';
import { getLifecyclePolicy } from '../../ecr/settings/lifecycle-policy';
import { resourceTags } from '../../ecr/settings/resource-tags';
import type { ChangeClients } from '../ports';
import { describeAny } from './describe-any';

/** What makes a repository again as it is, but for its images; `unread` names what the profile may not read. @throws AppError. */
export async function settingsOf(clients: ChangeClients, repository: RepositoryKey): Promise<{ settings: ChangeOf<'create-repository'>; unread: string[] }> {
  const unread: string[] = [];
  const whereAllowed = async <T>(what: string, read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (thrown) {
      if (toAppError(thrown).code !== 'access-denied') throw thrown;
      unread.push(what);
      return undefined;
    }
  };
  const now = await describeAny(clients, repository);
  const plain = { kind: 'create-repository', repository, mutability: now.mutability, mutabilityExclusions: now.mutabilityExclusions, scanOnPush: now.scanOnPush } as const;
  if (repository.registry === 'public') {
    const [tags = {}, catalog] = await Promise.all([
      whereAllowed('resource tags', publicResourceTags(clients, { ...repository, arn: now.arn })),
      whereAllowed('catalogue data', getCatalog(clients, repository)),
    ]);
    return { settings: { ...plain, encryption: { type: 'AES256' }, tags, ...(catalog !== undefined && { catalog }) }, unread };
  }
  const [encryption, tags = {}, lifecyclePolicyText, policyText] = await Promise.all([
    encryptionOf(clients, repository),
    whereAllowed('resource tags', resourceTags(clients, { ...repository, arn: now.arn })),
    whereAllowed('lifecycle policy', getLifecyclePolicy(clients, repository)),
    whereAllowed('policy', getRepositoryPolicy(clients, repository)),
  ]);
  return { settings: { ...plain, encryption, tags, ...(lifecyclePolicyText !== undefined && { lifecyclePolicyText }), ...(policyText !== undefined && { policyText }) }, unread };
}

function encryptionOf(clients: ChangeClients, key: RepositoryKey): Promise<RepositoryEncryption> {
  return callEcr(clients, { ...key, repository: key.name, operation: 'DescribeRepositories' }, async (client) => {
    const { repositories } = await client.send(new DescribeRepositoriesCommand({ repositoryNames: [key.name] }));
    const { encryptionType, kmsKey } = repositories?.[0]?.encryptionConfiguration ?? {};
    if (encryptionType !== 'KMS' && encryptionType !== 'KMS_DSSE') return { type: 'AES256' };
    return { type: encryptionType, ...(kmsKey !== undefined && { kmsKey }) };
  });
}
