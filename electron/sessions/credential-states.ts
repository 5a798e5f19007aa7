import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../shared/errors';
import { Listeners } from '../listeners';

/** What became of the last request for the credentials of a profile. */
export interface CredentialState {
  /** When they end; absent for keys that do not end by themselves, and after a failure. */
  expiresAt?: Date;
  /** What a person has to do. */
  needs?: 'mfa' | 'sso';
  /** Why there are none. */
  error?: AppError;
}

/** Remembers how requests for credentials ended; tells who listens when that is another way than before. */
export class CredentialStates {
  readonly #states = new Map<string, CredentialState>();
  readonly #listeners = new Listeners<[profile: string]>();

  of(profile: string): CredentialState | undefined {
    return this.#states.get(profile);
  }

  onChange(listener: (profile: string) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Notes how this request ends. */
  follow(profile: string, asked: Promise<AwsCredentialIdentity>): void {
    asked.then(
      ({ expiration }) => this.#set(profile, expiration === undefined ? {} : { expiresAt: expiration }),
      (thrown: unknown) => this.#set(profile, thrown instanceof AppError ? failedState(thrown) : {}),
    );
  }

  #set(profile: string, state: CredentialState): void {
    const before = this.#states.get(profile);
    this.#states.set(profile, state);
    if (before !== undefined && same(before, state)) return;
    this.#listeners.tell(profile);
  }
}

function failedState(error: AppError): CredentialState {
  if (error.code === 'mfa-required' || error.code === 'mfa-rejected') return { needs: 'mfa', error };
  if (error.remedy?.kind === 'sso-sign-in') return { needs: 'sso', error };
  return { error };
}

const same = (one: CredentialState, other: CredentialState): boolean =>
  one.expiresAt?.getTime() === other.expiresAt?.getTime() && one.needs === other.needs && one.error?.message === other.error?.message;
