import { PutImageScanningConfigurationCommand, PutImageTagMutabilityCommand } from '@aws-sdk/client-ecr';
import type { Repository } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';
import type { RepositoryPlace } from './repository-place';

/** What of a repository can be changed after it was created. Its encryption cannot. */
export type RepositorySettings = Pick<Repository, 'mutability' | 'mutabilityExclusions' | 'scanOnPush'>;

const named = (place: RepositoryPlace) => ({ repositoryName: place.name, ...(place.registryId !== undefined && { registryId: place.registryId }) });

/** Gives a repository these settings. @throws AppError `access-denied` among others. */
export async function putSettings(clients: EcrClients, place: RepositoryPlace, settings: RepositorySettings): Promise<void> {
  await putMutability(clients, place, settings);
  await putScanning(clients, place, settings);
}

/** Says which tags may be moved. @throws AppError. */
export async function putMutability(clients: EcrClients, place: RepositoryPlace, { mutability, mutabilityExclusions }: Omit<RepositorySettings, 'scanOnPush'>): Promise<void> {
  const filters = mutabilityExclusions.map((filter) => ({ filterType: 'WILDCARD' as const, filter }));
  await callEcr(clients, { ...place, repository: place.name, operation: 'PutImageTagMutability' }, (client) =>
    client.send(new PutImageTagMutabilityCommand({ ...named(place), imageTagMutability: mutability, ...(filters.length > 0 && { imageTagMutabilityExclusionFilters: filters }) })),
  );
}

/** Says whether images are scanned when they are pushed. @throws AppError. */
export async function putScanning(clients: EcrClients, place: RepositoryPlace, { scanOnPush }: Pick<RepositorySettings, 'scanOnPush'>): Promise<void> {
  await callEcr(clients, { ...place, repository: place.name, operation: 'PutImageScanningConfiguration' }, (client) =>
    client.send(new PutImageScanningConfigurationCommand({ ...named(place), imageScanningConfiguration: { scanOnPush } })),
  );
}

/** `tags immutable except dev-*, scan on push`: settings as a person reads them. */
export function settingsWords({ mutability, mutabilityExclusions, scanOnPush }: RepositorySettings): string {
  const tags = mutability.startsWith('IMMUTABLE') ? 'tags immutable' : 'tags mutable';
  const except = mutability.endsWith('_WITH_EXCLUSION') && mutabilityExclusions.length > 0 ? ` except ${mutabilityExclusions.join(', ')}` : '';
  return `${tags}${except}, ${scanOnPush ? 'scan on push' : 'no scan on push'}`;
}
