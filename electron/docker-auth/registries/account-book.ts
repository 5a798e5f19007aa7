import type { CallerIdentity } from '../../../shared/model/profile';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import type { RegistryToken } from '../registry-token';
import type { TokenScope } from '../registry-tokens';
import type { Learned, LearnedHosts } from './learned-hosts';
import { accountInDefinition, profilesFingerprint } from './profiles-fingerprint';

/** The place behind a registry host: a profile that is handed this very host, its region and account. */
export interface LearnedPlace {
  profile: string;
  region: string;
  accountId?: string;
}

export interface AccountBookOptions {
  profiles: { definitions(): readonly ProfileDefinition[]; onChange(listener: () => void): () => void };
  tokens: { tokenFor(scope: TokenScope): Promise<Pick<RegistryToken, 'host'>> };
  identities: { whoAmI(profile: string): Promise<CallerIdentity> };
  /** Where it lasts; without it every process asks AWS for itself. */
  learned?: Pick<LearnedHosts, 'read' | 'add'>;
}

/** Which account a profile acts in, and which hosts custom endpoints hand out: asked of AWS once, then remembered on disk. */
export class AccountBook {
  readonly #options: AccountBookOptions;
  #known: Promise<Learned> | undefined;
  #asked: Promise<void> | undefined;

  constructor(options: AccountBookOptions) {
    this.#options = options;
    options.profiles.onChange(() => {
      this.#known = undefined;
      this.#asked = undefined;
    });
  }

  /** Profiles that have what it takes to sign in; a region of their own is not needed, for a registry's host names it. */
  usable(): readonly ProfileDefinition[] {
    return this.#options.profiles.definitions().filter(({ kind, unusable }) => kind !== 'other' && unusable !== true);
  }

  /** By the definition, by memory, or by asking STS; `undefined` for a profile that cannot be asked now. */
  async accountOf(definition: ProfileDefinition): Promise<string | undefined> {
    const { name } = definition;
    const memory = this.#learned();
    const { accounts } = await memory;
    const known = accountInDefinition(definition) ?? (Object.hasOwn(accounts, name) ? accounts[name] : undefined);
    if (known !== undefined) return known;
    const accountId = await this.#options.identities.whoAmI(name).then(
      (identity) => identity.accountId,
      () => undefined,
    );
    if (accountId !== undefined) await this.#add(memory, { hosts: {}, accounts: { [name]: accountId } });
    return accountId;
  }

  /** What lies behind a host that is not AWS's by its name. A miss is asked anew: a host may have come since. */
  async placeOf(host: string): Promise<LearnedPlace | undefined> {
    const found = await this.#hostIn(host);
    if (found !== undefined) return found;
    const asked = this.#asked;
    await asked;
    const meanwhile = await this.#hostIn(host);
    if (meanwhile !== undefined) return meanwhile;
    if (this.#asked === asked) this.#asked = this.#askAll();
    await this.#asked;
    return this.#hostIn(host);
  }

  /** All hosts that custom endpoints hand out; asks those that have not been asked yet. */
  async hosts(): Promise<string[]> {
    this.#asked ??= this.#askAll();
    await this.#asked;
    return Object.keys((await this.#learned()).hosts);
  }

  async #hostIn(host: string): Promise<LearnedPlace | undefined> {
    const { hosts } = await this.#learned();
    const place = Object.hasOwn(hosts, host) ? hosts[host] : undefined;
    if (place === undefined) return undefined;
    const { profile, region, accountId } = place;
    return { profile, region, ...(accountId !== undefined && { accountId }) };
  }

  /** Only custom endpoints: AWS's own hand out hosts that are known by their names. */
  async #askAll(): Promise<void> {
    const memory = this.#learned();
    const custom = this.usable().filter(({ endpoints }) => endpoints.ecr !== undefined);
    // An endpoint may serve regions that only another of its profiles names; a profile's own regions come first.
    const scopes = custom.flatMap((definition) => {
      const sharing = custom.filter((other) => other.endpoints.ecr === definition.endpoints.ecr);
      const regions = [...new Set([...definition.regions, ...sharing.flatMap((other) => other.regions)])];
      return regions.map((region) => ({ definition, region }));
    });
    const hosts: Learned['hosts'] = {};
    for (const one of await Promise.all(scopes.map((scope) => this.#ask(scope))))
      if (one !== undefined && !Object.hasOwn(hosts, one.host)) hosts[one.host] = one.place;
    if (Object.keys(hosts).length > 0) await this.#add(memory, { hosts, accounts: {} });
  }

  async #ask({ definition, region }: { definition: ProfileDefinition; region: string }): Promise<{ host: string; place: LearnedPlace } | undefined> {
    try {
      const { host } = await this.#options.tokens.tokenFor({ profile: definition.name, region });
      const accountId = await this.accountOf(definition);
      return { host, place: { profile: definition.name, region, ...(accountId !== undefined && { accountId }) } };
    } catch {
      // A profile that cannot sign in anywhere is no reason to give up on the others.
      return undefined;
    }
  }

  #fingerprint(): string {
    return profilesFingerprint(this.#options.profiles.definitions());
  }

  #learned(): Promise<Learned> {
    this.#known ??= this.#options.learned?.read(this.#fingerprint()) ?? Promise.resolve({ hosts: {}, accounts: {} });
    return this.#known;
  }

  /** `memory` is that of the moment of asking: after a change of profiles the answer means nothing any more. */
  async #add(memory: Promise<Learned>, news: Learned): Promise<void> {
    const { hosts, accounts } = await memory;
    Object.assign(hosts, news.hosts);
    Object.assign(accounts, news.accounts);
    if (this.#known !== memory) return;
    // A memory that cannot be written is only a slower start the next time.
    await this.#options.learned?.add(this.#fingerprint(), news).catch(() => undefined);
  }
}
