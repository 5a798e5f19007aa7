import type { ImageReference } from '../../shared/ecr/image-reference';
import type { JobOutcome } from '../../shared/model/job';
import type { RegistryAccess, TransferContext, TransferDocker } from './ports';
import { pushLocalImage } from './push-local-image';

/** Pushes an image of the local Docker (name or id) to `reference`. @throws AppError `local-image-not-found` first. */
export async function pushImage(
  ports: { docker: TransferDocker; access: RegistryAccess },
  { image, reference, profile }: { image: string; reference: ImageReference; profile?: string },
  context: TransferContext,
): Promise<JobOutcome> {
  const { id } = await ports.docker.inspectImage(image);
  return pushLocalImage({ ...ports, imageId: id, reference, removeOnFailure: false, ...(profile !== undefined && { profile }) }, context);
}
