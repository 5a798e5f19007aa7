import { PutImageCommand } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr, strangeAnswer } from '../call-ecr';
import type { EcrClients } from '../ports';
import type { StoredImage } from './stored-images';

/** A manifest that shall have a tag. */
export interface TagPut {
  image: StoredImage;
  tag: string;
  /** Digest of the image that has the tag now. */
  holder: string | undefined;
  /** Agreed: the tag may be taken away from `holder`. */
  move: boolean;
}

/**
 * Puts a manifest's exact bytes under a tag; nothing happens where the tag names it already. ECR is told the digest, so that it
 * refuses what would become another image.
 * @throws AppError `tag-taken` where another image has the tag and `move` was not agreed to, `tag-immutable`, `digest-mismatch` among others.
 */
export async function putTag(clients: EcrClients, key: RepositoryKey, { image, tag, holder, move }: TagPut): Promise<void> {
  if (holder === image.digest) return;
  if (holder !== undefined && !move) throw tagTaken(key, tag, holder);
  const call = { ...key, repository: key.name, operation: 'PutImage' };
  const put = { repositoryName: key.name, imageManifest: image.text, imageTag: tag, imageDigest: image.digest, ...(image.mediaType !== '' && { imageManifestMediaType: image.mediaType }) };
  await callEcr(clients, call, async (client) => {
    try {
      const answer = await client.send(new PutImageCommand(put));
      if (answer.image?.imageId?.imageDigest !== image.digest) throw strangeAnswer('PutImage');
    } catch (thrown) {
      // Somebody else gave it the same tag a moment ago: that is what was wished.
      if (thrown instanceof Error && thrown.name === 'ImageAlreadyExistsException') return;
      throw thrown;
    }
  });
}

/** What is said where another image has the tag and moving it was not agreed to. */
export const tagTaken = ({ name }: RepositoryKey, tag: string, holder: string): AppError =>
  new AppError('tag-taken', `The tag ${tag} of ${name} is on another image now, ${holder.slice(7, 19)}.`, {
    hint: 'Agree to move it, or choose another tag.',
    detail: holder,
  });
