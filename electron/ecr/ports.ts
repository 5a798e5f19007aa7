import type { ECRClient } from '@aws-sdk/client-ecr';

/** Hands out the SDK client that acts as `profile` in `region`. @throws AppError when there are no credentials for it. */
export interface EcrClients {
  ecr(profile: string, region: string): ECRClient | Promise<ECRClient>;
}

/** One registry as seen through one profile. */
export interface EcrScope {
  profile: string;
  region: string;
}

/** The registry behind a host: the account and region it belongs to, and a profile of that account when there is one. */
export interface RegistryOwner {
  region: string;
  accountId?: string;
  profile?: string;
}

/** Finds out whose registry a host is; `undefined` when nobody here knows. */
export interface RegistryOwners {
  ownerOf(host: string): Promise<RegistryOwner | undefined>;
}

/** Profiles by the account they act in. */
export interface AccountProfiles {
  /** A profile that acts in `accountId`, when there is one. */
  profileOfAccount(accountId: string): Promise<string | undefined>;
}
