import type { Profile } from '../../../shared/model/profile';
import type { AwsSession, Session } from '../../../shared/model/session';
import { timeLeft } from './time-left';
import { holdsToken, type TrayState } from './tray-state';

/** How things stand with a profile: Docker's sign-in and the AWS session behind it, with the time left of each. */
export function profileWords(profile: Profile, state: TrayState, now: Date): string {
  const { sessions, aws } = state.sessions;
  const own = sessions.filter((session) => session.profile === profile.name && session.public !== true);
  const row = aws.find((one) => one.profile === profile.name);
  const docker = dockerWords(own, now) ?? sharedWords(profile, state);
  return [docker ?? 'signed out', awsWords(row, docker !== undefined, now)].filter((part) => part !== undefined).join(', ');
}

/** Docker's best session speaks, the shortest time left counts. */
function dockerWords(sessions: readonly Session[], now: Date): string | undefined {
  const has = (status: Session['status']): boolean => sessions.some((session) => session.status === status);
  const ends = sessions
    .filter(holdsToken)
    .map(({ expiresAt }) => Date.parse(expiresAt ?? ''))
    .filter((time) => !Number.isNaN(time));
  const left = ends.length === 0 ? 'signed in' : timeLeft(new Date(Math.min(...ends)), now);
  if (has('failed') || has('expired')) return ends.length === 0 ? 'needs you' : `needs you, ${left}`;
  if (has('signing-in')) return 'signing in';
  if (has('refreshing')) return `refreshing, ${left}`;
  return has('signed-in') ? left : undefined;
}

/** An AWS session that nobody opened yet matters only to a sign-in that stands on it. */
function awsWords(row: AwsSession | undefined, isUsed: boolean, now: Date): string | undefined {
  if (row === undefined) return undefined;
  if (row.status === 'opening') return 'AWS session waits for you';
  if (row.status !== 'open') return isUsed ? 'AWS session ended' : undefined;
  return row.expiresAt === undefined ? undefined : `AWS session ${timeLeft(new Date(row.expiresAt), now)}`;
}

/** A registry has one sign-in, not one a profile: whose Docker uses where this profile looks too. */
function sharedWords({ name, regions }: Profile, { sessions, inventory }: TrayState): string | undefined {
  const accountOf = (profile: string): string | undefined =>
    [...sessions.sessions, ...inventory.sources].find((one) => one.profile === profile && one.accountId !== undefined)
      ?.accountId;
  const account = accountOf(name);
  const other = sessions.sessions.find(
    (session) =>
      session.profile !== name &&
      session.public !== true &&
      holdsToken(session) &&
      regions.includes(session.region) &&
      account !== undefined &&
      accountOf(session.profile) === account,
  );
  return other === undefined ? undefined : `signed in as ${other.profile}`;
}
