import { parseRegistryHost } from '../../shared/ecr/registry-host';
import { AppError } from '../../shared/errors';
import type { EcrScope, RegistryOwners } from './ports';

/** How Berth finds its way to a registry by its host. */
export interface RegistryPlaces extends RegistryOwners {
  /** Who signs there. @throws AppError `profile-not-found`. */
  identityFor(host: string, preferredProfile?: string): Promise<EcrScope & { accountId?: string }>;
}

/** A private registry of ECR, as one identity sees it. */
export interface RegistryPlace extends EcrScope {
  /** Account of the registry, where it is known; that of the profile may be another. */
  registryId?: string;
}

/**
 * The private registry behind a host, as `profile` or whoever fits sees it; undefined for a registry that is none of ECR's (Docker
 * Hub, ECR Public, a registry of one's own).
 * @throws AppError `profile-not-found` when it is ECR's and nobody here can sign in, or when the profile told is not there.
 */
export async function registryPlace(places: RegistryPlaces, host: string, profile: string | undefined): Promise<RegistryPlace | undefined> {
  const { kind } = parseRegistryHost(host);
  if (kind === 'public') return undefined;
  try {
    const { profile: name, region, accountId } = await places.identityFor(host, profile);
    return { profile: name, region, ...(accountId !== undefined && { registryId: accountId }) };
  } catch (thrown) {
    const isForeign = kind === 'other' && profile === undefined && thrown instanceof AppError && thrown.code === 'profile-not-found';
    if (isForeign) return undefined;
    throw thrown;
  }
}

/** Whether two hosts are names of one registry: ECR has several for each (FIPS, dual-stack). */
export function isSameRegistry(one: string, other: string): boolean {
  const [a, b] = [parseRegistryHost(one), parseRegistryHost(other)];
  if (a.kind === 'private' && b.kind === 'private') return a.accountId === b.accountId && a.region === b.region;
  return a.host === b.host;
}
