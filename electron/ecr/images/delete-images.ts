import { BatchDeleteImageCommand, type ImageFailure } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';

/** An image that did not go, and why. */
export interface NotDeleted {
  digest: string;
  error: AppError;
}

/** Deletes at most 100 images by digest, with all their tags; answers those that did not go. @throws AppError for the call as a whole. */
export async function deleteImageBatch(clients: EcrClients, key: RepositoryKey, { digests, signal }: { digests: readonly string[]; signal: AbortSignal }): Promise<NotDeleted[]> {
  const { failures = [] } = await callEcr(clients, { ...key, repository: key.name, operation: 'BatchDeleteImage' }, (client) =>
    client.send(new BatchDeleteImageCommand({ repositoryName: key.name, imageIds: digests.map((imageDigest) => ({ imageDigest })) }), { abortSignal: signal }),
  );
  return failures.map((failure) => ({ digest: failure.imageId?.imageDigest ?? '', error: deletionError(key, failure) }));
}

/** ECR's words for a failure of a batch as an error of Berth's. */
export function deletionError({ name }: RepositoryKey, { imageId, failureCode, failureReason }: Pick<ImageFailure, 'imageId' | 'failureReason'> & { failureCode?: string | undefined }): AppError {
  const image = imageId?.imageTag ?? imageId?.imageDigest?.slice(7, 19) ?? 'The image';
  if (failureCode === 'ImageNotFound') return new AppError('image-not-found', `${image} of ${name} is not there any more.`, { hint: 'Nothing is left to do.' });
  if (failureCode === 'ImageReferencedByManifestList')
    return new AppError('invalid-input', `${image} of ${name} belongs to a multi-platform index that stays.`, { hint: 'Delete the index too, or leave this image.', ...(failureReason !== undefined && { detail: failureReason }) });
  return new AppError('registry-failed', `ECR did not delete ${image} of ${name}.`, { hint: 'The detail says why.', detail: `${failureCode ?? ''} ${failureReason ?? ''}`.trim() });
}
