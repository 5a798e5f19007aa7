/** Managed signing, as far as it is looked at: how the signing of an image went. Nothing is signed here. */
import { operation, type OperationTable } from '../api/operation';
import type { EcrCall } from './ecr-call';
import { imageId, onRepository } from './fields';
import { requireImage } from './image-lookup';

export const signingOperations: OperationTable<EcrCall> = {
  DescribeImageSigningStatus: operation({
    action: 'ecr:DescribeImageSigningStatus',
    input: onRepository.extend({ imageId }),
    handle(input, call: EcrCall) {
      const { registry, repository } = call.repository(input);
      const image = requireImage(registry, repository, input.imageId);
      return {
        registryId: registry.accountId,
        repositoryName: repository.name,
        imageId: { imageDigest: image.digest },
        signingStatuses: image.signingStatuses ?? [],
      };
    },
  }),
};
