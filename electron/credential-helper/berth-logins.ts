import { AppError } from '../../shared/errors';
import { parseRegistryHost } from '../../shared/ecr/registry-host';
import type { DockerLogins } from './docker-logins';
import type { HostTokens } from './host-tokens';
import type { Login, LoginKeeper } from './protocol';
import type { TokenCache } from './token-cache';
import type { TypedLogins } from './typed-logins';
import { isFresh } from './warm/freshness';

export interface BerthLoginsOptions {
  tokens: Pick<HostTokens, 'tokenFor'>;
  cache: Pick<TokenCache, 'bindings' | 'forgetHost'>;
  typed: Pick<TypedLogins, 'get' | 'store' | 'erase'>;
  logins: Pick<DockerLogins, 'get' | 'store' | 'erase' | 'known'>;
  now: () => number;
  /** What needs neither a decision nor a question (`warmAnswer`). */
  readonly warm: (host: string) => Promise<Login | undefined>;
}

/** Every sign-in that Berth has for Docker: tokens of the registries it serves, and what Docker gave it to keep. */
export class BerthLogins implements LoginKeeper {
  readonly #options: BerthLoginsOptions;

  constructor(options: BerthLoginsOptions) {
    this.#options = options;
  }

  /**
   * `undefined` only where truly nothing is known, for then Docker goes on without a sign-in. A private registry of ECR is
   * never open to everybody, so there the cause is told instead; ECR Public is, so there it goes on.
   */
  async get(host: string): Promise<Login | undefined> {
    const warm = await this.#options.warm(host);
    if (warm !== undefined) return warm;
    const { kind } = parseRegistryHost(host);
    const typed = await this.#options.typed.get(host);
    if (typed !== undefined && isFresh(typed, this.#options.now())) return typed;
    const kept = kind === 'other' ? await this.#options.logins.get(host) : undefined;
    if (kept !== undefined) return kept;
    try {
      const token = await this.#options.tokens.tokenFor(host);
      if (token !== undefined) return { username: token.username, secret: token.password };
      if (kind === 'private') throw nobody(host);
      return typed;
    } catch (thrown) {
      if (typed !== undefined) return typed;
      if (kind === 'public') return undefined;
      throw thrown;
    }
  }

  async store(host: string, login: Login & { serverUrl: string }): Promise<void> {
    if (login.username === 'AWS' || (await this.#takesTokens(host))) await this.#options.typed.store(host, login);
    else await this.#options.logins.store(host, login);
  }

  async erase(host: string): Promise<void> {
    await this.#options.typed.erase(host);
    await this.#options.cache.forgetHost(host);
    await this.#options.logins.erase(host);
  }

  async list(): Promise<Record<string, string>> {
    const [bindings, known] = await Promise.all([this.#options.cache.bindings(), this.#options.logins.known()]);
    const served = bindings.map(({ host }) => [host, 'AWS'] as const);
    return { ...Object.fromEntries(served), ...Object.fromEntries(Object.values(known).map(({ serverUrl, username }) => [serverUrl, username])) };
  }

  /** A registry of ECR, by its name or because Berth has had a token for it. */
  async #takesTokens(host: string): Promise<boolean> {
    return parseRegistryHost(host).kind !== 'other' || (await this.#options.cache.bindings()).some((one) => one.host === host);
  }
}

const nobody = (host: string): AppError =>
  new AppError('profile-not-found', `No profile in Berth can sign in to ${host}.`, {
    hint: 'Add a profile of the account that owns this registry or may pull from it.',
  });
