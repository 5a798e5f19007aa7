/** What there is to know of one image. */
import type { EcrScope } from '../ecr/ports';
import { ImageDetails, type ImageDetailsPorts } from '../image-details/image-details';
import type { AwsSide } from './aws';
import type { DockerAuthSide } from './docker-auth';

export function composeImageDetails({ clients, ending }: AwsSide, { tokens }: DockerAuthSide, { access }: { access: ImageDetailsPorts['access'] }) {
  const imageDetails = new ImageDetails({
    clients,
    access,
    hostOf: async (scope: EcrScope) => (await tokens.tokenFor(scope)).host,
    stop: ending.signal,
  });
  return { imageDetails };
}
