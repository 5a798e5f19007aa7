import type { AwsSession } from '../../../shared/model/session';
import { shortTimeLeft, timeLeft } from '../../words/times';

/** What one would see of an AWS session at a glance. */
export type AwsSessionTone = 'good' | 'warn' | 'bad' | 'busy';

/** Under this many milliseconds a session that does not renew itself is worth a warning. */
const SOON = 10 * 60_000;

const left = (session: AwsSession, now: number): number | undefined =>
  session.expiresAt === undefined ? undefined : Math.max(0, Date.parse(session.expiresAt) - now);

const WAITS_FOR = { sso: 'your sign-in in the browser', mfa: 'your MFA code' } as const;
const NEEDS = { sso: 'sign in to IAM Identity Center', mfa: 'type an MFA code' } as const;

/** The colour of its dot: amber is what waits for a person, now or soon. */
export function awsSessionTone(session: AwsSession, now: number): AwsSessionTone {
  switch (session.status) {
    case 'open':
      return !session.renewable && (left(session, now) ?? Infinity) < SOON ? 'warn' : 'good';
    case 'needs-person':
      return 'warn';
    case 'opening':
      return 'busy';
    case 'failed':
      return 'bad';
  }
}

/** What stands beside the profile: the time left, or what it waits for. */
export function awsSessionWords(session: AwsSession, now: number): string {
  const ms = left(session, now);
  switch (session.status) {
    case 'open':
      return ms === undefined ? 'session open' : shortTimeLeft(ms);
    case 'needs-person':
      return session.needs === 'mfa' ? 'Needs a code' : 'Needs you';
    case 'opening':
      return session.needs === 'mfa' ? 'Waiting for the code…' : 'Waiting for you…';
    case 'failed':
      return 'Session failed';
  }
}

/** The whole story in one or two sentences. */
export function awsSessionSentence(session: AwsSession, now: number): string {
  const ms = left(session, now);
  const through = session.ssoSession === undefined ? '' : ` (session ${session.ssoSession})`;
  switch (session.status) {
    case 'open':
      if (ms === undefined) return 'The AWS session is open.';
      return session.renewable
        ? `The AWS session ends in ${timeLeft(ms)} and renews by itself.`
        : `The AWS session ends in ${timeLeft(ms)}. Then it needs you${session.needs === undefined ? '' : `: ${NEEDS[session.needs]}${through}`}.`;
    case 'needs-person':
      return `It needs you${session.needs === undefined ? '' : `: ${NEEDS[session.needs]}${through}`}.`;
    case 'opening':
      return `It waits for ${WAITS_FOR[session.needs ?? 'sso']}${through}.`;
    case 'failed':
      return [session.error?.message ?? 'The session could not be opened.', session.error?.hint]
        .filter(Boolean)
        .join(' ');
  }
}

/** The words of the button that opens it; undefined while there is nothing for a person to do. */
export function openLabel(session: AwsSession): string | undefined {
  if (session.status === 'open' || session.status === 'opening') return undefined;
  if (session.needs === 'mfa') return 'Enter code';
  return session.needs === 'sso' ? 'Sign in' : 'Try again';
}
