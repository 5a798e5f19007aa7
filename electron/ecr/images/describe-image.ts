import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import { isTag } from '../../../shared/ecr/names';
import type { RepositoryKey } from '../../../shared/model/repository';
import { asEcrError } from '../call-ecr';
import type { EcrClients } from '../ports';

/** Digest and tags of one image, named by tag or digest. @throws AppError `image-not-found`. */
export async function describeImage(clients: EcrClients, { repository, image }: { repository: RepositoryKey; image: string }, signal?: AbortSignal): Promise<{ digest: string; tags: string[]; mediaType?: string }> {
  try {
    const client = await clients.ecr(repository.profile, repository.region);
    const { imageDetails = [] } = await client.send(
      new DescribeImagesCommand({ repositoryName: repository.name, imageIds: [isTag(image) ? { imageTag: image } : { imageDigest: image }] }),
      { abortSignal: signal },
    );
    const [found] = imageDetails;
    if (found?.imageDigest === undefined) throw new AppError('image-not-found', `The repository ${repository.name} has no image ${image}.`, { hint: 'Look at the tags that it has.' });
    return { digest: found.imageDigest, tags: found.imageTags ?? [], ...(found.imageManifestMediaType !== undefined && { mediaType: found.imageManifestMediaType }) };
  } catch (thrown) {
    throw asEcrError(thrown, { ...repository, repository: repository.name, operation: 'DescribeImages' });
  }
}
