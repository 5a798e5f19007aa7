import { PutImageCommand } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr } from '../../ecr/call-ecr';
import { storedImages } from '../../ecr/tags/stored-images';
import type { ChangeWork } from '../change-work';
import type { KeptImage } from './image-backups';

/**
 * Puts images back under their digests and tags, children before the indexes that need them. A tag that another image has by now
 * stays there. Each image is told by itself; those whose layers ECR has cleared away fail with `layer-missing`.
 * @throws AppError when the repository cannot be read.
 */
export async function putBack(work: ChangeWork, repository: RepositoryKey, images: readonly KeptImage[]): Promise<void> {
  const { clients } = work.ports;
  const holders = await storedImages(clients, repository, images.flatMap(({ tags }) => tags));
  for (const image of images) {
    const name = image.tags[0] ?? image.digest.slice(0, 19);
    const put = (tag?: string) => (): Promise<void> => putOne(work, repository, { image, tag });
    // Without a tag it is there for its index, or was untagged.
    if (image.tags.length === 0) await work.part(`Put back ${name}`, put());
    for (const tag of image.tags) {
      const holder = holders.get(tag)?.digest;
      await work.part(`Put back ${tag}`, holder === undefined || holder === image.digest ? put(tag) : async () => taken(tag, holder));
    }
  }
  work.ports.lists.forget(repository);
}

async function putOne({ ports: { clients } }: ChangeWork, key: RepositoryKey, { image, tag }: { image: KeptImage; tag: string | undefined }): Promise<void> {
  const { digest, manifest, mediaType } = image;
  const input = { repositoryName: key.name, imageManifest: manifest, imageDigest: digest, ...(tag !== undefined && { imageTag: tag }), ...(mediaType !== '' && { imageManifestMediaType: mediaType }) };
  try {
    await callEcr(clients, { ...key, repository: key.name, operation: 'PutImage' }, async (client) => {
      try {
        await client.send(new PutImageCommand(input));
      } catch (thrown) {
        if (!(thrown instanceof Error) || thrown.name !== 'ImageAlreadyExistsException') throw thrown;
      }
    });
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'layer-missing')
      throw new AppError('layer-missing', `ECR has cleared away the layers of ${tag ?? digest.slice(0, 19)}: it cannot be put back.`, {
        hint: 'Push it again, or copy it from another registry that has it.',
        cause: thrown,
        ...(thrown.detail !== undefined && { detail: thrown.detail }),
      });
    throw thrown;
  }
}

function taken(tag: string, holder: string): never {
  throw new AppError('tag-taken', `The tag ${tag} is on another image now, ${holder.slice(7, 19)}, and stays there.`, { hint: 'Move it by hand where that is wished.', detail: holder });
}
