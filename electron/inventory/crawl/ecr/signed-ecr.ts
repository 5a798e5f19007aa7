import type { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import type { EcrClients } from '../../../ecr/ports';
import type { CrawlEcr, SourceKey } from '../ports';
import { imageOfMembers, readPage, repositoryOfMembers, tagOfMembers } from './read-answer';
import type { CalledService, SignedCalls } from './signed-calls';

/** The most that a list hands out at once (API reference, `maxResults`). */
const PAGE_SIZE = 1000;

/** Left out, archived images would not be there. ECR Public knows no such filter. */
const WHATEVER_THEIR_STATE = { filter: { imageStatus: 'ANY' } };

/** The SDK's clients, of which only addresses and credentials are used here. */
export interface CrawlClients extends EcrClients {
  ecrPublic(profile: string): ECRPUBLICClient | Promise<ECRPUBLICClient>;
}

/** The crawl's questions, put to ECR and ECR Public in single signed calls. */
export function signedEcr(clients: CrawlClients, calls: SignedCalls): CrawlEcr {
  const serviceOf = async ({ profile, region, registry }: SourceKey): Promise<CalledService> =>
    registry === 'public'
      ? { client: await clients.ecrPublic(profile), signingName: 'ecr-public', target: 'SpencerFrontendService', region: 'us-east-1' }
      : { client: await clients.ecr(profile, region), signingName: 'ecr', target: 'AmazonEC2ContainerRegistry_V20150921', region };
  return {
    async repositories(source, { nextToken, signal }) {
      const operation = 'DescribeRepositories';
      const { profile, region } = source;
      const answer = await calls.call({ service: await serviceOf(source), operation, input: { maxResults: PAGE_SIZE, nextToken }, signal, about: { profile, region } });
      return readPage(answer, { member: 'repositories', operation, row: (members) => repositoryOfMembers(members, source) });
    },
    async images({ profile, region, name, registry = 'private' }, { nextToken, signal }) {
      const operation = 'DescribeImages';
      const service = await serviceOf({ profile, region, registry });
      const answer = await calls.call({ service, operation, input: { repositoryName: name, maxResults: PAGE_SIZE, nextToken, ...(registry === 'private' && WHATEVER_THEIR_STATE) }, signal, about: { profile, region, repository: name } });
      return readPage(answer, { member: 'imageDetails', operation, row: imageOfMembers });
    },
    async tags(source, arn, signal) {
      const operation = 'ListTagsForResource';
      const { profile, region } = source;
      const answer = await calls.call({ service: await serviceOf(source), operation, input: { resourceArn: arn }, signal, about: { profile, region } });
      return Object.fromEntries(readPage(answer, { member: 'tags', operation, row: tagOfMembers }).items);
    },
  };
}
