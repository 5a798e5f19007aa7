import { AppError, type ErrorCode } from '../../shared/errors';

/** What helps against a failed renewal: the network coming back, a person, or time. */
export type FailureKind = 'network' | 'person' | 'other';

const PERSON: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['mfa-required', 'mfa-rejected', 'session-expired', 'credentials-invalid', 'credentials-missing', 'keychain-locked']);
const NETWORK: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['network', 'timeout']);

/** Whether only a person can mend it. */
export const needsPerson = (code: ErrorCode): boolean => PERSON.has(code);

export function failureKind(thrown: unknown): FailureKind {
  if (!(thrown instanceof AppError)) return 'other';
  if (PERSON.has(thrown.code)) return 'person';
  return NETWORK.has(thrown.code) ? 'network' : 'other';
}
