import { BatchDeleteImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import type { RemoveTag } from '../../../shared/model/moving/tags';
import { callEcr, strangeAnswer } from '../call-ecr';
import type { EcrClients } from '../ports';
import { noImage } from './stored-images';

/**
 * Takes a tag away and answers the digest it named. The image itself goes with its last tag, as ECR has it (BatchDeleteImage,
 * API reference): only where `deleteImage` agrees to that.
 * @throws AppError `last-tag` where it does not, `image-not-found` among others.
 */
export async function removeTag(clients: EcrClients, { repository, tag, deleteImage }: RemoveTag): Promise<string> {
  const about = { ...repository, repository: repository.name };
  const imageIds = [{ imageTag: tag }];
  const described = await callEcr(clients, { ...about, operation: 'DescribeImages' }, (client) =>
    client.send(new DescribeImagesCommand({ repositoryName: repository.name, imageIds })),
  );
  const image = described.imageDetails?.[0];
  if (image?.imageDigest === undefined) throw strangeAnswer('DescribeImages');
  const digest = image.imageDigest;
  const others = (image.imageTags ?? []).filter((each) => each !== tag);
  if (others.length === 0 && !deleteImage) throw lastTag(repository.name, tag, digest);
  const { failures = [] } = await callEcr(clients, { ...about, operation: 'BatchDeleteImage' }, (client) =>
    client.send(new BatchDeleteImageCommand({ repositoryName: repository.name, imageIds })),
  );
  const failure = failures[0];
  if (failure === undefined) return digest;
  if (failure.failureCode === 'ImageNotFound') return noImage(repository, tag);
  if (failure.failureCode === 'ImageReferencedByManifestList')
    throw new AppError('invalid-input', `${repository.name}:${tag} belongs to a multi-platform index, and its last tag cannot go without it.`, {
      hint: 'Delete the index first, or leave the tag.',
      detail: failure.failureReason ?? '',
    });
  throw new AppError('registry-failed', `ECR did not take the tag ${tag} of ${repository.name} away.`, {
    hint: 'The detail says why.',
    detail: `${failure.failureCode ?? ''} ${failure.failureReason ?? ''}`.trim(),
  });
}

/** What is said where the image would go with its tag, and that was not agreed to. */
export const lastTag = (name: string, tag: string, digest: string): AppError =>
  new AppError('last-tag', `${tag} is the only tag of its image in ${name}: ECR deletes the image with it.`, {
    hint: 'Agree to delete the image, or give it another tag first.',
    detail: digest,
  });
