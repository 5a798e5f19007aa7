import type { AwsCredentialIdentity } from '@aws-sdk/types';
import type { ProfileDefinition } from '../profiles/profile-definition';

/** What credentials need of IAM Identity Center. */
export interface SsoCredentials {
  /**
   * Credentials of the profile's account and role, by the token of its session. Never asks a person.
   * @throws AppError `session-expired` with the remedy `sso-sign-in` when a person has to sign in; what the portal answered.
   */
  credentialsFor(profile: ProfileDefinition): Promise<AwsCredentialIdentity>;
}

/** The same where a person may be sent to their browser. */
export interface SsoSignIn extends SsoCredentials {
  /** Signs the session in with its person, and waits until that is done. @throws AppError `cancelled`, `session-expired`. */
  signInAndWait(session: string, signal?: AbortSignal): Promise<void>;
}
