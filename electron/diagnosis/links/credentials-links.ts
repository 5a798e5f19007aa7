import type { ErrorCode, WireError } from '../../../shared/errors';
import { broken, fine, skipped, warning, type Cause, type CauseName } from '../cause';
import type { DiagnosisFacts } from '../diagnosis-facts';
import { dockerIsSignedIn, type Link } from './link';

/** What each failure of a profile's credentials is called here; the sentence is that of the failure itself. */
const NAMES: Partial<Record<ErrorCode, CauseName>> = {
  'keychain-locked': 'keychain-locked',
  'keychain-unavailable': 'keychain-missing',
  'credentials-missing': 'credentials-missing',
  'profile-incomplete': 'profile-incomplete',
  'session-expired': 'session-ended',
  'mfa-required': 'mfa-needed',
  'mfa-rejected': 'mfa-needed',
  'credential-process-failed': 'process-failed',
  'credentials-invalid': 'keys-rejected',
};

/** The profile's credentials, and whether AWS takes them. */
export const credentialsLink: Link = {
  id: 'credentials',
  title: 'Its credentials',
  find: (facts) => {
    const { profile } = facts;
    if (profile === undefined || profile.credentials.state === 'not-asked') return skipped('Not asked.');
    const cause = causeIn(facts);
    const name = profile.assignment.profile ?? '';
    if (cause === undefined) return fine(profile.token.state === 'fine' ? `Profile ${name} has credentials, and AWS takes them.` : `Profile ${name} has credentials.`);
    return dockerIsSignedIn(facts) ? warning(cause.message) : broken(cause);
  },
};

function causeIn({ profile }: DiagnosisFacts): Cause | undefined {
  const name = profile?.assignment.profile ?? '';
  if (profile?.credentials.state === 'failed') {
    const { error } = profile.credentials;
    if (error.code === 'access-denied') return causeOf('role-denied', error, 'Ask for the role’s trust policy to name you.');
    if (error.code === 'session-expired' && error.remedy?.kind === 'sso-sign-in') return causeOf('sso-ended', error, 'Sign in to IAM Identity Center.');
    if (error.code === 'keychain-unavailable') return { ...causeOf('keychain-missing', error, 'Keep secrets in a file encrypted with a passphrase.'), remedy: { kind: 'use-secret-file' } };
    return causeOf(NAMES[error.code] ?? 'credentials-failed', error, `Look at profile ${name}.`);
  }
  // Keys may be there and be worth nothing; only AWS can tell.
  if (profile?.token.state !== 'failed') return undefined;
  const { error } = profile.token;
  const cause = NAMES[error.code];
  return cause === undefined ? undefined : causeOf(cause, error, `Look at profile ${name}.`);
}

const causeOf = (cause: CauseName, { code, message, hint, remedy }: WireError, next: string): Cause => ({
  cause, code, message, hint: hint ?? next, ...(remedy !== undefined && { remedy }),
});

/** `GetAuthorizationToken`, the call that every sign-in begins with. */
export const tokenLink: Link = {
  id: 'token',
  title: 'A registry token from AWS',
  find: (facts) => {
    const { profile } = facts;
    if (profile === undefined || profile.token.state === 'not-asked') return skipped('Not asked.');
    if (profile.token.state === 'fine') return fine(`AWS hands profile ${profile.assignment.profile ?? ''} a token for ${profile.token.host}.`);
    const { error } = profile.token;
    const cause = error.code === 'access-denied' ? causeOf('sign-in-denied', error, 'Allow ecr:GetAuthorizationToken on “*”.') : causeOf('aws-failed', error, 'Try again in a moment.');
    return dockerIsSignedIn(facts) ? warning(cause.message) : broken(cause);
  },
};
