import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { AppError } from '../../shared/errors';
import { hasOwnKeys } from '../profiles/aws/source-chain';
import type { ProfileDefinition } from '../profiles/profile-definition';
import type { SecretCache } from '../profiles/secret-cache';
import type { SecretStore } from '../profiles/secret-store';
import { AWS_TIMEOUTS, type AwsTimeouts } from './clients/client-config';
import { CredentialStates, type CredentialState } from './credential-states';
import type { Questions } from './questions';
import { MfaSessions, type OpenedSession } from './sources/mfa-sessions';
import { incomplete, type Person, type SourcePorts } from './sources/source';
import { SOURCES } from './sources/sources';
import { staticKey } from './sources/static-key';
import type { SsoSignIn } from './sso-credentials';

/** What sessions need of the profiles. */
export interface ProfileSourceOfTruth {
  find(name: string): ProfileDefinition;
  onChange(listener: () => void): () => void;
}

export interface CredentialsOptions {
  profiles: ProfileSourceOfTruth;
  secrets: SecretStore;
  sso: SsoSignIn;
  /** Asked by `open` alone. */
  questions: Pick<Questions, 'ask'>;
  env: Readonly<Record<string, string | undefined>>;
  /** Whether a person waits for whatever is asked: then `providerFor` asks them for MFA codes too. */
  attended?: boolean;
  /** Keeps sessions opened with an MFA code beyond this process. */
  sessionCache?: SecretCache;
  clock?: () => number;
  timeouts?: AwsTimeouts;
  /** Milliseconds that a `credential_process` may take; it may be waiting for its person. */
  processMs?: number;
  /** Ends programs that still run for their credentials. */
  stop?: AbortSignal;
}

/** AWS tools renew temporary credentials five minutes ahead. */
const AHEAD_MS = 5 * 60_000;
const PROCESS_MS = 60_000;

interface Remembered {
  identity: AwsCredentialIdentity;
  receivedAt: number;
}

/** Who asks for credentials: the profiles on the way here, outermost first, and the person who may be asked. */
interface Asking {
  chain: readonly string[];
  person?: Person;
}

/** Credentials of profiles, remembered until shortly before they expire and forgotten when a profile changes. */
export class Credentials {
  readonly #options: CredentialsOptions;
  readonly #ports: SourcePorts;
  readonly #now: () => number;
  readonly #states = new CredentialStates();
  readonly #remembered = new Map<string, Remembered>();
  readonly #running = new Map<string, Promise<AwsCredentialIdentity>>();
  #generation = 0;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#now = options.clock ?? Date.now;
    this.#ports = {
      env: options.env,
      secrets: options.secrets,
      sso: options.sso,
      timeouts: options.timeouts ?? AWS_TIMEOUTS,
      processMs: options.processMs ?? PROCESS_MS,
      ...(options.stop !== undefined && { stop: options.stop }),
      mfaSessions: new MfaSessions({ cache: options.sessionCache, now: this.#now }),
    };
    options.profiles.onChange(() => this.forget());
  }

  /** Forgets everything but sessions opened with an MFA code; the next call asks again. */
  forget(): void {
    this.#generation += 1;
    this.#remembered.clear();
    this.#running.clear();
  }

  /**
   * Credentials for an SDK client; asks nobody unless `attended`. The promise rejects with AppError `profile-not-found`, `profile-incomplete`,
   * `credentials-missing`, `keychain-locked`, `credential-process-failed`; `mfa-required` (remedy `sign-in`) or `session-expired`
   * (remedy `sso-sign-in`) when a person is needed; or what STS answered for a role.
   */
  providerFor(profile: string): AwsCredentialIdentityProvider {
    return () => this.#identity(profile, { chain: [], ...(this.#options.attended === true && { person: this.#person({ signsIn: false }) }) });
  }

  /** The same, asking nobody even where a person attends: for looking things over. */
  quietProviderFor(profile: string): AwsCredentialIdentityProvider {
    return () => this.#identity(profile, { chain: [] });
  }

