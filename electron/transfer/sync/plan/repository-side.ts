/** One end of a sync: a repository at ECR as a profile sees it, or one of any other registry. */
import { parseRepositoryName } from '../../../../shared/ecr/image-reference';
import { parseRegistryHost } from '../../../../shared/ecr/registry-host';
import type { EcrClients } from '../../../ecr/ports';
import { registryPlace, type RegistryPlaces } from '../../../ecr/registry-place';
import type { RepositoryPlace } from '../../../ecr/settings/repository-place';
import type { RegistryRepository } from '../../../registry/registry-client';
import type { RegistryAccess } from '../../ports';

export interface RepositorySide {
  host: string;
  repository: string;
  /** The profile that was wished for. */
  profile?: string;
  /** Absent for a registry that is none of ECR's private ones. */
  ecr?: RepositoryPlace;
  /** Over the registry's own protocol; opened when it is needed. */
  registry(): Promise<RegistryRepository>;
}

export interface SidePorts {
  clients: EcrClients;
  places: RegistryPlaces;
  access: Pick<RegistryAccess, 'client'>;
}

/** @throws AppError `invalid-reference` for what is no repository, `profile-not-found` for an ECR registry that nobody here signs in to. */
export async function repositorySide({ places, access }: SidePorts, text: string, profile: string | undefined): Promise<RepositorySide> {
  const { host, repository } = parseRepositoryName(text);
  const place = await registryPlace(places, host, profile);
  return {
    host,
    repository,
    ...(profile !== undefined && { profile }),
    ...(place !== undefined && { ecr: { ...place, name: repository } }),
    registry: async () => (await access.client(host, profile)).repository(repository),
  };
}

/** Region of AWS that a side is in, where it is ECR's; ECR Public is everywhere. */
export const regionOf = ({ ecr }: RepositorySide): string | undefined => ecr?.region;

/** Account of an ECR registry. */
export function accountOf({ host, ecr }: RepositorySide): string | undefined {
  const parsed = parseRegistryHost(host);
  return parsed.kind === 'private' ? parsed.accountId : ecr?.registryId;
}
