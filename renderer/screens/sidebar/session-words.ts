import type { Session } from '../../../shared/model/session';
import { shortTimeLeft, timeLeft } from '../../words/times';

/** What stands beside a registry: the time left, or what is wrong, in two words. */
export function sessionWords(session: Session | undefined, now: number): string {
  switch (session?.status) {
    case 'signed-in':
    case 'refreshing':
      return session.expiresAt === undefined
        ? 'signed in'
        : shortTimeLeft(Date.parse(session.expiresAt) - now);
    case 'signing-in':
      return 'signing in…';
    case 'expired':
      return 'expired';
    case 'failed':
      return 'failed';
    default:
      return '';
  }
}

/** The whole story, for the tooltip and for screen readers. `servedBy` is the profile whose sign-in is used here. */
export function sessionSentence(session: Session | undefined, now: number, servedBy?: string): string {
  if (servedBy !== undefined && (session === undefined || session.status === 'signed-out'))
    return `Docker is signed in at this registry with profile ${servedBy}. Signing in here takes over.`;
  switch (session?.status) {
    case 'signed-in':
    case 'refreshing':
      return session.expiresAt === undefined
        ? 'Docker is signed in.'
        : `Docker is signed in for another ${timeLeft(Date.parse(session.expiresAt) - now)}; Berth renews it in time.`;
    case 'signing-in':
      return 'Docker is being signed in.';
    case 'expired':
      return 'The sign-in has expired. Sign in again.';
    case 'failed':
      return [session.error?.message ?? 'Signing in failed.', session.error?.hint].filter(Boolean).join(' ');
    default:
      return 'Docker is not signed in here.';
  }
}
