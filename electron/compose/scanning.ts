/** Findings of images, and where images are in use. */
import { awsServices } from '../image-use/aws-services';
import { ImageUses } from '../image-use/image-uses';
import { inspectorUses } from '../image-use/inspector-uses';
import { localContainers } from '../image-use/local-containers';
import { after } from '../timing';
import type { AwsSide } from './aws';
import type { DockerAuthSide } from './docker-auth';

export type ImageUsesSide = ReturnType<typeof composeImageUses>;

/** Who uses images; changes ask it before they are made. */
export function composeImageUses({ clients, settings }: Pick<AwsSide, 'clients' | 'settings'>, { tokens }: Pick<DockerAuthSide, 'tokens'>, docker: Parameters<typeof localContainers>[0]) {
  const imageUses = new ImageUses({
    local: localContainers(docker),
    services: awsServices(clients),
    inspector: inspectorUses(clients),
    isAskedOf: (profile) => settings.current().askUses.includes(profile),
    hostOf: async ({ profile, region, registry }) => (registry === 'public' ? 'public.ecr.aws' : (await tokens.tokenFor({ profile, region })).host),
    now: Date.now,
    after,
  });
  return { imageUses };
}
