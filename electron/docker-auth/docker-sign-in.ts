import { AppError, toWireError, type WireError } from '../../shared/errors';
import type { CallerIdentity } from '../../shared/model/profile';
import type { Session, SessionsState } from '../../shared/model/session';
import type { ProfileDefinition } from '../profiles/profile-definition';
import { watchFiles } from '../profiles/watch-files';
import { isDue, nextTryAt, type RefreshInput } from './refresh-plan';
import { refreshAt, type RegistryToken } from './registry-token';
import type { TokenScope } from './registry-tokens';
import { SignInRecords, type SignInRecord } from './sign-in-records';

export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export interface DockerSignInOptions {
  profiles: { find(name: string): ProfileDefinition; definitions(): readonly ProfileDefinition[]; onChange(listener: () => void): () => void };
  tokens: { tokenFor(scope: TokenScope): Promise<RegistryToken>; fresh(scope: TokenScope): Promise<RegistryToken> };
  config: { start(): Promise<void>; addAuth(host: string, login: { username: string; password: string }): Promise<void>; removeAuth(host: string): Promise<void> };
  identities: { whoAmI(profile: string): Promise<CallerIdentity> };
  /** `sign-ins.json` in Berth's folder. */
  file: string;
  clock?: () => number;
  random?: () => number;
  timers?: Timers;
}

/** What is going on with a sign-in at this moment; what lasts is in its record. */
interface Activity {
  busy?: 'signing-in' | 'refreshing';
  error?: WireError;
  failures: number;
  lastTriedAt: number;
  jitter: number;
}

const IDLE: Activity = { failures: 0, lastTriedAt: 0, jitter: 0 };
/** Timers stand still while the computer sleeps, so the clock is looked at this often. */
const LONGEST_NAP_MS = 30_000;

/** Keeps Docker signed in: one session per profile and region, renewed at half of its token's life. */
export class DockerSignIn {
  readonly #options: DockerSignInOptions;
  readonly #records: SignInRecords;
  readonly #now: () => number;
  readonly #timers: Timers;
  readonly #activity = new Map<string, Activity>();
  readonly #listeners = new Set<() => void>();
  #known: SignInRecord[] = [];
  #running = false;
  #timer: unknown;
  #stops: (() => void)[] = [];

  constructor(options: DockerSignInOptions) {
    this.#options = options;
    this.#records = new SignInRecords(options.file);
    this.#now = options.clock ?? Date.now;
    this.#timers = options.timers ?? { set: setTimeout, clear: (timer) => clearTimeout(timer as NodeJS.Timeout) };
  }

