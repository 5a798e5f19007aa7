import { AppError } from '../../shared/errors';
import { parseRegistryHost } from '../../shared/ecr/registry-host';
import type { CallerIdentity } from '../../shared/model/profile';
import type { ProfileDefinition } from '../profiles/profile-definition';
import type { RegistryToken } from './registry-token';
import type { TokenScope } from './registry-tokens';

/** Who signs which registry. `accountId` is the registry's owner, where it is known. */
export interface RegistryIdentity {
  profile: string;
  region: string;
  accountId?: string;
}

export interface RegistryDirectoryOptions {
  profiles: { find(name: string): ProfileDefinition; definitions(): readonly ProfileDefinition[]; onChange(listener: () => void): () => void };
  tokens: { tokenFor(scope: TokenScope): Promise<RegistryToken> };
  identities: { whoAmI(profile: string): Promise<CallerIdentity> };
}

/** Finds the identity for a registry host: by its name where it is AWS's, else from what the endpoints answer. */
export class RegistryDirectory {
  readonly #options: RegistryDirectoryOptions;
  #learned: Promise<Map<string, RegistryIdentity>> | undefined;

  constructor(options: RegistryDirectoryOptions) {
    this.#options = options;
    options.profiles.onChange(() => {
      this.#learned = undefined;
    });
  }

  /**
   * The profile a person prefers (a token serves other accounts in its region), else one of the owning account, else
   * any that knows the region.
   * @throws AppError `profile-not-found` when nobody here can sign in there.
   */
  async identityFor(host: string, preferredProfile?: string): Promise<RegistryIdentity> {
    const owner = await this.ownerOf(host);
    if (preferredProfile !== undefined) this.#options.profiles.find(preferredProfile);
    if (owner === undefined) throw nobody(host);
    const profile = preferredProfile ?? owner.profile ?? this.#anyIn(owner.region);
    if (profile === undefined) throw nobody(host);
    return { profile, region: owner.region, ...(owner.accountId !== undefined && { accountId: owner.accountId }) };
  }

  /** Whose registry a host is, and a profile of that account when there is one; `undefined` when nobody here knows. */
  async ownerOf(host: string): Promise<{ region: string; accountId?: string; profile?: string } | undefined> {
    const parsed = parseRegistryHost(host);
    if (parsed.kind === 'public') return undefined;
    if (parsed.kind === 'other') return this.#learn(parsed.host);
    const profile = await this.profileOfAccount(parsed.accountId);
    return { region: parsed.region, accountId: parsed.accountId, ...(profile !== undefined && { profile }) };
  }

  /** A profile that acts in this account; profiles that cannot be asked are passed over. */
  async profileOfAccount(accountId: string): Promise<string | undefined> {
    const found = await Promise.all(this.#usable().map(async ({ name }) => ((await this.#accountOf(name)) === accountId ? name : undefined)));
    return found.find((name) => name !== undefined);
  }

  async #learn(host: string): Promise<RegistryIdentity | undefined> {
    const known = this.#learned;
    const found = (await known)?.get(host);
    if (found !== undefined) return found;
    // Hosts may have come since (the sandbox, a session that works again), so a miss is asked anew.
    if (this.#learned === known) this.#learned = this.#askAll();
    return (await this.#learned)?.get(host);
  }

  /** Only custom endpoints: AWS's own hand out hosts that are known by their names. */
  async #askAll(): Promise<Map<string, RegistryIdentity>> {
    const custom = this.#usable().filter(({ endpoints }) => endpoints.ecr !== undefined);
    // An endpoint may serve regions that only another of its profiles names; a profile's own regions come first.
    const scopes = custom.flatMap(({ name, regions, endpoints }) => {
      const sharing = custom.filter((other) => other.endpoints.ecr === endpoints.ecr);
      return [...new Set([...regions, ...sharing.flatMap((other) => other.regions)])].map((region) => ({ profile: name, region }));
    });
    const found = await Promise.all(scopes.map((scope) => this.#ask(scope)));
    const directory = new Map<string, RegistryIdentity>();
    for (const one of found) if (one !== undefined && !directory.has(one.host)) directory.set(one.host, one.identity);
    return directory;
  }

  async #ask(scope: TokenScope): Promise<{ host: string; identity: RegistryIdentity } | undefined> {
    try {
      const { host } = await this.#options.tokens.tokenFor(scope);
      const accountId = await this.#accountOf(scope.profile);
      return { host, identity: { ...scope, ...(accountId !== undefined && { accountId }) } };
    } catch {
      // A profile that cannot sign in anywhere is no reason to give up on the others.
      return undefined;
    }
  }

  async #accountOf(profile: string): Promise<string | undefined> {
    return this.#options.identities.whoAmI(profile).then(
      ({ accountId }) => accountId,
      () => undefined,
    );
  }

  #usable(): readonly ProfileDefinition[] {
    return this.#options.profiles.definitions().filter(({ kind, problem }) => kind !== 'other' && problem === undefined);
  }

  #anyIn(region: string): string | undefined {
    const usable = this.#usable().filter(({ endpoints }) => endpoints.ecr === undefined);
    return (usable.find(({ regions }) => regions.includes(region)) ?? usable[0])?.name;
  }
}

function nobody(host: string): AppError {
  return new AppError('profile-not-found', `No profile here can sign in to ${host}.`, {
    hint: 'Add a profile of the account that owns this registry or may pull from it, or check the host for a typo.',
  });
}
