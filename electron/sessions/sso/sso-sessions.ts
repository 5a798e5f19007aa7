import type { AwsCredentialIdentity } from '@aws-sdk/types';
import type { AddSsoSession, MakeSsoProfiles, SsoAccount, SsoMethod, SsoState } from '../../../shared/model/sso';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import type { SsoSignIn } from '../sso-credentials';
import { RegistrationCache } from './cache/registration-cache';
import { SsoCache } from './cache/token-cache';
import { cancelled } from './oidc/sign-in';
import { addOwnSession, refuseRemoval } from './own-session-rules';
import type { OwnSessions } from './own-sessions';
import { RoleSessions } from './portal/role-sessions';
import { SsoPortal } from './portal/sso-portal';
import type { OpenBrowser, SsoClock, SsoProfiles } from './ports';
import { SessionBook } from './session-book';
import { isSignedIn, toSsoSession } from './session-state';
import { SignIns, type SignInHow } from './sign-ins';
import { isSignInPage } from './sign-in-page';
import { SsoClients } from './sso-clients';
import { isRenewable, SsoTokens } from './sso-tokens';

export interface SsoSessionsOptions {
  /** The person's home folder; the AWS CLI's cache is below it. */
  home: string;
  /** The sign-ins that a person added in Berth. */
  own: OwnSessions;
  profiles: SsoProfiles;
  openBrowser: OpenBrowser;
  clock: SsoClock;
  after: (milliseconds: number, then: () => void) => () => void;
  log: (thrown: unknown) => void;
  /** Somebody signed in or out here: credentials that others remember of before are not theirs. */
  renewed?: () => void;
  clients?: SsoClients;
}

/** A session that is signed in, for whoever plans renewals. Times in epoch milliseconds. */
export interface SsoTokenLife {
  session: string;
  issuedAt: number;
  expiresAt: number;
  /** `renew` needs nobody. */
  renewable: boolean;
}

/** IAM Identity Center: signing in and out, and what a sign-in gives. Shares its tokens with every AWS tool. */
export class SsoSessions implements SsoSignIn {
  readonly #options: SsoSessionsOptions;
  readonly #own: OwnSessions;
  readonly #cache: SsoCache;
  readonly #clients: SsoClients;
  readonly #book: SessionBook;
  readonly #tokens: SsoTokens;
  readonly #signIns: SignIns;
  readonly #portal: SsoPortal;
  readonly #roles: RoleSessions;
  readonly #closing = new AbortController();

