import { AppError } from '../../../shared/errors';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import { watchFiles } from '../../profiles/watch-files';
import type { SsoCache } from './cache/token-cache';
import type { StoredToken } from './cache/token-file';
import { knownSessions } from './known-sessions';
import type { OwnSessions } from './own-sessions';
import type { KnownSession, SsoProfiles } from './ports';
import { isSignedIn } from './session-state';
import { Listeners } from '../../listeners';

export interface SessionBookOptions {
  profiles: Pick<SsoProfiles, 'definitions' | 'ssoSessions' | 'onChange'>;
  own: OwnSessions;
  cache: SsoCache;
  /** Epoch milliseconds. */
  now: () => number;
  /** Runs something once, that many milliseconds from now; answers how to prevent it. */
  after: (milliseconds: number, then: () => void) => () => void;
  /** Somebody else signed this session in: another AWS tool, another Berth. */
  arrived: (session: string) => void;
  /** Somebody else signed it out. */
  left: (session: string) => void;
  log: (thrown: unknown) => void;
}

/** Longest that one timer waits; Node's own limit is 24 days. */
const DAY_MS = 24 * 3_600_000;

/** The sessions that there are and the tokens in the cache, followed live: whoever signs in or out with another AWS tool is seen. */
export class SessionBook {
  readonly #options: SessionBookOptions;
  readonly #listeners = new Listeners();
  readonly #tokens = new Map<string, StoredToken>();
  readonly #refused = new Map<string, string>();
  #shown = '';
  #stopWatching: (() => void) | undefined;
  #stopProfiles: (() => void) | undefined;
  #stopTimer: (() => void) | undefined;

  constructor(options: SessionBookOptions) {
    this.#options = options;
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  emit(): void {
    this.#listeners.tell();
  }

  /** Reads everything and follows it from now on. */
  async start(): Promise<void> {
    this.#stopProfiles = this.#options.profiles.onChange(() => this.#followAgain());
    await this.#follow();
  }

  close(): void {
    this.#stopWatching?.();
    this.#stopProfiles?.();
    this.#stopTimer?.();
    this.#stopWatching = this.#stopProfiles = this.#stopTimer = undefined;
    this.#listeners.clear();
  }

  sessions(): KnownSession[] {
    const { profiles, own } = this.#options;
    return knownSessions({ files: profiles.ssoSessions(), own: own.current(), profiles: profiles.definitions() });
  }

  /** @throws AppError `profile-not-found`. */
  find(name: string): KnownSession {
    const sessions = this.sessions();
    const session = sessions.find((one) => one.name === name);
    if (session !== undefined) return session;
    const names = sessions.map((one) => one.name).join(', ');
    throw new AppError('profile-not-found', `There is no IAM Identity Center session ${name}.`, { hint: names === '' ? 'Add it with its start URL and region.' : `Choose one of: ${names}.` });
  }

  /** The session of a profile; one that nobody defines is taken from what the profile says itself. */
  ofProfile({ name, sso, endpoints }: ProfileDefinition): KnownSession {
    const known = sso === undefined ? undefined : this.sessions().find((one) => one.name === sso.session);
    if (sso !== undefined && known !== undefined) return { ...known, endpoints: { ...known.endpoints, ...(endpoints.sso !== undefined && { sso: endpoints.sso }), ...(endpoints.ssoOidc !== undefined && { ssoOidc: endpoints.ssoOidc }) } };
    if (sso === undefined || sso.startUrl === '' || sso.region === '')
      throw new AppError('profile-incomplete', `Profile ${name} signs in through an IAM Identity Center session that does not exist.`, { hint: 'Add the session with its start URL and region, or choose another one for the profile.' });
    return { name: sso.session, startUrl: sso.startUrl, region: sso.region, endpoints, source: 'aws-files' };
  }

  token(session: string): StoredToken | undefined {
    return this.#tokens.get(session);
  }

  isRefused(session: string): boolean {
    const refused = this.#refused.get(session);
    return refused !== undefined && refused === this.#tokens.get(session)?.accessToken;
  }

  /** The portal did not take this token. */
  refuse(session: string, accessToken: string): void {
    this.#refused.set(session, accessToken);
    this.#tell();
  }

  /** Reads the list of sessions and all their tokens. */
  async load(): Promise<void> {
    await this.#options.own.load().catch(this.#options.log);
    await Promise.all(this.sessions().map((session) => this.#read(session)));
    this.#tell();
  }

  /** Reads the token of one session. */
  async reread(name: string): Promise<void> {
    const session = this.sessions().find((one) => one.name === name);
    if (session !== undefined) await this.#read(session);
    this.#tell();
  }

  async #read(session: KnownSession): Promise<void> {
    const { cache, now, arrived, left } = this.#options;
    const { name } = session;
    const before = this.#tokens.get(name);
    const wasIn = isSignedIn({ token: before, isRefused: this.isRefused(name), now: now() });
    const token = await cache.read(session);
    if (token === undefined) this.#tokens.delete(name);
    else this.#tokens.set(name, token);
    const isNew = token !== undefined && token.accessToken !== before?.accessToken && now() < token.expiresAt;
    if (isNew && !wasIn) arrived(name);
    if (before !== undefined && token === undefined) left(name);
  }

  /** Says that something changed, when it did, and looks again when the next token ends. */
  #tell(): void {
    this.#stopTimer?.();
    const now = this.#options.now();
    const ends = [...this.#tokens.values()].map(({ expiresAt }) => expiresAt).filter((end) => end > now);
    if (ends.length > 0 && this.#stopWatching !== undefined) this.#stopTimer = this.#options.after(Math.min(DAY_MS, Math.min(...ends) - now + 1), () => this.#tell());
    const shown = JSON.stringify([this.sessions(), this.sessions().map(({ name }) => [this.#tokens.get(name), this.isRefused(name), (this.#tokens.get(name)?.expiresAt ?? 0) > now])]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.emit();
  }

  #followAgain(): void {
    this.#follow().catch(this.#options.log);
  }

  /** Watches before it reads, so that no change falls between the two; folders may have come since, so anew each time. */
  async #follow(): Promise<void> {
    const { own, cache } = this.#options;
    this.#stopWatching?.();
    const files = (): string[] => [own.file, ...this.sessions().map((session) => cache.fileOf(session))];
    const watched = files();
    this.#stopWatching = watchFiles(watched, () => this.#followAgain());
    await this.load();
    // A session that came to light just now has a file that is not watched yet.
    if (this.#stopWatching !== undefined && files().some((file) => !watched.includes(file))) await this.#follow();
  }
}
