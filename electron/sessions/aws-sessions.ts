import { toWireError, type WireError } from '../../shared/errors';
import type { AwsSession } from '../../shared/model/session';
import type { SsoState } from '../../shared/model/sso';
import type { ProfileDefinition } from '../profiles/profile-definition';
import type { Life } from '../refresh/life';
import type { RefreshItem, RefreshScheduler } from '../refresh/refresh-scheduler';
import { awsSessionRow, type NeedStanding } from './aws-session-row';
import { needKey, personNeeds, type PersonNeed } from './person-needs';
import { Listeners } from '../listeners';

/** The role sessions that took an MFA code, and how a person opens a profile. */
export interface OpenableCredentials {
  /** @throws AppError `cancelled`, `mfa-rejected`, what AWS answered. */
  open(profile: string, signal?: AbortSignal): Promise<void>;
  /** Those that serve now. */
  opened(): readonly ({ profile: string } & Life)[];
  onChange(listener: () => void): () => void;
}

/** The tokens of IAM Identity Center. */
export interface SsoTokens {
  state(): SsoState;
  /** `renewable`: with a refresh token. */
  tokens(): readonly ({ session: string; renewable: boolean } & Life)[];
  /** @throws AppError `session-expired` when a person has to sign in. */
  renew(session: string): Promise<Life>;
  onChange(listener: () => void): () => void;
}

export interface AwsSessionsOptions {
  profiles: { definitions(): readonly ProfileDefinition[]; onChange(listener: () => void): () => void };
  credentials: OpenableCredentials;
  sso: SsoTokens;
  refresh: Pick<RefreshScheduler, 'set' | 'remove' | 'phase' | 'failure' | 'changed'>;
}

/** The AWS sessions that a person opens: how long each lasts, which renew themselves, and which need somebody now. */
export class AwsSessions {
  readonly #options: AwsSessionsOptions;
  readonly #listeners = new Listeners();
  readonly #opening = new Set<string>();
  readonly #errors = new Map<string, WireError>();
  #items = new Map<string, RefreshItem & { renewable: boolean }>();
  #stops: (() => void)[] = [];

  constructor(options: AwsSessionsOptions) {
    this.#options = options;
  }

  start(): void {
    const look = (): void => this.#look();
    const { profiles, credentials, sso } = this.#options;
    this.#stops = [profiles.onChange(look), credentials.onChange(look), sso.onChange(look)];
    this.#look();
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
    this.#listeners.clear();
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** A row for each profile that a person has to open now and then. */
  rows(): AwsSession[] {
    return this.#withNeeds().map(({ name, needs }) => awsSessionRow(name, needs.map((need) => this.#standing(need))));
  }

  /** Whether a person has to do something before the profile works. */
  needsPerson(profile: string): boolean {
    return personNeeds(profile, this.#definitions()).some((need) => this.#isShut(need));
  }

  /** For everything that a person has to open, one profile that opens it. */
  shut(): string[] {
    const found = new Map<string, string>();
    for (const { name, needs } of this.#withNeeds())
      for (const need of needs) if (this.#isShut(need) && !found.has(needKey(need))) found.set(needKey(need), need.needs === 'mfa' ? need.profile : name);
    return [...new Set(found.values())];
  }

  /** Opens the session of a profile, asking its person. @throws AppError; `cancelled` when they decline. */
  async open(profile: string): Promise<void> {
    const keys = personNeeds(profile, this.#definitions()).filter((need) => this.#isShut(need)).map(needKey);
    keys.forEach((key) => (this.#opening.add(key), this.#errors.delete(key)));
    this.#changed();
    try {
      await this.#options.credentials.open(profile);
    } catch (thrown) {
      const error = toWireError(thrown);
      const last = keys.at(-1);
      if (error.code !== 'cancelled' && last !== undefined) this.#errors.set(last, error);
      throw thrown;
    } finally {
      keys.forEach((key) => this.#opening.delete(key));
      this.#look();
    }
  }

  #standing(need: PersonNeed): NeedStanding {
    const key = needKey(need);
    const { refresh, sso } = this.#options;
    const item = this.#items.get(key);
    const session = need.needs === 'sso' ? sso.state().sessions.find(({ name }) => name === need.session) : undefined;
    const error = this.#errors.get(key) ?? session?.error;
    return {
      need,
      phase: item === undefined ? 'ended' : (refresh.phase(key) ?? 'ended'),
      ...(item !== undefined && { expiresAt: item.expiresAt }),
      // A refresh token that was refused renews nothing any more.
      renewable: item?.renewable === true && refresh.failure(key) !== 'person',
      opening: this.#opening.has(key) || session?.status === 'signing-in',
      ...(error !== undefined && { error }),
    };
  }

  #isShut(need: PersonNeed): boolean {
    const { phase, renewable } = this.#standing(need);
    return phase === 'ended' && !renewable;
  }

  #definitions(): Map<string, ProfileDefinition> {
    return new Map(this.#options.profiles.definitions().map((definition) => [definition.name, definition]));
  }

  #withNeeds(): { name: string; needs: PersonNeed[] }[] {
    const definitions = this.#definitions();
    return [...definitions.values()]
      .filter(({ problem }) => problem === undefined)
      .map(({ name }) => ({ name, needs: personNeeds(name, definitions) }))
      .filter(({ needs }) => needs.length > 0);
  }

  /** Gives what is open now into the scheduler's care; when something was opened, what waited for it is tried again. */
  #look(): void {
    const { refresh } = this.#options;
    const before = this.#items;
    this.#items = new Map(this.#open().map((item) => [item.key, item]));
    [...before.keys()].filter((key) => !this.#items.has(key)).forEach((key) => refresh.remove(key));
    this.#items.forEach((item) => refresh.set(item));
    // Not “later than before”: the clock may have been set back meanwhile.
    const opened = [...this.#items.values()].filter(({ key, expiresAt }) => before.get(key)?.expiresAt !== expiresAt);
    opened.forEach(({ key }) => this.#errors.delete(key));
    if (opened.length > 0) refresh.changed();
    this.#changed();
  }

  #open(): (RefreshItem & { renewable: boolean })[] {
    const { credentials, sso } = this.#options;
    const onPhase = (): void => this.#changed();
    const roles = credentials.opened().map(({ profile, ...life }) => ({ ...life, key: needKey({ needs: 'mfa', profile }), renewable: false, onPhase }));
    const tokens = sso.tokens().map(({ session, renewable, ...life }) => ({
      ...life,
      key: needKey({ needs: 'sso', session }),
      renewable,
      onPhase,
      ...(renewable && { renew: () => sso.renew(session) }),
    }));
    return [...roles, ...tokens];
  }

  #changed(): void {
    this.#listeners.tell();
  }
}
