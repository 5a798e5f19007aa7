import type { Profile } from '../../../shared/model/profile';
import type { Session } from '../../../shared/model/session';
import { timeLeft } from './time-left';
import type { TrayItem } from './tray-menu';
import { holdsToken, type TrayState } from './tray-state';

/** Menus longer than this are no help; the window shows the rest. */
const MOST_PROFILES = 20;

/** One line a profile with its state; below it what can be done, for each of its regions. */
export function profileItems(state: TrayState, now: Date): TrayItem[] {
  const { profiles } = state;
  const shown = profiles.profiles.slice(0, MOST_PROFILES).map((profile) => profileItem(profile, state, now));
  const rest = profiles.profiles.length - shown.length;
  const more: TrayItem = { label: `${rest} more in the window`, action: { kind: 'open-window' } };
  return rest > 0 ? [...shown, more] : shown;
}

function profileItem(profile: Profile, state: TrayState, now: Date): TrayItem {
  if (profile.problem !== undefined) return { label: `${profile.name}: cannot be used` };
  const sessions = state.sessions.sessions.filter((session) => session.profile === profile.name);
  const regions = [...new Set([...sessions.map((session) => session.region), ...profile.regions])];
  return {
    label: `${profile.name}: ${profileWords(sessions, now) ?? sharedWords(profile, state) ?? 'signed out'}`,
    submenu:
      regions.length === 0
        ? [{ label: 'Sign in', action: { kind: 'sign-in', profile: profile.name } }]
        : regions.map((region) => {
            const session = sessions.find((candidate) => candidate.region === region);
            return regionItem({ profile: profile.name, region, session, single: regions.length === 1 });
          }),
  };
}

interface RegionItem {
  profile: string;
  region: string;
  session: Session | undefined;
  /** The profile's only region need not be named. */
  single: boolean;
}

function regionItem({ profile, region, session, single }: RegionItem): TrayItem {
  switch (session?.status) {
    case 'signing-in':
      return { label: single ? 'Signing in' : `Signing in to ${region}` };
    case 'signed-in':
    case 'refreshing':
      return {
        label: single ? 'Sign out' : `Sign out of ${region}`,
        action: { kind: 'sign-out', profile, region },
      };
    default:
      return {
        label: single ? 'Sign in' : `Sign in to ${region}`,
        action: { kind: 'sign-in', profile, region },
      };
  }
}

/** A profile's state: its best session speaks, the shortest time left counts. */
function profileWords(sessions: readonly Session[], now: Date): string | undefined {
  const has = (status: Session['status']): boolean => sessions.some((session) => session.status === status);
  const ends = sessions
    .filter(({ status }) => status === 'signed-in' || status === 'refreshing')
    .map(({ expiresAt }) => Date.parse(expiresAt ?? ''))
    .filter((time) => !Number.isNaN(time));
  const left = ends.length === 0 ? 'signed in' : timeLeft(new Date(Math.min(...ends)), now);
  if (has('failed') || has('expired')) return ends.length === 0 ? 'needs you' : `needs you, ${left}`;
  if (has('signing-in')) return 'signing in';
  if (has('refreshing')) return `refreshing, ${left}`;
  return has('signed-in') ? left : undefined;
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
      holdsToken(session) &&
      regions.includes(session.region) &&
      account !== undefined &&
      accountOf(session.profile) === account,
  );
  return other === undefined ? undefined : `signed in as ${other.profile}`;
}
