import { AppError, toWireError } from '../../shared/errors';
import type { CallerIdentity } from '../../shared/model/profile';
import type { Session } from '../../shared/model/session';
import type { ProfileDefinition } from '../profiles/profile-definition';
import { watchFiles } from '../profiles/watch-files';
import type { Life } from '../refresh/life';
import type { RefreshScheduler } from '../refresh/refresh-scheduler';
import { PUBLIC_REGION, type TokenScope } from './ask-authorization';
import { lifeOf, type RegistryToken } from './registry-token';
import { sessionRow, type Activity } from './session-row';
import { SignInRecords, type SignInRecord } from './sign-in-records';
import { Listeners } from '../listeners';

export interface DockerSignInOptions {
  profiles: { find(name: string): ProfileDefinition; definitions(): readonly ProfileDefinition[]; onChange(listener: () => void): () => void };
  tokens: { tokenFor(scope: TokenScope): Promise<RegistryToken>; fresh(scope: TokenScope): Promise<RegistryToken> };
  config: { start(): Promise<void>; addAuth(host: string, login: { username: string; password: string }): Promise<void>; removeAuth(host: string): Promise<void> };
  identities: { whoAmI(profile: string): Promise<CallerIdentity> };
  refresh: Pick<RefreshScheduler, 'set' | 'remove' | 'keys' | 'phase' | 'renewNow'>;
  /** `sign-ins.json` in Berth's folder. */
  file: string;
  clock?: () => number;
}

/** Keeps Docker signed in: one session per profile and region, and one at ECR Public, each renewed by the scheduler. */
export class DockerSignIn {
  readonly #options: DockerSignInOptions;
  readonly #records: SignInRecords;
  readonly #now: () => number;
  readonly #activity = new Map<string, Activity>();
  readonly #listeners = new Listeners();
  #known: SignInRecord[] = [];
  #stops: (() => void)[] = [];

  constructor(options: DockerSignInOptions) {
    this.#options = options;
    this.#records = new SignInRecords(options.file);
    this.#now = options.clock ?? Date.now;
  }

