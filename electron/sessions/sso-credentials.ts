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
