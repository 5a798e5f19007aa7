import { type AppError, toAppError } from '../../../shared/errors';
import type { PreflightFinding } from '../../../shared/model/moving/preflight';

export type Finding = PreflightFinding;
type Subject = Finding['subject'];

export const good = (subject: Subject, message: string): Finding => ({ subject, level: 'good', message });
export const unknown = (subject: Subject, message: string): Finding => ({ subject, level: 'unknown', message });

const NETWORK: readonly AppError['code'][] = ['network', 'timeout', 'throttled', 'cancelled', 'clock-skew'];
const SIGN_IN: readonly AppError['code'][] = ['registry-unauthorized', 'session-expired', 'credentials-missing', 'credentials-invalid', 'mfa-required', 'mfa-rejected', 'profile-not-found', 'profile-incomplete', 'keychain-locked', 'keychain-unavailable', 'passphrase-wrong', 'credential-process-failed'];

/** A failure of looking, as the finding it is: it would fail the push too, but for what passes by itself. */
export function failed(thrown: unknown, subject: Subject): Finding {
  const { code, message, hint, remedy } = toAppError(thrown);
  const about: Subject = NETWORK.includes(code) ? 'network' : SIGN_IN.includes(code) ? 'sign-in' : code === 'repository-not-found' ? 'repository' : subject;
  const said = code === 'cancelled' ? 'The registry did not answer in time.' : message;
  return { subject: about, level: code === 'throttled' ? 'unknown' : 'stop', message: said, ...(hint !== undefined && { hint }), ...(remedy !== undefined && { remedy }) };
}

const LEVELS: readonly Finding['level'][] = ['stop', 'warn', 'unknown', 'good'];

/** The gravest first; what is equally grave in the order it was found. The same thing is said once. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const unique = [...new Map(findings.map((finding) => [`${finding.subject} ${finding.message}`, finding])).values()];
  return LEVELS.flatMap((level) => unique.filter((finding) => finding.level === level));
}
