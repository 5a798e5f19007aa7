import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr, strangeAnswer } from '../../ecr/call-ecr';
import type { EcrClients } from '../../ecr/ports';

/** The image that a tag names, and its tags besides this one. @throws AppError `image-not-found`. */
export async function otherTags(clients: EcrClients, repository: RepositoryKey, tag: string): Promise<{ digest: string; others: string[] }> {
  const { imageDetails } = await callEcr(clients, { ...repository, repository: repository.name, operation: 'DescribeImages' }, (client) =>
    client.send(new DescribeImagesCommand({ repositoryName: repository.name, imageIds: [{ imageTag: tag }] })),
  );
  const image = imageDetails?.[0];
  if (image === undefined) throw new AppError('image-not-found', `${repository.name} has no tag ${tag}.`, { hint: 'Look at the list again.' });
  if (image.imageDigest === undefined) throw strangeAnswer('DescribeImages');
  return { digest: image.imageDigest, others: (image.imageTags ?? []).filter((each) => each !== tag) };
}
