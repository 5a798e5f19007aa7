/** Policies and tags of public repositories, and the deletion of their images. */
import { z } from 'zod';
import { ApiError, invalidParameter } from '../api/api-error';
import { operation, type OperationTable } from '../api/operation';
import type { EcrCall } from '../ecr/ecr-call';
import { imageIds, onRepository, resourceTags } from '../ecr/fields';
import { checkResourceTags } from '../ecr/resource-tags';
import type { PublicRepositoryState } from '../state';

type Find = (call: EcrCall, name: string) => PublicRepositoryState;

export function publicSettingOperations(find: Find): OperationTable<EcrCall> {
  const byArn = (call: EcrCall, arn: string): PublicRepositoryState => {
    const name = /^arn:aws:ecr-public::\d{12}:repository\/(.+)$/.exec(arn)?.[1];
    if (name === undefined) throw invalidParameter('resourceArn', 'Invalid ARN');
    return find(call, name);
  };
  const noPolicy = (name: string): ApiError => new ApiError('RepositoryPolicyNotFoundException', `Repository policy does not exist for the repository with name '${name}'`);
  return {
    TagResource: operation({
      action: 'ecr-public:TagResource',
      input: z.object({ resourceArn: z.string(), tags: resourceTags }),
      handle(input, call: EcrCall) {
        const repository = byArn(call, input.resourceArn);
        repository.resourceTags = checkResourceTags(repository.resourceTags ?? {}, input.tags);
        call.changed();
        return {};
      },
    }),
    UntagResource: operation({
      action: 'ecr-public:UntagResource',
      input: z.object({ resourceArn: z.string(), tagKeys: z.array(z.string()) }),
      handle(input, call: EcrCall) {
        const repository = byArn(call, input.resourceArn);
        repository.resourceTags = Object.fromEntries(Object.entries(repository.resourceTags ?? {}).filter(([key]) => !input.tagKeys.includes(key)));
        call.changed();
        return {};
      },
    }),
    ListTagsForResource: operation({
      action: 'ecr-public:ListTagsForResource',
      input: z.object({ resourceArn: z.string() }),
      handle: (input, call: EcrCall) => ({ tags: Object.entries(byArn(call, input.resourceArn).resourceTags ?? {}).map(([Key, Value]) => ({ Key, Value })) }),
    }),
    GetRepositoryPolicy: operation({
      action: 'ecr-public:GetRepositoryPolicy',
      input: onRepository,
      handle(input, call: EcrCall) {
        const { policyText } = find(call, input.repositoryName);
        if (policyText === undefined) throw noPolicy(input.repositoryName);
        return { repositoryName: input.repositoryName, policyText };
      },
    }),
    SetRepositoryPolicy: operation({
      action: 'ecr-public:SetRepositoryPolicy',
      input: onRepository.extend({ policyText: z.string().max(10_240) }),
      handle(input, call: EcrCall) {
        find(call, input.repositoryName).policyText = input.policyText;
        call.changed();
        return { repositoryName: input.repositoryName, policyText: input.policyText };
      },
    }),
    DeleteRepositoryPolicy: operation({
      action: 'ecr-public:DeleteRepositoryPolicy',
      input: onRepository,
      handle(input, call: EcrCall) {
        const repository = find(call, input.repositoryName);
        if (repository.policyText === undefined) throw noPolicy(input.repositoryName);
        const { policyText } = repository;
        delete repository.policyText;
        call.changed();
        return { repositoryName: input.repositoryName, policyText };
      },
    }),
    BatchDeleteImage: operation({
      action: 'ecr-public:BatchDeleteImage',
      input: onRepository.extend({ imageIds }),
      handle(input, call: EcrCall) {
        const { contents = { images: {}, tags: {} } } = find(call, input.repositoryName);
        const gone: object[] = [];
        const failures: object[] = [];
        for (const imageId of input.imageIds) {
          const digest = imageId.imageDigest ?? contents.tags[imageId.imageTag ?? ''];
          if (digest === undefined || !Object.hasOwn(contents.images, digest)) {
            failures.push({ imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' });
            continue;
          }
          const tags = Object.keys(contents.tags).filter((tag) => (imageId.imageDigest === undefined ? tag === imageId.imageTag : contents.tags[tag] === digest));
          for (const tag of tags) delete contents.tags[tag];
          if (!Object.values(contents.tags).includes(digest)) delete contents.images[digest];
          gone.push({ imageDigest: digest, ...(tags[0] !== undefined && { imageTag: tags[0] }) });
        }
        if (gone.length > 0) call.changed();
        return { imageIds: gone, failures };
      },
    }),
  };
}
