import { paginateDescribeRepositories } from '@aws-sdk/client-ecr';
import type { Repository } from '../../../shared/model/repository';
import { asEcrError, strangeAnswer, type EcrCall } from '../call-ecr';
import type { EcrClients, EcrScope } from '../ports';
import { repositoryOf } from './repository-of';

/** The most that DescribeRepositories hands out at once (API reference, `maxResults`). */
const PAGE_SIZE = 1000;

/** All repositories of a registry, page by page as ECR delivers them. @throws AppError. */
export async function* listRepositories(
  clients: EcrClients,
  scope: EcrScope,
  signal?: AbortSignal,
): AsyncGenerator<Repository[], void, void> {
  const call: EcrCall = { ...scope, operation: 'DescribeRepositories' };
  try {
    const client = await clients.ecr(scope.profile, scope.region);
    // A broken endpoint may answer the same token for ever.
    const config = { client, pageSize: PAGE_SIZE, stopOnSameToken: true };
    for await (const page of paginateDescribeRepositories(config, {}, { abortSignal: signal })) {
      if (page.repositories === undefined) throw strangeAnswer(call.operation);
      yield page.repositories.map((each) => repositoryOf(each, scope, call.operation));
    }
  } catch (thrown) {
    throw asEcrError(thrown, call);
  }
}
