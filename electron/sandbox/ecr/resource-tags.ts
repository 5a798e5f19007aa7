/** TagResource, UntagResource, ListTagsForResource: tags of repositories (not of images). */
import { z } from 'zod';
import { ApiError } from '../api/api-error';
import { operation, type OperationTable } from '../api/operation';
import type { EcrCall } from './ecr-call';
import { resourceTags } from './fields';
import { repositoryByArn } from './repository-arn';

const TAGS_PER_RESOURCE = 50;

/** `present` with `added` put over it. @throws ApiError when a tag is not allowed or there are too many. */
export function checkResourceTags(
  present: Record<string, string>,
  added: readonly { Key: string; Value: string }[],
): Record<string, string> {
  const merged = { ...present };
  for (const { Key, Value } of added) {
    if (Key.toLowerCase().startsWith('aws:'))
      throw new ApiError(
        'InvalidTagParameterException',
        `The tag key '${Key}' starts with the reserved prefix aws:`,
      );
    merged[Key] = Value;
  }
  if (Object.keys(merged).length > TAGS_PER_RESOURCE)
    throw new ApiError('TooManyTagsException', `A repository has at most ${TAGS_PER_RESOURCE} tags.`);
  return merged;
}

export const resourceTagOperations: OperationTable<EcrCall> = {
  TagResource: operation({
    action: 'ecr:TagResource',
    input: z.object({ resourceArn: z.string(), tags: resourceTags }),
    handle(input, call: EcrCall) {
      const { repository } = repositoryByArn(input.resourceArn, call);
      repository.resourceTags = checkResourceTags(repository.resourceTags, input.tags);
      call.changed();
      return {};
    },
  }),
  UntagResource: operation({
    action: 'ecr:UntagResource',
    input: z.object({ resourceArn: z.string(), tagKeys: z.array(z.string()) }),
    handle(input, call: EcrCall) {
      const { repository } = repositoryByArn(input.resourceArn, call);
      const kept = Object.entries(repository.resourceTags).filter(([key]) => !input.tagKeys.includes(key));
      repository.resourceTags = Object.fromEntries(kept);
      call.changed();
      return {};
    },
  }),
  ListTagsForResource: operation({
    action: 'ecr:ListTagsForResource',
    input: z.object({ resourceArn: z.string() }),
    handle(input, call: EcrCall) {
      const { repository } = repositoryByArn(input.resourceArn, call);
      return { tags: Object.entries(repository.resourceTags).map(([Key, Value]) => ({ Key, Value })) };
    },
  }),
};