  constructor(options: SsoSessionsOptions) {
    const { profiles, own, clock, after, log, openBrowser } = options;
    const now = (): number => clock.now();
    this.#options = options;
    this.#own = own;
    const cache = (this.#cache = new SsoCache(options.home));
    const clients = (this.#clients = options.clients ?? new SsoClients());
    const arrived = (name: string): void => {
      this.#signIns.overtaken(name);
      this.#forget(name);
    };
    const book = (this.#book = new SessionBook({ profiles, own, cache, now, after, log, arrived, left: (name) => this.#forget(name) }));
    const changed = (name: string): void => void book.reread(name).catch(log);
    const tokens = (this.#tokens = new SsoTokens({ cache, clients, now, changed }));
    const registrations = new RegistrationCache(cache, now);
    this.#signIns = new SignIns({ cache, registrations, clients, clock, openBrowser, saved: (name) => this.#changed(name), changed: () => book.emit() });
    this.#portal = new SsoPortal({ clients, tokens, clock, refused: (name, token) => book.refuse(name, token) });
    this.#roles = new RoleSessions(now);
  }

  /** Reads sessions and tokens once; for a command. */
  load(): Promise<void> {
    return this.#book.load();
  }

  /** Reads sessions and tokens and follows them: a sign-in with another AWS tool shows by itself. */
  start(): Promise<void> {
    return this.#book.start();
  }

  /** Ends sign-ins that wait. Tokens stay. */
  close(): void {
    this.#closing.abort();
    this.#signIns.close();
    this.#book.close();
    this.#clients.close();
  }

  state(): SsoState {
    const definitions = this.#options.profiles.definitions();
    const sessions = this.#book.sessions().map((session) => {
      const profiles = definitions.filter(({ sso }) => sso?.session === session.name).map(({ name }) => name);
      return toSsoSession(session, { ...this.#facts(session.name), flow: this.#signIns.flow(session.name), error: this.#signIns.error(session.name), profiles });
    });
    return { sessions };
  }

  onChange(listener: () => void): () => void {
    return this.#book.onChange(listener);
  }

  /** Whether this is the page of a sign-in that waits: the one page besides Berth's own links that may be opened. */
  offers(page: string): boolean {
    return isSignInPage(page) && this.#signIns.offers(page);
  }

  /** Starts a sign-in and answers at once; the state tells how it goes. @throws AppError `profile-not-found`. */
  async signIn(session: string, method: SsoMethod = 'browser'): Promise<void> {
    void this.#signIns.start(this.#book.find(session), { method }).catch(() => undefined);
  }

  /**
   * Signs in, or joins a sign-in that waits already, and answers when the person has finished it. An abort ends the waiting, and
   * the sign-in with it when it began here. @throws AppError `cancelled`, `timeout`, `access-denied`, `network` …
   */
  async signInAndWait(session: string, signal?: AbortSignal, how: SignInHow = { method: 'browser' }): Promise<void> {
    const definition = this.#book.find(session);
    if (signal?.aborted === true) throw cancelled();
    const isMine = this.#signIns.flow(session) === undefined;
    const done = this.#signIns.start(definition, how);
    let stop: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      stop = () => {
        if (isMine) this.#signIns.cancel(session);
        reject(cancelled());
      };
    });
    signal?.addEventListener('abort', stop);
    try {
      await Promise.race([done, aborted]);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Ends a sign-in that waits. */
  async cancel(session: string): Promise<void> {
    this.#signIns.cancel(session);
  }

  /** Ends the session at the portal and forgets its token, for every AWS tool. */
  async signOut(name: string): Promise<void> {
    const session = this.#book.find(name);
    this.#signIns.forget(name);
    await this.#cache.alone(session, async () => {
      const token = await this.#cache.read(session);
      if (token !== undefined && this.#options.clock.now() < token.expiresAt) await this.#portal.logout(session, token.accessToken);
      await this.#cache.remove(session);
    });
    await this.#changed(name);
    this.#book.emit();
  }

  /** Adds a session of Berth's own. @throws AppError `invalid-input`. */
  addSession(input: AddSsoSession): Promise<void> {
    return addOwnSession({ own: this.#own, book: this.#book }, input);
  }

  /** Removes a session of Berth's own, and its token. @throws AppError `unsupported`, `invalid-input` while profiles use it. */
  async removeSession(name: string): Promise<void> {
    refuseRemoval(this.#book.find(name), this.#options.profiles.definitions());
    await this.signOut(name);
    await this.#own.change((sessions) => sessions.filter((one) => one.name !== name));
    await this.#book.load();
  }

  /** Every account of the signed-in person with its roles. @throws AppError `session-expired` with the remedy `sso-sign-in`. */
  accounts(session: string, signal: AbortSignal = this.#closing.signal): Promise<SsoAccount[]> {
    return this.#portal.accounts(this.#book.find(session), signal);
  }

  /** Makes many profiles at once: all of them, or none. @throws AppError `profile-exists`. */
  async makeProfiles(input: MakeSsoProfiles): Promise<void> {
    const { session, region, profiles } = input;
    this.#book.find(session);
    await this.#options.profiles.addSso(...profiles.map(({ name, accountId, roleName }) => ({ name, region, ssoSession: session, accountId, roleName })));
  }

  async credentialsFor(profile: ProfileDefinition): Promise<AwsCredentialIdentity> {
    const session = this.#book.ofProfile(profile);
    const { accountId = '', roleName = '' } = profile.sso ?? {};
    return this.#roles.get({ session: session.name, role: `${accountId}/${roleName}` }, () => this.#portal.credentials(session, { accountId, roleName }));
  }

  /** Renews a session's token without a person. @throws AppError `session-expired` with the remedy `sso-sign-in`. */
  async renew(session: string): Promise<{ issuedAt: number; expiresAt: number }> {
    const { issuedAt, expiresAt } = await this.#tokens.renew(this.#book.find(session), this.#book.token(session));
    await this.#book.reread(session);
    return { issuedAt, expiresAt };
  }

  /** Sessions that are signed in. */
  tokens(): SsoTokenLife[] {
    return this.#book.sessions().flatMap(({ name }) => {
      const facts = this.#facts(name);
      if (facts.token === undefined || !isSignedIn(facts)) return [];
      const { issuedAt, expiresAt } = facts.token;
      return [{ session: name, issuedAt, expiresAt, renewable: isRenewable(facts.token, facts.now) }];
    });
  }

  #facts(name: string) {
    return { token: this.#book.token(name), isRefused: this.#book.isRefused(name), now: this.#options.clock.now() };
  }

  async #changed(name: string): Promise<void> {
    this.#forget(name);
    await this.#book.reread(name);
  }

  /** Nobody is signed in any more, or another person: what the last one had is forgotten. */
  #forget(name: string): void {
    this.#roles.forget(name);
    this.#options.renewed?.();
  }
}
