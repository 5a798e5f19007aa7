import { PutImageScanningConfigurationCommand, PutImageTagMutabilityCommand } from '@aws-sdk/client-ecr';
import type { Repository } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';
import type { RepositoryPlace } from './repository-place';

/** What of a repository can be changed after it was created. Its encryption cannot. */
export type RepositorySettings = Pick<Repository, 'mutability' | 'mutabilityExclusions' | 'scanOnPush'>;

/** Gives a repository these settings. @throws AppError `access-denied` among others. */
export async function putSettings(clients: EcrClients, place: RepositoryPlace, settings: RepositorySettings): Promise<void> {
  const named = { repositoryName: place.name, ...(place.registryId !== undefined && { registryId: place.registryId }) };
  const call = { ...place, repository: place.name };
  const filters = settings.mutabilityExclusions.map((filter) => ({ filterType: 'WILDCARD' as const, filter }));
  await callEcr(clients, { ...call, operation: 'PutImageTagMutability' }, (client) =>
    client.send(new PutImageTagMutabilityCommand({ ...named, imageTagMutability: settings.mutability, ...(filters.length > 0 && { imageTagMutabilityExclusionFilters: filters }) })),
  );
  await callEcr(clients, { ...call, operation: 'PutImageScanningConfiguration' }, (client) =>
    client.send(new PutImageScanningConfigurationCommand({ ...named, imageScanningConfiguration: { scanOnPush: settings.scanOnPush } })),
  );
}

/** `tags immutable except dev-*, scan on push`: settings as a person reads them. */
export function settingsWords({ mutability, mutabilityExclusions, scanOnPush }: RepositorySettings): string {
  const tags = mutability.startsWith('IMMUTABLE') ? 'tags immutable' : 'tags mutable';
  const except = mutability.endsWith('_WITH_EXCLUSION') && mutabilityExclusions.length > 0 ? ` except ${mutabilityExclusions.join(', ')}` : '';
  return `${tags}${except}, ${scanOnPush ? 'scan on push' : 'no scan on push'}`;
}
