import { AppError } from '../../../shared/errors';
import type { ImageReference } from '../../../shared/ecr/image-reference';
import type { CommitOptions } from '../../../shared/model/container';
import type { JobOutcome } from '../../../shared/model/moving/job';
import type { TransferContext, TransferDocker } from '../ports';
import { nameLocally, type SendLocalImage } from './push-image';

export interface ContainerPush {
  containerId: string;
  options: CommitOptions;
  /** Where to, with its tag. */
  reference: ImageReference;
  profile?: string;
}

export interface PushContainerPorts {
  docker: Pick<TransferDocker, 'commit' | 'tag' | 'removeImage'>;
  send: SendLocalImage;
}

/**
 * Commits a container and pushes the commit, which then has the target's name locally, as after `docker push`. When the push fails or is
 * cancelled the commit is removed again; a commit under way is waited for first, because the engine cannot be stopped in it.
 */
export async function pushContainer({ docker, send }: PushContainerPorts, { containerId, options, reference, profile }: ContainerPush, context: TransferContext): Promise<JobOutcome> {
  context.report({ step: 'Committing', doneBytes: 0, totalBytes: 0, parts: [] });
  const { imageId } = await docker.commit({ containerId, options });
  try {
    if (context.signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    const outcome = await send({ image: imageId, reference, ...(profile !== undefined && { profile }) }, context);
    await nameLocally(docker, imageId, reference);
    return outcome;
  } catch (thrown) {
    const isRemoved = await docker.removeImage(imageId, { prune: false }).then(
      () => true,
      () => false,
    );
    throw isRemoved ? thrown : withLeftover(thrown, imageId);
  }
}

/** Docker that stopped mid-push cannot be tidied up: then say what is left, and how to be rid of it. */
function withLeftover(thrown: unknown, imageId: string): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  const { code, message, detail, remedy, hint } = thrown;
  const left = `Docker could not be tidied up: when it runs again, remove the image ${imageId.slice(7, 19)} with “docker rmi”.`;
  return new AppError(code, message, { hint: `${hint ?? ''} ${left}`.trim(), cause: thrown, ...(detail !== undefined && { detail }), ...(remedy !== undefined && { remedy }) });
}
