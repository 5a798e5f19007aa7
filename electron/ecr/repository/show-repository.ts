import { GetLifecyclePolicyCommand, ListTagsForResourceCommand } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import type { Repository, RepositoryDetail, RepositoryKey } from '../../../shared/model/repository';
import { getRepositoryPolicy } from '../access/repository-policy';
import { callEcr } from '../call-ecr';
import { describeRepository } from './describe-repository';
import { listImages } from '../images/list-images';
import type { EcrClients } from '../ports';

/** A repository with its policies, tags, image count and size. @throws AppError. */
export async function showRepository(clients: EcrClients, key: RepositoryKey): Promise<RepositoryDetail> {
  const repository = await describeRepository(clients, key);
  const unreadable: RepositoryDetail['unreadable'] = [];
  /** A right that is missing costs its own line, not the whole answer. */
  const whereAllowed = async <T>(what: (typeof unreadable)[number], read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'access-denied') throw thrown;
      unreadable.push(what);
      return undefined;
    }
  };
  const [policyText, lifecyclePolicyText, tags = {}, contents] = await Promise.all([
    whereAllowed('policy', getRepositoryPolicy(clients, key)),
    whereAllowed('lifecycle', lifecyclePolicy(clients, key)),
    whereAllowed('tags', resourceTags(clients, key, repository)),
    contentsOf(clients, key),
  ]);
  return {
    ...repository,
    ...contents,
    tags,
    unreadable,
    ...(policyText !== undefined && { policyText }),
    ...(lifecyclePolicyText !== undefined && { lifecyclePolicyText }),
  };
}

async function contentsOf(clients: EcrClients, key: RepositoryKey) {
  let imageCount = 0;
  let sizeBytes = 0;
  for await (const page of listImages(clients, key)) {
    imageCount += page.length;
    sizeBytes = page.reduce((sum, image) => sum + image.sizeBytes, sizeBytes);
  }
  return { imageCount, sizeBytes };
}

function lifecyclePolicy(clients: EcrClients, key: RepositoryKey): Promise<string | undefined> {
  const call = { ...key, repository: key.name, operation: 'GetLifecyclePolicy' };
  return callEcr(clients, call, async (client) => {
    try {
      const answer = await client.send(new GetLifecyclePolicyCommand({ repositoryName: key.name }));
      return answer.lifecyclePolicyText;
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'LifecyclePolicyNotFoundException') return undefined;
      throw thrown;
    }
  });
}

function resourceTags(
  clients: EcrClients,
  key: RepositoryKey,
  { arn }: Repository,
): Promise<Record<string, string>> {
  const call = { ...key, repository: key.name, operation: 'ListTagsForResource' };
  return callEcr(clients, call, async (client) => {
    const answer = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
    return Object.fromEntries((answer.tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
  });
}
