import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../../shared/errors';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import type { SecretStore } from '../../profiles/secret-store';
import type { AwsTimeouts } from '../clients/client-config';
import type { AskedQuestion } from '../questions';
import type { SsoSignIn } from '../sso-credentials';
import type { MfaSessions } from './mfa-sessions';

/** A person who waits for the session to open, and may be asked. */
export interface Person {
  ask(question: AskedQuestion, signal?: AbortSignal): Promise<string>;
  /** Whether they may be sent to their browser to sign in, too. */
  signsIn: boolean;
  signal?: AbortSignal;
}

/** What the ways in need of the rest of Berth. */
export interface SourcePorts {
  env: Readonly<Record<string, string | undefined>>;
  secrets: Pick<SecretStore, 'get' | 'opened'>;
  sso: SsoSignIn;
  timeouts: AwsTimeouts;
  mfaSessions: MfaSessions;
  /** Milliseconds that a `credential_process` may take. */
  processMs: number;
  /** Ends what still runs, when Berth ends. */
  stop?: AbortSignal;
}

/** One request for the credentials of a profile. */
export interface SourceCall {
  definition: ProfileDefinition;
  ports: SourcePorts;
  /** The profile that was asked for first; another one when this one is the source of a role. */
  asked: string;
  /** Absent in background work, which never asks anybody. */
  person?: Person;
  /** Another profile, and its credentials as the source of this one. */
  source(name: string): Promise<{ definition: ProfileDefinition; identity: AwsCredentialIdentity }>;
}

/** One way in: how profiles of a kind get their credentials. Fails with an AppError. */
export type Source = (call: SourceCall) => Promise<AwsCredentialIdentity>;

/** A profile whose definition lacks something. */
export function incomplete({ name, problem }: Pick<ProfileDefinition, 'name' | 'problem'>): AppError {
  return new AppError('profile-incomplete', problem ?? `Profile ${name} cannot be used.`, { hint: 'Complete it in its file, or choose another profile.' });
}

/** A profile whose keys are not where they should be. */
export function missing(name: string, hint: string): AppError {
  return new AppError('credentials-missing', `No keys were found for profile ${name}.`, { hint });
}
