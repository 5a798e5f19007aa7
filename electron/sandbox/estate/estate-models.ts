/** The estate in Berth's own models, for filling a store without any call. */
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import type { Estate, EstateRegistry, EstateRepository } from './estate';
import { imagesOf, settingsOf, type EstateImage } from './estate-image';

export interface ModelOptions {
  /** The registry's host; that of ECR unless told. */
  host?: (registry: EstateRegistry) => string;
}

const ecrHost = ({ accountId, region }: EstateRegistry): string => `${accountId}.dkr.ecr.${region}.amazonaws.com`;

/** Every repository, registry after registry, with its model: what `imagesOf` and `estateImages` take. */
export function* estateRepositories(estate: Estate, options: ModelOptions = {}): Generator<{ at: EstateRepository; repository: Repository }, void, void> {
  for (const registry of estate.registries)
    for (let index = 0; index < registry.repositories; index += 1) {
      const at = estate.repository(registry, index);
      yield { at, repository: repositoryModel(estate, at, options) };
    }
}

/** All images of one repository, newest first, as Berth knows them once manifests were read. */
export function estateImages(estate: Estate, at: EstateRepository): Image[] {
  return [...imagesOf(estate, at)].map(imageModel);
}

/** One repository as Berth's index has it; without statistics. */
export function repositoryModel(estate: Estate, at: EstateRepository, { host = ecrHost }: ModelOptions = {}): Repository {
  const { registry, name } = at;
  const { createdAt, mutability, scanOnPush, encryptionType, resourceTags } = settingsOf(estate, at);
  const { profile, accountId, region } = registry;
  return {
    profile, accountId, region, name, scanOnPush, resourceTags,
    host: host(registry),
    uri: `${host(registry)}/${name}`,
    arn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
    createdAt: new Date(createdAt).toISOString(),
    mutability: mutability === 'IMMUTABLE' ? 'IMMUTABLE' : 'MUTABLE',
    mutabilityExclusions: [],
    encryption: encryptionType,
  };
}

function imageModel({ digest, tags, sizeBytes, pushedAt, lastPulledAt, mediaType, artifactMediaType, platforms, childOf, findings }: EstateImage): Image {
  return {
    digest, tags, sizeBytes, mediaType, platforms,
    pushedAt: new Date(pushedAt).toISOString(),
    ...(lastPulledAt !== undefined && { lastPulledAt: new Date(lastPulledAt).toISOString() }),
    ...(artifactMediaType !== undefined && { artifactType: artifactMediaType }),
    ...(childOf !== undefined && { childOf }),
    ...(findings !== undefined && { findings }),
  };
}
