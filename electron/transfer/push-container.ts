import type { ImageReference } from '../../shared/ecr/image-reference';
import type { CommitOptions } from '../../shared/model/container';
import type { JobOutcome } from '../../shared/model/job';
import type { RegistryAccess, TransferContext, TransferDocker } from './ports';
import { pushLocalImage } from './push-local-image';

export interface ContainerPush {
  containerId: string;
  options: CommitOptions;
  /** Where to, with its tag. */
  reference: ImageReference;
  profile?: string;
}

/**
 * Commits a container, tags the commit, pushes it. When the push fails or is cancelled the commit and its tag are
 * removed again; a commit under way is waited for first, because the engine cannot be stopped in it.
 */
export async function pushContainer(
  ports: { docker: TransferDocker; access: RegistryAccess },
  { containerId, options, reference, profile }: ContainerPush,
  context: TransferContext,
): Promise<JobOutcome> {
  context.report({ step: 'Committing', doneBytes: 0, totalBytes: 0, parts: [] });
  const { imageId } = await ports.docker.commit({ containerId, options });
  return pushLocalImage({ ...ports, imageId, reference, removeOnFailure: true, ...(profile !== undefined && { profile }) }, context);
}
