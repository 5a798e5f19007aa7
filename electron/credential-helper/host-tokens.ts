import { join } from 'node:path';
import { AppError, toWireError, WireError } from '../../shared/errors';
import type { RegistryToken } from '../docker-auth/registry-token';
import type { TokenScope } from '../docker-auth/registry-tokens';
import { withProcessLock } from '../files/process-lock';
import { recentFailure, rememberFailure } from './recent-failure';
import type { TokenCache } from './token-cache';
import { isFresh } from './warm/freshness';
import { tokenRecord } from './warm/token-record';

export interface HostTokensOptions {
  cache: Pick<TokenCache, 'get' | 'put' | 'bind' | 'keyOf'>;
  /** Who signs a host; `undefined` when nobody here does. @throws AppError when a rule for it cannot be followed. */
  readonly scopeOf: (host: string) => Promise<TokenScope | undefined>;
  /** A token that this process knows and that is before half of its life, else a new one of AWS. */
  readonly askFor: (scope: TokenScope) => Promise<RegistryToken>;
  /** Berth's folder. */
  folder: string;
  now: () => number;
  readonly after: (milliseconds: number) => Promise<void>;
}

/** With a token at hand that is still valid nobody waits longer for a new one. */
const PATIENCE_MS = 5_000;
/** A refresh that failed is not tried again for so long while the old token serves. */
const REST_MS = 30_000;
/** AWS may be slow, and tried several times; a process that died is noticed by its id. */
const LOCK = { patienceMs: 120_000, staleMs: 130_000 };

/** The token for a host: of the shared cache before half of its life, else a new one, asked for once among all processes. */
export class HostTokens {
  readonly #options: HostTokensOptions;
  readonly #running = new Map<string, Promise<RegistryToken>>();

  constructor(options: HostTokensOptions) {
    this.#options = options;
  }

  /**
   * A token that is valid now; `undefined` when nobody here signs that host.
   * @throws AppError: why there is no token.
   */
  async tokenFor(host: string): Promise<RegistryToken | undefined> {
    const { cache, now, scopeOf } = this.#options;
    const scope = await scopeOf(host);
    if (scope === undefined) return undefined;
    const known = await cache.get(scope);
    const token = known !== undefined && isFresh(known, now()) ? known : await this.#renewed(scope, known);
    await cache.bind(host, scope);
    return token;
  }

  async #renewed(scope: TokenScope, known: RegistryToken | undefined): Promise<RegistryToken> {
    const { now, after } = this.#options;
    const key = this.#options.cache.keyOf(scope);
    if (key === undefined) throw new AppError('profile-not-found', `There is no profile ${scope.profile}.`, { hint: 'Choose another one for this registry.' });
    const lock = join(this.#options.folder, 'run', `${tokenRecord(key).replace(/[^\w-]/g, '.')}.lock`);
    if (known !== undefined && (await recentFailure(lock, now() - REST_MS)) !== undefined) return known;
    const renewal = this.#once(lock, scope);
    if (known === undefined) return renewal;
    return Promise.race([renewal, after(PATIENCE_MS).then(() => known)]).catch(() => known);
  }

  /** One refresh at a time in this process, and one among all of them. */
  #once(lock: string, scope: TokenScope): Promise<RegistryToken> {
    const running = this.#running.get(lock);
    if (running !== undefined) return running;
    const since = this.#options.now();
    const renewal = withProcessLock(lock, () => this.#ask(lock, scope, since), LOCK);
    this.#running.set(lock, renewal);
    const ended = (): void => void this.#running.delete(lock);
    renewal.then(ended, ended);
    return renewal;
  }

  async #ask(lock: string, scope: TokenScope, since: number): Promise<RegistryToken> {
    const { cache, now, askFor } = this.#options;
    const meanwhile = await cache.get(scope);
    if (meanwhile !== undefined && isFresh(meanwhile, now())) return meanwhile;
    // Who waited while another process failed fails the same way, instead of one after the other.
    const failure = WireError.safeParse(await recentFailure(lock, since));
    if (failure.success) throw AppError.fromWire(failure.data);
    try {
      const token = await askFor(scope);
      await cache.put(scope, token);
      return token;
    } catch (thrown) {
      await rememberFailure(lock, { at: now(), error: toWireError(thrown) });
      throw thrown;
    }
  }
}
