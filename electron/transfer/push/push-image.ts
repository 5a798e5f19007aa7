import { formatImageReference, type ImageReference } from '../../../shared/ecr/image-reference';
import type { JobOutcome } from '../../../shared/model/moving/job';
import type { TransferContext, TransferDocker } from '../ports';
import type { LocalPush } from './push-local-image';

/** Sends a local image, here or in a thread of its own: see `push-local-image.ts`. */
export type SendLocalImage = (push: LocalPush, context: TransferContext) => Promise<JobOutcome>;

export interface PushImagePorts {
  docker: Pick<TransferDocker, 'tag'>;
  send: SendLocalImage;
}

/**
 * Pushes an image of the local Docker (name or id). As after `docker push` it then has the target's name locally too, unless labels were
 * added: that name would be another image's.
 */
export async function pushImage({ docker, send }: PushImagePorts, push: LocalPush, context: TransferContext): Promise<JobOutcome> {
  const outcome = await send(push, context);
  if (Object.keys(push.labels ?? {}).length === 0) await nameLocally(docker, push.image, push.reference);
  return outcome;
}

/** The push has succeeded by now: a Docker that cannot name the image (any more) takes nothing from that. */
export async function nameLocally(docker: PushImagePorts['docker'], image: string, { host, repository, tag = 'latest' }: ImageReference): Promise<void> {
  if (image === formatImageReference({ host, repository, tag })) return;
  await docker.tag(image, { host, repository, reference: tag }).catch(() => undefined);
}
