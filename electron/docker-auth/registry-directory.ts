import { AppError } from '../../shared/errors';
import { hostOfEndpoint, parseRegistryHost, partitionOfRegion, privateRegistryHost, type RegistryHost } from '../../shared/ecr/registry-host';
import { isExactRule, ruleFor } from '../../shared/ecr/registry-rules';
import type { RegistryAssignment, RegistryRule } from '../../shared/model/docker-config';
import type { ProfileDefinition } from '../profiles/profile-definition';
import { PUBLIC_REGION } from './ask-authorization';
import { AccountBook, type AccountBookOptions } from './registries/account-book';
import { mayNeedPerson } from './registries/profiles-fingerprint';

/** Who signs which registry. `accountId` is the registry's owner, where it is known. */
export interface RegistryIdentity {
  profile: string;
  region: string;
  accountId?: string;
  /** ECR Public's registry, which has tokens of its own. */
  public?: true;
}

/** A sign-in of Docker's that Berth made. */
export interface SignedInHost extends RegistryIdentity {
  host: string;
}

export interface RegistryDirectoryOptions extends AccountBookOptions {
  profiles: AccountBookOptions['profiles'] & { find(name: string): ProfileDefinition };
  /** A person's own map, read at each question. */
  rules?: () => readonly RegistryRule[];
  signIns?: { read(): Promise<readonly SignedInHost[]> };
}

const PUBLIC_HOST = 'public.ecr.aws';

/**
 * Finds the identity for a registry host: a person's rule, who is signed in there, a profile of the owner's account, any that
 * knows the region. Hosts that are not AWS's by name are known from what custom endpoints answer.
 */
export class RegistryDirectory {
  readonly #options: RegistryDirectoryOptions;
  readonly #book: AccountBook;

  constructor(options: RegistryDirectoryOptions) {
    this.#options = options;
    this.#book = new AccountBook(options);
  }

  /**
   * The profile a person prefers (a token serves other accounts in its region), else the one that `explain` finds.
   * @throws AppError `profile-not-found` when nobody here can sign in there, or a rule names a profile that is not there.
   */
  async identityFor(host: string, preferredProfile?: string): Promise<RegistryIdentity> {
    if (preferredProfile !== undefined) return this.#preferred(host, preferredProfile);
    const { profile, region, accountId, reason, because } = await this.explain(host);
    if (profile !== undefined && region !== undefined) return { profile, region, ...(accountId !== undefined && { accountId }), ...publicMark(host) };
    throw because === 'rule' ? new AppError('profile-not-found', reason, { hint: 'Add that profile, or change the rule with “berth registries map”.' }) : nobody(host);
  }