  /** A row for each usable profile and region, and for what is signed in besides. */
  rows(): Session[] {
    const scopes = new Map<string, TokenScope>();
    const usable = this.#options.profiles.definitions().filter(isUsable);
    usable.forEach(({ name, regions }) => regions.forEach((region) => add({ profile: name, region })));
    this.#known.forEach((record) => add(scopeOf(record)));
    return [...scopes.values()].map((scope) => {
      const key = keyOf(scope);
      const record = this.#known.find((one) => keyOf(one) === key);
      const ended = record !== undefined && (this.#options.refresh.phase(key) === 'ended' || this.#now() >= Date.parse(record.expiresAt));
      return sessionRow(scope, { record, activity: this.#activity.get(key) ?? {}, ended });
    });

    function add(scope: TokenScope): void {
      scopes.set(keyOf(scope), scope);
    }
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Reads what is signed in, without keeping it so: for a single command. */
  async load(): Promise<void> {
    this.#know(await this.#records.read());
    this.#changed();
  }

  /** Resumes the sign-ins of the last run and follows them from now on. */
  async start(): Promise<void> {
    await this.#options.config.start();
    this.#stops = [watchFiles([this.#records.file], () => void this.load()), this.#options.profiles.onChange(() => this.#changed())];
    await this.load();
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
    this.#listeners.clear();
  }

  /** Signs Docker in with a profile, in one region or all of its own. @throws AppError of the first that failed. */
  async signIn(profile: string, region?: string): Promise<void> {
    const definition = this.#options.profiles.find(profile);
    const regions = region === undefined ? definition.regions : [region];
    if (regions.length === 0)
      throw new AppError('profile-incomplete', `Profile ${profile} has no region.`, { hint: 'Give it a region, or name one.' });
    await firstFailure(regions.map((one) => this.#signIn({ profile, region: one })));
  }

  /** Signs Docker in to ECR Public; it has one sign-in, which another profile takes over. @throws AppError. */
  async signInPublic(profile: string): Promise<void> {
    this.#options.profiles.find(profile);
    await this.#signIn({ profile, region: PUBLIC_REGION, public: true });
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
  signOut(profile: string, region: string): Promise<void> {
    return this.#signOut((record) => keyOf(record) === keyOf({ profile, region }));
  }

  signOutPublic(): Promise<void> {
    return this.#signOut((record) => record.public === true);
  }

  async signOutAll(): Promise<void> {
    await firstFailure((await this.#records.read()).map((record) => this.#signOut((one) => keyOf(one) === keyOf(record))));
  }

  async #signOut(which: (record: SignInRecord) => boolean): Promise<void> {
    const gone = (await this.#records.read()).filter(which);
    for (const { host } of gone) await this.#options.config.removeAuth(host);
    this.#know(await this.#records.change((records) => records.filter((record) => !which(record))));
    gone.forEach((record) => this.#activity.delete(keyOf(record)));
    this.#changed();
  }

  #signIn(scope: TokenScope): Promise<void> {
    const key = keyOf(scope);
    // One that is kept already is renewed together with the background's renewal, and its failure counts there.
    return this.#options.refresh.keys().includes(key) ? this.#options.refresh.renewNow(key) : this.#renew(scope, 'signing-in').then(() => undefined);
  }

  async #renew(scope: TokenScope, busy: 'signing-in' | 'refreshing', token: 'fresh' | 'cached' = 'fresh'): Promise<Life | undefined> {
    const key = keyOf(scope);
    this.#activity.set(key, { ...this.#activity.get(key), busy });
    this.#changed();
    try {
      const got = await (token === 'fresh' ? this.#options.tokens.fresh(scope) : this.#options.tokens.tokenFor(scope));
      // Signed out while AWS was answering: nothing is put back.
      const isWanted = busy === 'signing-in' || (await this.#records.read()).some((record) => keyOf(record) === key);
      if (isWanted) {
        await this.#options.config.addAuth(got.host, got);
        await this.#remember(scope, got);
      }
      this.#activity.delete(key);
      return isWanted ? lifeOf(got) : undefined;
    } catch (thrown) {
      this.#activity.set(key, { error: toWireError(thrown) });
      throw thrown;
    } finally {
      this.#changed();
    }
  }

  /** One registry has one sign-in: who signs in there takes it over from any other profile. */
  async #remember(scope: TokenScope, { host, issuedAt, expiresAt }: RegistryToken): Promise<void> {
    // Who it is matters less than that it works, so a refusal of STS is no failure here.
    const who = await this.#options.identities.whoAmI(scope.profile).catch(() => undefined);
    const record: SignInRecord = {
      ...scopeOf(scope),
      host,
      issuedAt: issuedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      ...(who !== undefined && { accountId: who.accountId, arn: who.arn }),
    };
    this.#know(await this.#records.change((records) => [...records.filter((one) => keyOf(one) !== keyOf(scope) && one.host !== host), record]));
  }

  /** What is signed in now, each in the scheduler's care. */
  #know(records: SignInRecord[]): void {
    const { refresh } = this.#options;
    const keys = new Set(records.map(keyOf));
    this.#known.map(keyOf).filter((key) => !keys.has(key)).forEach((key) => refresh.remove(key));
    this.#known = records;
    for (const record of records) {
      refresh.set({
        key: keyOf(record),
        issuedAt: Date.parse(record.issuedAt),
        expiresAt: Date.parse(record.expiresAt),
        renew: () => this.#renew(scopeOf(record), 'refreshing'),
        onPhase: () => this.#changed(),
      });
    }
  }

  #changed(): void {
    this.#listeners.tell();
  }
}

const keyOf = (scope: TokenScope): string => (scope.public === true ? `docker\npublic\n${scope.profile}` : `docker\n${scope.profile}\n${scope.region}`);

const scopeOf = ({ profile, region, public: isPublic }: TokenScope): TokenScope => ({ profile, region, ...(isPublic === true && { public: true }) });

const isUsable = ({ kind, problem }: ProfileDefinition): boolean => kind !== 'other' && problem === undefined;

/** Waits for all, so that one failure stops no other; then throws the first. */
async function firstFailure(works: readonly Promise<void | Life | undefined>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
