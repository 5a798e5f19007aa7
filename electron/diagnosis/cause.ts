import type { ErrorCode } from '../../shared/errors';
import type { Remedy } from '../../shared/model/remedy';

/** Every cause that a diagnosis can name. Closed: scripts branch on it. */
export const CAUSES = [
  'reference-invalid', 'not-ecr', 'host-mistyped', 'region-unknown',
  'environment-overrides',
  'config-unreadable', 'config-malformed', 'config-unwritable',
  'helper-missing', 'helper-fails', 'helper-silent', 'helper-name-invalid', 'helper-key-never-matches',
  'engine-unreachable', 'engine-forbidden', 'engine-context', 'engine-clock', 'engine-disk-full', 'engine-distrusts-registry',
  'disk-full',
  'no-profile', 'rule-names-missing-profile', 'profile-files-malformed', 'profile-incomplete', 'profile-source-missing', 'profile-loop',
  'clock-wrong',
  'name-unknown', 'connection-refused', 'tls-not-trusted', 'timed-out', 'proxy-in-the-way', 'endpoint-wrong', 'network-down',
  'keychain-locked', 'keychain-missing', 'credentials-missing', 'sso-ended', 'mfa-needed', 'process-failed', 'keys-rejected', 'session-ended', 'role-denied', 'credentials-failed',
  'sign-in-denied', 'aws-failed',
  'not-signed-in', 'signed-in-elsewhere', 'token-expired', 'token-refused', 'token-of-another-region', 'token-not-ecr',
  'repository-in-another-region', 'repository-missing', 'account-mistyped', 'pull-denied', 'image-missing', 'digest-missing', 'platform-missing', 'registry-failed',
] as const;
export type CauseName = (typeof CAUSES)[number];

/** A broken link, named. */
export interface Cause {
  cause: CauseName;
  code: ErrorCode;
  /** One sentence. */
  message: string;
  /** The next step. */
  hint: string;
  remedy?: Remedy;
}

/** What one link of the chain came to. */
export type Finding = { status: 'fine' | 'warning' | 'skipped'; message: string } | ({ status: 'broken' } & Cause);

export const fine = (message: string): Finding => ({ status: 'fine', message });
export const warning = (message: string): Finding => ({ status: 'warning', message });
/** A link that this question does not need, or that could not be asked. */
export const skipped = (message: string): Finding => ({ status: 'skipped', message });
export const broken = (cause: Cause): Finding => ({ status: 'broken', ...cause });