  /** Which identity signs a host, and why that one. @throws AppError `invalid-input` for what is no host. */
  async explain(text: string): Promise<RegistryAssignment> {
    const host = hostOfEndpoint(text.trim()).toLowerCase();
    if (!/^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/.test(host))
      throw new AppError('invalid-input', `“${text}” is not a registry host.`, { hint: 'Write it as HOST or HOST:PORT.' });
    const registry = parseRegistryHost(host);
    return (
      (await this.#byRule(registry)) ??
      (await this.#bySignIn(registry)) ??
      (await this.#byAccount(registry)) ?? { host, because: 'nobody', reason: `No profile here can sign in to ${host}.` }
    );
  }

  /** All hosts that Berth knows of, each with its identity. Asks AWS for what it has not learned yet. */
  async assignments(): Promise<RegistryAssignment[]> {
    const usable = this.#book.usable();
    const own = usable
      .filter(({ endpoints }) => endpoints.ecr === undefined)
      .map(async (definition) => {
        const accountId = await this.#book.accountOf(definition);
        return accountId === undefined ? [] : definition.regions.map((region) => privateRegistryHost({ accountId, region }));
      });
    const hosts = [
      ...this.#rules().filter(isExactRule).map(({ pattern }) => pattern.toLowerCase()),
      ...(await this.#signIns()).map(({ host }) => host),
      ...(await Promise.all(own)).flat(),
      ...(await this.#book.hosts()),
      ...(this.#rank(PUBLIC_REGION).length > 0 ? [PUBLIC_HOST] : []),
    ];
    return Promise.all([...new Set(hosts)].map((host) => this.explain(host)));
  }

  /** Whose registry a host is, and a profile of that account when there is one; `undefined` when nobody here knows. */
  async ownerOf(host: string): Promise<{ region: string; accountId?: string; profile?: string } | undefined> {
    const parsed = parseRegistryHost(host);
    if (parsed.kind === 'public') return undefined;
    if (parsed.kind === 'other') return this.#book.placeOf(parsed.host);
    const { region, accountId } = parsed;
    const profile = await this.profileOfAccount(accountId, region);
    return { region, accountId, ...(profile !== undefined && { profile }) };
  }

  /**
   * A profile that acts in this account; those that cannot be asked are passed over. One that needs nobody comes before one
   * that may ask a person, then one that knows `region`.
   */
  async profileOfAccount(accountId: string, region?: string): Promise<string | undefined> {
    const usable = this.#book.usable();
    const accounts = await Promise.all(usable.map((definition) => this.#book.accountOf(definition)));
    const find = (name: string) => usable.find((one) => one.name === name);
    const cost = (definition: ProfileDefinition): number =>
      (mayNeedPerson(definition, find) ? 2 : 0) + (region !== undefined && !definition.regions.includes(region) ? 1 : 0);
    return usable.filter((_, index) => accounts[index] === accountId).sort((a, b) => cost(a) - cost(b))[0]?.name;
  }

  async #preferred(host: string, preferred: string): Promise<RegistryIdentity> {
    const { name } = this.#options.profiles.find(preferred);
    const parsed = parseRegistryHost(host);
    const place = parsed.kind === 'private' ? parsed : parsed.kind === 'public' ? { region: PUBLIC_REGION } : await this.#placeOf(parsed.host);
    if (place === undefined) throw nobody(host);
    const { region, accountId } = { accountId: undefined, ...place };
    return { profile: name, region, ...(accountId !== undefined && { accountId }), ...publicMark(host) };
  }

  async #byRule(registry: RegistryHost): Promise<RegistryAssignment | undefined> {
    const rule = ruleFor(this.#rules(), registry.host);
    if (rule === undefined) return undefined;
    const { host } = registry;
    const profile = this.#options.profiles.definitions().find(({ name }) => name === rule.profile);
    const words = `The rule “${rule.pattern}” names profile ${rule.profile}`;
    if (profile === undefined) return { host, because: 'rule', reason: `${words}, which does not exist.` };
    const assigned = { host, profile: profile.name, because: 'rule' as const, reason: `${words}.` };
    if (registry.kind === 'private') return { ...assigned, region: registry.region, accountId: registry.accountId };
    if (registry.kind === 'public') return { ...assigned, region: PUBLIC_REGION };
    const place = await this.#placeOf(host);
    if (place !== undefined) return { ...assigned, region: place.region, ...(place.accountId !== undefined && { accountId: place.accountId }) };
    // A wildcard must never send an ECR token to a registry that is not ECR's; a host that is named outright is meant.
    const [region] = profile.regions;
    return isExactRule(rule) && region !== undefined ? { ...assigned, region } : undefined;
  }

  async #bySignIn({ host }: RegistryHost): Promise<RegistryAssignment | undefined> {
    const usable = this.#book.usable();
    const record = (await this.#signIns()).find((one) => one.host === host && usable.some(({ name }) => name === one.profile));
    if (record === undefined) return undefined;
    const { profile, region, accountId } = record;
    const owner = parseRegistryHost(host);
    const registryAccount = owner.kind === 'private' ? owner.accountId : owner.kind === 'public' ? undefined : accountId;
    return {
      host, profile, region, ...(registryAccount !== undefined && { accountId: registryAccount }),
      because: 'signed-in', reason: `Docker is signed in there with profile ${profile}.`,
    };
  }

  async #byAccount(registry: RegistryHost): Promise<RegistryAssignment | undefined> {
    const { host } = registry;
    if (registry.kind === 'public') {
      const [first] = this.#rank(PUBLIC_REGION);
      if (first === undefined) return undefined;
      return { host, profile: first, region: PUBLIC_REGION, because: 'region', reason: `Any profile may sign in to ECR Public; ${first} is the first that can.` };
    }
    const owner = await this.ownerOf(host);
    if (owner === undefined) return undefined;
    const { region, accountId, profile } = owner;
    const where = { host, region, ...(accountId !== undefined && { accountId }) };
    if (profile !== undefined) {
      const reason = registry.kind === 'other' ? `The endpoint of profile ${profile} hands this host out.` : `Profile ${profile} acts in account ${accountId ?? ''}, which owns this registry.`;
      return { ...where, profile, because: 'owner', reason };
    }
    const [any] = this.#rank(region);
    if (any === undefined) return undefined;
    const reason = `No profile acts in account ${accountId ?? ''}; a token of ${any} serves other accounts in ${region} where their policies allow it.`;
    return { ...where, profile: any, because: 'region', reason };
  }

  /** What was learned of a host, or what a sign-in there says; no host of AWS's own naming. */
  async #placeOf(host: string): Promise<{ region: string; accountId?: string } | undefined> {
    const record = (await this.#signIns()).find((one) => one.host === host);
    return record ?? this.#book.placeOf(host);
  }

  /** Profiles of AWS's own endpoints whose keys mean something in this region; those that know it first. */
  #rank(region: string): string[] {
    const partition = partitionOfRegion(region);
    const fitting = this.#book.usable().filter(({ endpoints, regions }) => endpoints.ecr === undefined && (regions[0] === undefined || partitionOfRegion(regions[0]) === partition));
    return [...fitting].sort((a, b) => Number(b.regions.includes(region)) - Number(a.regions.includes(region))).map(({ name }) => name);
  }

  #rules(): readonly RegistryRule[] {
    return this.#options.rules?.() ?? [];
  }

  async #signIns(): Promise<readonly SignedInHost[]> {
    return (await this.#options.signIns?.read()) ?? [];
  }
}

const publicMark = (host: string): { public?: true } => (parseRegistryHost(host).kind === 'public' ? { public: true } : {});

function nobody(host: string): AppError {
  return new AppError('profile-not-found', `No profile here can sign in to ${host}.`, {
    hint: 'Add a profile of the account that owns this registry or may pull from it, or check the host for a typo.',
  });
}
