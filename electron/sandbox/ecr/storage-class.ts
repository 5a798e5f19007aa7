/** UpdateImageStorageClass: to the archive at once, back after a while in which the image is ACTIVATING. */
import { z } from 'zod';
import { ApiError } from '../api/api-error';
import { operation, type OperationTable } from '../api/operation';
import type { ImageState } from '../state';
import type { EcrCall } from './ecr-call';
import { imageId, onRepository, seconds } from './fields';
import { requireImage } from './image-lookup';

/** ECR takes up to 20 minutes (user guide, “Restore an archived image”); here a person can watch it. */
const ACTIVATION_MS = 2_000;

export type ImageStatus = 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING';

/** Where the image is at `now` (epoch milliseconds). */
export function imageStatus({ archivedAt, activatedAt }: Pick<ImageState, 'archivedAt' | 'activatedAt'>, now: number): ImageStatus {
  if (archivedAt !== undefined && (activatedAt ?? 0) < archivedAt) return 'ARCHIVED';
  return activatedAt !== undefined && now < activatedAt ? 'ACTIVATING' : 'ACTIVE';
}

/** As DescribeImages tells it. */
export const describeStorage = (image: ImageState, now: number): object => {
  const status = imageStatus(image, now);
  return {
    imageStatus: status,
    ...(image.archivedAt !== undefined && { lastArchivedAt: seconds(image.archivedAt) }),
    ...(image.activatedAt !== undefined && status === 'ACTIVE' && { lastActivatedAt: seconds(image.activatedAt) }),
  };
};

export const storageClassOperations: OperationTable<EcrCall> = {
  UpdateImageStorageClass: operation({
    action: 'ecr:UpdateImageStorageClass',
    input: onRepository.extend({ imageId, targetStorageClass: z.enum(['STANDARD', 'ARCHIVE']) }),
    handle(input, call: EcrCall) {
      const { registry, repository } = call.repository(input);
      const image = requireImage(registry, repository, input.imageId);
      const now = call.now();
      const status = imageStatus(image, now);
      const refuse = (why: string): ApiError => new ApiError('ImageStorageClassUpdateNotSupportedException', `The image with digest '${image.digest}' ${why}.`);
      if (status === 'ACTIVATING') throw refuse('is being restored');
      if (input.targetStorageClass === 'ARCHIVE') {
        if (status === 'ARCHIVED') throw refuse('is already in storage class ARCHIVE');
        // Archived and restored within one millisecond would be both.
        image.archivedAt = Math.max(now, (image.activatedAt ?? 0) + 1);
      } else {
        if (status === 'ACTIVE') throw refuse('is already in storage class STANDARD');
        image.activatedAt = now + ACTIVATION_MS;
      }
      call.changed();
      return { registryId: registry.accountId, repositoryName: repository.name, imageId: { imageDigest: image.digest }, imageStatus: imageStatus(image, now) };
    },
  }),
};