  state(): SessionsState {
    const scopes = new Map<string, TokenScope>();
    for (const { name, regions } of this.#options.profiles.definitions().filter(isUsable))
      regions.forEach((region) => scopes.set(keyOf({ profile: name, region }), { profile: name, region }));
    this.#known.forEach(({ profile, region }) => scopes.set(keyOf({ profile, region }), { profile, region }));
    return { sessions: [...scopes.values()].map((scope) => this.#session(scope)), aws: [] };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads what is signed in, without keeping it so: for a single command. */
  async load(): Promise<void> {
    this.#known = await this.#records.read();
    this.#changed();
  }

  /** Resumes the sign-ins of the last run and keeps them from now on. */
  async start(): Promise<void> {
    this.#running = true;
    await this.#options.config.start();
    this.#stops = [
      watchFiles([this.#records.file], () => void this.load().then(() => this.#tick())),
      this.#options.profiles.onChange(() => this.#changed()),
    ];
    await this.load();
    this.wake();
  }

  close(): void {
    this.#running = false;
    this.#timers.clear(this.#timer);
    this.#stops.forEach((stop) => stop());
    this.#listeners.clear();
  }

  /** Looks at all sign-ins at once: after sleep, when the network is back. Failed ones are tried again. */
  wake(): void {
    for (const [key, activity] of this.#activity) if (activity.failures > 0) this.#activity.set(key, { ...activity, lastTriedAt: 0, failures: 0 });
    this.#tick();
  }

  /** Signs Docker in with a profile, in one region or all of its own. @throws AppError of the first that failed. */
  async signIn(profile: string, region?: string): Promise<void> {
    const definition = this.#options.profiles.find(profile);
    const regions = region === undefined ? definition.regions : [region];
    if (regions.length === 0)
      throw new AppError('profile-incomplete', `Profile ${profile} has no region.`, { hint: 'Give it a region, or name one.' });
    await firstFailure(regions.map((one) => this.#renew({ profile, region: one }, 'signing-in')));
  }

  /** Signs in with every usable profile in all of its regions. Where two share a registry, the first one keeps it. */
  async signInAll(): Promise<void> {
    const scopes = this.#options.profiles
      .definitions()
      .filter(isUsable)
      .flatMap(({ name, regions }) => regions.map((region) => ({ profile: name, region })));
    if (scopes.length === 0)
      throw new AppError('profile-not-found', 'There is no profile to sign in with.', { hint: 'Add one, or start the sandbox.' });
    const tokens = await Promise.allSettled(scopes.map((scope) => this.#options.tokens.fresh(scope)));
    const owned = new Set<string>();
    const chosen = scopes.filter((_, index) => {
      const token = tokens[index];
      if (token?.status !== 'fulfilled') return true;
      if (owned.has(token.value.host)) return false;
      owned.add(token.value.host);
      return true;
    });
    await firstFailure(chosen.map((scope) => this.#renew(scope, 'signing-in', 'cached')));
  }

  /** Takes Docker's sign-in away; one that is not there is no error. */
  async signOut(profile: string, region: string): Promise<void> {
    const key = keyOf({ profile, region });
    for (const record of (await this.#records.read()).filter((one) => keyOf(one) === key)) {
      await this.#options.config.removeAuth(record.host);
    }
    this.#known = await this.#records.change((records) => records.filter((record) => keyOf(record) !== key));
    this.#activity.delete(key);
    this.#changed();
  }

  async signOutAll(): Promise<void> {
    await firstFailure((await this.#records.read()).map(({ profile, region }) => this.signOut(profile, region)));
  }

  #session(scope: TokenScope): Session {
    const record = this.#known.find((one) => keyOf(one) === keyOf(scope));
    const { busy, error } = this.#activity.get(keyOf(scope)) ?? IDLE;
    const { accountId, arn } = record ?? {};
    return {
      ...scope,
      status: busy ?? this.#restingStatus(record, error),
      ...(accountId !== undefined && { accountId }),
      ...(arn !== undefined && { arn }),
      ...(record !== undefined && {
        host: record.host,
        issuedAt: record.issuedAt,
        expiresAt: record.expiresAt,
        refreshAt: refreshAt({ issuedAt: new Date(record.issuedAt), expiresAt: new Date(record.expiresAt) }).toISOString(),
      }),
      ...(error !== undefined && { error }),
    };
  }

  #restingStatus(record: SignInRecord | undefined, error: WireError | undefined): Session['status'] {
    if (record !== undefined && this.#now() >= Date.parse(record.expiresAt)) return 'expired';
    if (error !== undefined) return 'failed';
    return record === undefined ? 'signed-out' : 'signed-in';
  }

  async #renew(scope: TokenScope, busy: 'signing-in' | 'refreshing', token: 'fresh' | 'cached' = 'fresh'): Promise<void> {
    const key = keyOf(scope);
    const before = this.#activity.get(key) ?? IDLE;
    this.#activity.set(key, { ...before, busy });
    this.#changed();
    try {
      const got = await (token === 'fresh' ? this.#options.tokens.fresh(scope) : this.#options.tokens.tokenFor(scope));
      // Signed out while AWS was answering: nothing is put back.
      if (busy === 'refreshing' && !(await this.#records.read()).some((record) => keyOf(record) === key)) return void this.#activity.delete(key);
      await this.#options.config.addAuth(got.host, got);
      await this.#remember(scope, got);
      this.#activity.delete(key);
    } catch (thrown) {
      const failures = before.failures + 1;
      this.#activity.set(key, { error: toWireError(thrown), failures, lastTriedAt: this.#now(), jitter: (this.#options.random ?? Math.random)() });
      throw thrown;
    } finally {
      this.#changed();
      this.#tick();
    }
  }

  /** One registry has one sign-in: who signs in there takes it over from any other profile. */
  async #remember(scope: TokenScope, { host, issuedAt, expiresAt }: RegistryToken): Promise<void> {
    // Who it is matters less than that it works, so a refusal of STS is no failure here.
    const who = await this.#options.identities.whoAmI(scope.profile).catch(() => undefined);
    const record: SignInRecord = {
      ...scope,
      host,
      issuedAt: issuedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      ...(who !== undefined && { accountId: who.accountId, arn: who.arn }),
    };
    this.#known = await this.#records.change((records) => [...records.filter((one) => keyOf(one) !== keyOf(scope) && one.host !== host), record]);
  }

  /** Renews what is due, then sleeps until the next moment. */
  #tick(): void {
    this.#timers.clear(this.#timer);
    if (!this.#running) return;
    const now = this.#now();
    let nap = LONGEST_NAP_MS;
    for (const record of this.#known) {
      const activity = this.#activity.get(keyOf(record)) ?? IDLE;
      if (activity.busy !== undefined) continue;
      const input: RefreshInput = { ...activity, issuedAt: Date.parse(record.issuedAt), expiresAt: Date.parse(record.expiresAt) };
      if (isDue(input, now)) void this.#renew({ profile: record.profile, region: record.region }, 'refreshing').catch(() => undefined);
      else nap = Math.min(nap, nextTryAt(input) - now);
    }
    this.#timers.clear(this.#timer);
    this.#timer = this.#timers.set(() => this.#tick(), Math.max(nap, 50));
  }

  #changed(): void {
    this.#listeners.forEach((listener) => listener());
  }
}

const keyOf = ({ profile, region }: TokenScope): string => `${profile}\n${region}`;

const isUsable = ({ kind, problem }: ProfileDefinition): boolean => kind !== 'other' && problem === undefined;

/** Waits for all, so that one failure stops no other; then throws the first. */
async function firstFailure(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
