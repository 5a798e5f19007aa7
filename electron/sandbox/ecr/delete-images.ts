/** BatchDeleteImage: by digest the image with all its tags, by tag the tag (the last one takes the image along). */
import { operation, type OperationTable } from '../api/operation';
import type { RepositoryState } from '../state';
import type { EcrCall } from './ecr-call';
import { imageIds, onRepository, type ImageId } from './fields';
import { findImage, isFailure, tagsOf, type ImageFailure } from './image-lookup';
import { childrenOf } from './manifest';

/** Index digests that name `digest` as a child. */
function referencing(repository: RepositoryState, digest: string): string[] {
  return Object.values(repository.images)
    .filter((image) => /index|manifest\.list/.test(image.mediaType) && childrenOf(image).includes(digest))
    .map((image) => image.digest);
}

/** Deletes one; answers with everything that went, or with the failure. */
function deleteImage(repository: RepositoryState, id: ImageId): ImageId[] | ImageFailure {
  const image = findImage(repository, id);
  if (isFailure(image)) return image;
  const tags = tagsOf(repository, image.digest);
  if (id.imageTag !== undefined && tags.length > 1) {
    delete repository.tags[id.imageTag];
    return [{ imageDigest: image.digest, imageTag: id.imageTag }];
  }
  const indexes = referencing(repository, image.digest);
  if (indexes.length > 0) {
    // A tag alone can go: the image stays for the index that needs it.
    if (id.imageTag !== undefined) {
      delete repository.tags[id.imageTag];
      return [{ imageDigest: image.digest, imageTag: id.imageTag }];
    }
    return {
      imageId: id,
      failureCode: 'ImageReferencedByManifestList',
      failureReason: `Requested image referenced by manifest list: [${indexes.join(', ')}]`,
    };
  }
  delete repository.images[image.digest];
  for (const tag of tags) delete repository.tags[tag];
  return tags.length === 0
    ? [{ imageDigest: image.digest }]
    : tags.map((imageTag) => ({ imageDigest: image.digest, imageTag }));
}

export const deleteImageOperations: OperationTable<EcrCall> = {
  BatchDeleteImage: operation({
    action: 'ecr:BatchDeleteImage',
    input: onRepository.extend({ imageIds }),
    handle(input, call: EcrCall) {
      const { repository } = call.repository(input);
      const results = input.imageIds.map((id) => deleteImage(repository, id));
      call.changed();
      return {
        imageIds: results.flatMap((result) => (Array.isArray(result) ? result : [])),
        failures: results.flatMap((result) => (Array.isArray(result) ? [] : [result])),
      };
    },
  }),
};
