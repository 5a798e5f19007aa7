import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { readStaticKey } from '../profiles/aws-files';
import type { ProfileDefinition } from '../profiles/profile-definition';
import { profileAccount, type SecretStore } from '../profiles/secret-store';
import { classifyAwsError } from './aws-errors';
import { AWS_TIMEOUTS, clientConfig, type AwsTimeouts } from './client-config';
import type { SsoCredentials } from './sso-credentials';

/** What sessions need of the profiles. */
export interface ProfileSourceOfTruth {
  find(name: string): ProfileDefinition;
  onChange(listener: () => void): () => void;
}

export interface CredentialsOptions {
  profiles: ProfileSourceOfTruth;
  secrets: SecretStore;
  sso?: SsoCredentials;
  clock?: () => number;
  timeouts?: AwsTimeouts;
}

const KeychainKey = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
/** AWS tools renew temporary credentials five minutes ahead. */
const AHEAD_MS = 5 * 60_000;

interface Remembered {
  identity: AwsCredentialIdentity;
  receivedAt: number;
}

/** Credentials of profiles, remembered until shortly before they expire and forgotten when a profile changes. */
export class Credentials {
  readonly #options: CredentialsOptions;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();
  readonly #running = new Map<string, Promise<AwsCredentialIdentity>>();
  #generation = 0;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#now = options.clock ?? Date.now;
    options.profiles.onChange(() => this.forget());
  }

  /** Forgets everything; the next call asks again. */
  forget(): void {
    this.#generation += 1;
    this.#remembered.clear();
    this.#running.clear();
  }

  /**
   * Credentials for an SDK client. The promise rejects with AppError `profile-not-found`, `profile-incomplete`,
   * `credentials-missing`, `keychain-locked`, or what STS answered for a role.
   */
  providerFor(profile: string): AwsCredentialIdentityProvider {
    return () => this.#identity(profile, []);
  }

  async #identity(name: string, chain: readonly string[]): Promise<AwsCredentialIdentity> {
    if (chain.includes(name)) throw loop([...chain, name]);
    const remembered = this.#remembered.get(name);
    if (remembered !== undefined && this.#isFresh(remembered)) return remembered.identity;
    const running = this.#running.get(name);
    // Within a chain nobody waits for a running call: in a loop that would be waiting for oneself.
    if (running !== undefined && chain.length === 0) return running;
    const generation = this.#generation;
    const asked = this.#ask(name, chain).then((identity) => {
      if (generation === this.#generation) this.#remembered.set(name, { identity, receivedAt: this.#now() });
      return identity;
    });
    this.#running.set(name, asked);
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

  async #ask(name: string, chain: readonly string[]): Promise<AwsCredentialIdentity> {
    const definition = this.#options.profiles.find(name);
    if (definition.kind === 'static') return this.#staticKey(definition);
    if (definition.kind === 'sso' && this.#options.sso !== undefined) return this.#options.sso.credentialsFor(definition);
    if (definition.kind === 'other' || definition.roleArn === undefined || definition.sourceProfile === undefined)
      throw incomplete(definition);
    return this.#assume(definition, [...chain, name]);
  }

  async #staticKey(definition: ProfileDefinition): Promise<AwsCredentialIdentity> {
    const { name, files } = definition;
    const key = files === undefined ? await this.#fromKeychain(name) : await readStaticKey(files, name);
    if (key === undefined) throw missing(name, files === undefined ? 'Unlock the keychain and try again, or remove the profile and add it anew.' : 'Add its keys to the AWS files.');
    return key;
  }

  async #fromKeychain(name: string): Promise<AwsCredentialIdentity | undefined> {
    const secret = await this.#options.secrets.get(profileAccount(name));
    if (secret === undefined) return undefined;
    try {
      return KeychainKey.parse(JSON.parse(secret));
    } catch {
      // The parser's own words would repeat the secret.
      throw missing(name, 'What the keychain holds for it is damaged: remove the profile and add it anew.');
    }
  }

  async #assume(definition: ProfileDefinition, chain: readonly string[]): Promise<AwsCredentialIdentity> {
    const { name, sourceProfile = '', roleArn, externalId, sessionName, durationSeconds, regions } = definition;
    // A profile may name itself as its source: then its own keys assume the role.
    const own = sourceProfile === name ? await this.#staticKey(definition) : undefined;
    const masterCredentials = own ?? (await this.#identity(sourceProfile, chain));
    const source = this.#options.profiles.find(sourceProfile);
    const config = clientConfig(this.#options.timeouts ?? AWS_TIMEOUTS, definition.endpoints.sts ?? source.endpoints.sts);
    const assume = fromTemporaryCredentials({
      masterCredentials,
      params: {
        RoleArn: roleArn,
        RoleSessionName: sessionName ?? 'berth',
        ...(externalId !== undefined && { ExternalId: externalId }),
        ...(durationSeconds !== undefined && { DurationSeconds: durationSeconds }),
      },
      clientConfig: { ...config, region: regions[0] ?? source.regions[0] ?? 'us-east-1' },
    });
    try {
      return await assume();
    } catch (thrown) {
      throw classifyAwsError(thrown, { profile: name, operation: 'AssumeRole' });
    } finally {
      config.requestHandler.destroy();
    }
  }
}

function loop(chain: readonly string[]): AppError {
  return new AppError('profile-incomplete', `The profiles ${chain.join(' → ')} assume their roles from one another in a circle.`, {
    hint: 'Let one of them have keys of its own.',
  });
}

function incomplete({ name, problem }: ProfileDefinition): AppError {
  return new AppError('profile-incomplete', problem ?? `Profile ${name} cannot be used.`, { hint: 'Complete it in its file, or choose another profile.' });
}

function missing(name: string, hint: string): AppError {
  return new AppError('credentials-missing', `No keys were found for profile ${name}.`, { hint });
}
