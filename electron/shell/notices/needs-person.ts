import type { ErrorCode } from '../../../shared/errors';
import type { Session, SessionsState } from '../../../shared/model/session';
import { askKey, asksPerson } from './person-asks';

/** What time or the network mends by itself. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['network', 'timeout', 'throttled']);

/** Whether a sign-in of Docker's is over, or could not be renewed, for a reason that only a person can mend. */
export const needsPerson = ({ status, error }: Session): boolean =>
  (status === 'failed' || status === 'expired') && (error === undefined || !PASSING.has(error.code));

/** Whether the network kept it from AWS. */
export const isOffline = ({ error }: Session): boolean => error?.code === 'network' || error?.code === 'timeout';

export interface Needy {
  key: string;
  /** The profile, or the IAM Identity Center session. */
  name: string;
  needs: 'sso' | 'mfa' | 'sign-in';
  profile: string;
}

/** Everything that waits for the person and matters: sessions behind a sign-in of Docker's or about to end, then sign-ins that failed. */
export function needy({ sessions, aws }: SessionsState): Needy[] {
  const kept = new Set(sessions.filter(({ host }) => host !== undefined).map(({ profile }) => profile));
  const found = new Map<string, Needy>();
  for (const row of aws.filter((one) => asksPerson(one) && (one.endsSoon === true || kept.has(one.profile)))) {
    const key = askKey(row);
    const profile = row.through ?? row.profile;
    if (!found.has(key)) found.set(key, { key, name: row.needs === 'sso' ? (row.ssoSession ?? profile) : profile, needs: row.needs ?? 'mfa', profile });
  }
  // Whose AWS session waits for the person is spoken of above.
  const spoken = new Set(aws.filter(asksPerson).map(({ profile }) => profile));
  for (const { profile } of sessions.filter((one) => needsPerson(one) && !spoken.has(one.profile))) {
    found.set(`sign-in ${profile}`, { key: `sign-in ${profile}`, name: profile, needs: 'sign-in', profile });
  }
  return [...found.values()];
}