  /** Opens the AWS session of a profile with its person: asks for MFA codes, starts an SSO sign-in. @throws AppError also `cancelled`, `mfa-rejected`. */
  async open(profile: string, signal?: AbortSignal): Promise<void> {
    await this.#identity(profile, { chain: [], person: this.#person({ signsIn: true, signal }) });
  }

  /** What became of the last request for a profile's credentials; `undefined` before the first. */
  stateOf(profile: string): CredentialState | undefined {
    return this.#states.of(profile);
  }

  /** Role sessions that a person opened with an MFA code and that serve now, by the profile with the device. */
  opened(): readonly OpenedSession[] {
    return this.#ports.mfaSessions.opened();
  }

  /** Calls the listener when the state of a profile has changed. */
  onChange(listener: (profile: string) => void): () => void {
    return this.#states.onChange(listener);
  }

  #person({ signsIn, signal }: { signsIn: boolean; signal?: AbortSignal | undefined }): Person {
    const { questions } = this.#options;
    return { ask: (question, until) => questions.ask(question, until), signsIn, ...(signal !== undefined && { signal }) };
  }

  async #identity(name: string, asking: Asking): Promise<AwsCredentialIdentity> {
    const { chain, person } = asking;
    if (chain.includes(name)) throw loop([...chain, name]);
    const remembered = this.#remembered.get(name);
    // Who signs in may open a session anew that is about to end: then the sources decide.
    if (remembered !== undefined && person?.signsIn !== true && this.#isFresh(remembered)) return remembered.identity;
    const running = this.#running.get(name);
    const opens = person?.signsIn === true;
    // Within a chain nobody waits for a running call: in a loop that would be waiting for oneself. Opening asks anew, because
    // the call that runs may end for want of one.
    if (running !== undefined && chain.length === 0 && !opens) return running;
    const generation = this.#generation;
    const asked = this.#ask(name, asking).then((identity) => {
      if (generation === this.#generation) this.#remembered.set(name, { identity, receivedAt: this.#now() });
      return identity;
    });
    this.#states.follow(name, asked);
    if (!opens) this.#running.set(name, asked);
    try {
      return await asked;
    } finally {
      if (this.#running.get(name) === asked) this.#running.delete(name);
    }
  }

  #isFresh({ identity, receivedAt }: Remembered): boolean {
    const end = identity.expiration?.getTime();
    if (end === undefined) return true;
    // A session shorter than ten minutes is renewed at half its life.
    return this.#now() < end - Math.min(AHEAD_MS, (end - receivedAt) / 2);
  }

  async #ask(name: string, { chain, person }: Asking): Promise<AwsCredentialIdentity> {
    const definition = this.#options.profiles.find(name);
    if (definition.unusable === true) throw incomplete(definition);
    const way = [...chain, name];
    return SOURCES[definition.kind]({
      definition,
      ports: this.#ports,
      asked: chain[0] ?? name,
      ...(person !== undefined && { person }),
      source: (source) => this.#source(source, { chain: way, ...(person !== undefined && { person }) }),
    });
  }

  async #source(name: string, asking: Asking): Promise<{ definition: ProfileDefinition; identity: AwsCredentialIdentity }> {
    const definition = this.#options.profiles.find(name);
    const { chain } = asking;
    // As the source of another profile, one with keys of its own stands for them alone, even when it names a role.
    const ownKeys = definition.kind === 'assume-role' && hasOwnKeys(definition) && !chain.includes(name);
    const call = { definition, ports: this.#ports, asked: chain[0] ?? name, source: () => Promise.reject(loop([...chain, name])) };
    return { definition, identity: await (ownKeys ? staticKey(call) : this.#identity(name, asking)) };
  }
}

function loop(chain: readonly string[]): AppError {
  return new AppError('profile-incomplete', `The profiles ${chain.join(' → ')} assume their roles from one another in a circle.`, {
    hint: 'Let one of them have keys of its own.',
  });
}
