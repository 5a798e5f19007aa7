/** Finding images of a repository by digest, by tag, or by both. */
import { isDigest, isTag } from '../../../shared/ecr/names';
import { ApiError } from '../api/api-error';
import type { ImageState, RegistryState, RepositoryState } from '../state';
import type { ImageId } from './fields';

export interface ImageFailure {
  imageId: ImageId;
  failureCode: string;
  failureReason: string;
}

/** The image that `id` means, or the failure as batch operations report it. */
export function findImage(repository: RepositoryState, id: ImageId): ImageState | ImageFailure {
  const fail = (failureCode: string, failureReason: string): ImageFailure => ({
    imageId: id,
    failureCode,
    failureReason,
  });
  const { imageDigest, imageTag } = id;
  if (imageDigest === undefined && imageTag === undefined)
    return fail('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null');
  if (imageDigest !== undefined && !isDigest(imageDigest))
    return fail(
      'InvalidImageDigest',
      "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
    );
  if (imageTag !== undefined && !isTag(imageTag))
    return fail('InvalidImageTag', 'Invalid request parameters: the image tag is not valid');
  const tagged =
    imageTag !== undefined && Object.hasOwn(repository.tags, imageTag)
      ? repository.tags[imageTag]
      : undefined;
  if (imageTag !== undefined && tagged === undefined)
    return fail('ImageNotFound', 'Requested image not found');
  if (imageDigest !== undefined && tagged !== undefined && tagged !== imageDigest)
    return fail('ImageTagDoesNotMatchDigest', 'The image tag does not belong to the given digest');
  return repository.images[imageDigest ?? tagged ?? ''] ?? fail('ImageNotFound', 'Requested image not found');
}

export const isFailure = (found: ImageState | ImageFailure): found is ImageFailure => 'failureCode' in found;

/** As `findImage`, for operations that refuse as a whole. @throws ApiError ImageNotFoundException */
export function requireImage(registry: RegistryState, repository: RepositoryState, id: ImageId): ImageState {
  const found = findImage(repository, id);
  if (!isFailure(found)) return found;
  const words = `imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'`;
  if (found.failureCode !== 'ImageNotFound' && found.failureCode !== 'ImageTagDoesNotMatchDigest')
    throw new ApiError('InvalidParameterException', found.failureReason);
  throw new ApiError(
    'ImageNotFoundException',
    `The image with imageId {${words}} does not exist within the repository with name '${repository.name}' in the registry with id '${registry.accountId}'`,
  );
}

export function tagsOf(repository: RepositoryState, digest: string): string[] {
  return Object.keys(repository.tags).filter((tag) => repository.tags[tag] === digest);
}
