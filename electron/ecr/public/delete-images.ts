import { BatchDeleteImageCommand, type ImageIdentifier } from '@aws-sdk/client-ecr-public';
import type { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import { deletionError } from '../images/delete-images';
import { callEcrPublic, type EcrPublicClients } from './call-ecr-public';

/** Deletes at most 100 images of a public repository; answers those that did not go. @throws AppError for the call as a whole. */
export async function deletePublicImages(clients: EcrPublicClients, key: RepositoryKey, imageIds: ImageIdentifier[]): Promise<{ digest: string; error: AppError }[]> {
  const { failures = [] } = await callEcrPublic(clients, { key, operation: 'BatchDeleteImage' }, (client) => client.send(new BatchDeleteImageCommand({ repositoryName: key.name, imageIds })));
  return failures.map((failure) => ({ digest: failure.imageId?.imageDigest ?? '', error: deletionError(key, failure) }));
}
