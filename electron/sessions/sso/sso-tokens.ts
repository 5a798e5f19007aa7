import type { SsoSessionDefinition } from '../../profiles/profile-definition';
import type { StoredToken } from './cache/token-file';
import type { SsoCache } from './cache/token-cache';
import { refresh } from './oidc/refresh';
import type { SsoClients } from './sso-clients';
import { classifySsoError, signInNeeded, ssoErrorName } from './sso-errors';

export interface SsoTokensOptions {
  cache: SsoCache;
  clients: Pick<SsoClients, 'oidc'>;
  /** Epoch milliseconds. */
  now: () => number;
  /** Hears of every token that was renewed, or refused for good. */
  changed: (session: string) => void;
}

/** Answers after which a refresh token is worth nothing. */
const REFUSED = ['InvalidGrant', 'ExpiredToken', 'InvalidClient', 'UnauthorizedClient', 'AccessDenied'];
/** The SDK renews this long before the end (token-providers: EXPIRE_WINDOW_MS); a token that lives shortly, at half its life. */
const AHEAD_MS = 5 * 60_000;

/** Whether the token can be renewed without a person, as far as one can tell from here. */
export const isRenewable = ({ renewal }: StoredToken, now: number): boolean => renewal !== undefined && renewal.registrationExpiresAt > now;

/** The tokens of sessions, renewed with their refresh tokens: once, however many callers and processes ask at the same time. */
export class SsoTokens {
  readonly #options: SsoTokensOptions;
  readonly #renewing = new Map<string, Promise<StoredToken>>();

  constructor(options: SsoTokensOptions) {
    this.#options = options;
  }

  /**
   * A token to ask the portal with. `refused` is one that the portal did not take although its time is not over.
   * @throws AppError `session-expired` with the remedy `sso-sign-in`; `network` and the like when it cannot be renewed just now.
   */
  async usable(session: SsoSessionDefinition, refused?: string): Promise<StoredToken> {
    const token = await this.#options.cache.read(session);
    if (token === undefined) throw signInNeeded(session.name, 'signed-out');
    const now = this.#options.now();
    const isGood = token.accessToken !== refused && now < token.expiresAt;
    if (isGood && now < token.expiresAt - Math.min(AHEAD_MS, (token.expiresAt - token.issuedAt) / 2)) return token;
    if (!isRenewable(token, now) && isGood) return token;
    return this.renew(session, token).catch((thrown: unknown) => {
      // What is still good serves until its end.
      if (isGood && this.#options.now() < token.expiresAt) return token;
      throw thrown;
    });
  }

  /** Renews the token; `seen` is the one that is to be replaced. One that another process has renewed meanwhile is taken over. */
  renew(session: SsoSessionDefinition, seen?: StoredToken): Promise<StoredToken> {
    const running = this.#renewing.get(session.name);
    if (running !== undefined) return running;
    const renewed = this.#renew(session, seen).finally(() => {
      this.#renewing.delete(session.name);
      this.#options.changed(session.name);
    });
    this.#renewing.set(session.name, renewed);
    return renewed;
  }

  async #renew(session: SsoSessionDefinition, before: StoredToken | undefined): Promise<StoredToken> {
    const { cache, clients, now } = this.#options;
    const seen = before ?? (await cache.read(session));
    return cache.alone(session, async () => {
      const current = await cache.read(session);
      if (current === undefined) throw signInNeeded(session.name, 'signed-out');
      if (current.accessToken !== seen?.accessToken && now() < current.expiresAt) return current;
      if (current.renewal === undefined || !isRenewable(current, now())) throw signInNeeded(session.name, 'ended');
      try {
        const issued = await refresh(clients.oidc(session), current.renewal, now);
        await cache.save(session, issued);
        return (await cache.read(session)) ?? current;
      } catch (thrown) {
        if (!REFUSED.includes(ssoErrorName(thrown))) throw classifySsoError(thrown, { session: session.name, region: session.region, operation: 'CreateToken' });
        return await this.#afterRefusal(session, current);
      }
    });
  }

  /** An AWS tool that knows no lock of ours may have used the refresh token first: then its token is the good one. */
  async #afterRefusal(session: SsoSessionDefinition, refused: StoredToken): Promise<StoredToken> {
    const { cache, now } = this.#options;
    const found = await cache.read(session);
    if (found !== undefined && found.accessToken !== refused.accessToken && now() < found.expiresAt) return found;
    if (found?.renewal?.refreshToken === refused.renewal?.refreshToken) await cache.dropRefreshToken(session);
    throw signInNeeded(session.name, 'ended');
  }
}
