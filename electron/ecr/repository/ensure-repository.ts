import { AppError } from '../../../shared/errors';
import { CreateRepository, type Repository } from '../../../shared/model/repository';
import { createRepository } from './create-repository';
import { describeRepository } from './describe-repository';
import type { EcrClients, EcrScope } from '../ports';
import { isSameRegistry, registryPlace, type RegistryPlaces } from '../registry-place';

export interface EnsureRepositoryPorts {
  clients: EcrClients;
  places: RegistryPlaces;
  /** Registry host of a profile in a region. */
  hostOf(scope: EcrScope): Promise<string>;
  /** Shows a repository that was made, before ECR is asked again. */
  created(repository: Repository): void;
}

/** A repository that something is about to be pushed to; `profile` is a wish. */
export interface WantedRepository {
  profile?: string;
  host: string;
  repository: string;
}

/**
 * Creates a repository that is missing at ECR, with ECR's own settings; other registries make theirs by the push itself. One that
 * somebody else creates at the same moment is as good. A profile that may neither look nor create leaves the answer to the push.
 * @throws AppError `repository-not-found` when only a profile of another account could create it, `access-denied`, `invalid-input` …
 */
export async function ensureRepository(ports: EnsureRepositoryPorts, { profile, host, repository: name }: WantedRepository): Promise<'created' | 'there' | 'left'> {
  const place = await registryPlace(ports.places, host, profile);
  if (place === undefined) return 'left';
  const own = isSameRegistry(await ports.hostOf({ profile: place.profile, region: place.region }), host);
  // Whose registry it is nobody knows: a repository of this name in the profile's own account would say nothing about it.
  if (!own && place.registryId === undefined) return 'left';
  const there = await isThere(ports.clients, { ...place, name });
  if (there === true) return 'there';
  const creator = own ? { profile: place.profile, region: place.region } : await ownerOf(ports, { place, host, told: profile !== undefined, name });
  try {
    ports.created(await createRepository(ports.clients, CreateRepository.parse({ ...creator, name })));
    return 'created';
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    if (thrown.code === 'repository-exists') return 'there';
    if (thrown.code === 'access-denied' && there === undefined) return 'left';
    throw thrown;
  }
}

/** Undefined when the profile may not look. */
async function isThere(clients: EcrClients, key: Parameters<typeof describeRepository>[1]): Promise<boolean | undefined> {
  try {
    await describeRepository(clients, key);
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'repository-not-found') return false;
    if (thrown instanceof AppError && thrown.code === 'access-denied') return undefined;
    throw thrown;
  }
}

/**
 * Who creates what is another account's: CreateRepository makes it in the account of whoever asks. A profile of the registry's own
 * account stands in for one that was found by itself, never for one that the person chose.
 */
async function ownerOf(ports: EnsureRepositoryPorts, { place: { profile }, host, told, name }: { place: EcrScope; host: string; told: boolean; name: string }): Promise<EcrScope> {
  const owner = await ports.places.ownerOf(host);
  if (owner?.profile !== undefined && !told) return { profile: owner.profile, region: owner.region };
  throw new AppError('repository-not-found', `There is no repository ${host}/${name}, and profile ${profile} acts in another account than the registry’s.`, {
    hint: owner?.profile === undefined ? 'Ask the owner of the registry to create it.' : `Create it with profile ${owner.profile}.`,
    ...(owner?.profile !== undefined && { remedy: { kind: 'create-repository' as const, profile: owner.profile, region: owner.region, repository: name } }),
  });
}
