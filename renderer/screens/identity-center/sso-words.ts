import type { SsoSession } from '../../../shared/model/sso';
import { timeLeft } from '../../words/times';

export type SsoTone = 'none' | 'good' | 'warn' | 'busy' | 'bad';

/** The colour of a session's dot. */
export function ssoTone(session: SsoSession): SsoTone {
  if (session.status === 'signing-in') return 'busy';
  if (session.error !== undefined) return 'bad';
  return ({ 'signed-in': 'good', expired: 'warn', 'signed-out': 'none' } as const)[session.status];
}

/** How a session stands, in one sentence. */
export function ssoSentence(session: SsoSession, now: number): string {
  switch (session.status) {
    case 'signed-in': {
      if (session.expiresAt === undefined) return 'Signed in.';
      const left = timeLeft(Math.max(0, Date.parse(session.expiresAt) - now));
      return session.renewable
        ? `Signed in for another ${left}; it renews by itself.`
        : `Signed in for another ${left}; then it needs you.`;
    }
    case 'signing-in':
      return 'Waiting for you in the browser.';
    case 'expired':
      return 'The sign-in has ended. Sign in again.';
    case 'signed-out':
      return 'Not signed in.';
  }
}

/** The name of a session without its address when it has no name of its own. */
export const ssoTitle = ({ name, startUrl }: SsoSession): string =>
  name === startUrl ? startUrl.replace(/^https?:\/\//, '').replace(/\/+$/, '') : name;

/** `3:07`: the time left of a code, in minutes and seconds. Never below zero. */
export function countdown(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
