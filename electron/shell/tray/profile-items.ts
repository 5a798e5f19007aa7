import type { Profile } from '../../../shared/model/profile';
import type { Session } from '../../../shared/model/session';
import { profileWords } from './profile-words';
import type { TrayItem } from './tray-menu';
import { holdsToken, type TrayState } from './tray-state';

/** Menus longer than this are no help; the window shows the rest. */
const MOST_PROFILES = 20;

/** One line a profile with its state: a click signs it in; one that is signed in, or has many regions, opens what else can be done. */
export function profileItems(state: TrayState, now: Date): TrayItem[] {
  const { profiles } = state;
  const shown = profiles.profiles.slice(0, MOST_PROFILES).map((profile) => profileItem(profile, state, now));
  const rest = profiles.profiles.length - shown.length;
  const more: TrayItem = { label: `${rest} more in the window`, action: { kind: 'open-window' } };
  return rest > 0 ? [...shown, more] : shown;
}

function profileItem(profile: Profile, state: TrayState, now: Date): TrayItem {
  const title = titleOf(profile);
  if (profile.problem !== undefined) return { label: `${title}: cannot be used` };
  const own = state.sessions.sessions.filter((session) => session.profile === profile.name);
  const sessions = own.filter((session) => session.public !== true);
  const regions = [...new Set([...sessions.map((session) => session.region), ...profile.regions])];
  const label = `${title}: ${profileWords(profile, state, now)}`;
  const signIn: TrayItem = { label, action: { kind: 'sign-in', profile: profile.name, ...(regions.length === 1 && { region: regions[0] as string }) } };
  const publicOut: TrayItem[] = own.some((session) => session.public === true && holdsToken(session))
    ? [{ label: 'Sign out of ECR Public', action: { kind: 'sign-out-public' } }]
    : [];
  const isBusy = sessions.some(({ status }) => status === 'signing-in');
  if (regions.length < 2 && publicOut.length === 0 && !isBusy && !sessions.some(holdsToken)) return signIn;
  const everywhere: TrayItem[] = regions.length > 1 ? [{ ...signIn, label: 'Sign in everywhere' }] : [];
  const each = regions.map((region) => regionItem({ profile: profile.name, region, session: sessions.find((one) => one.region === region), single: regions.length === 1 }));
  return { label, submenu: [...everywhere, ...each, ...publicOut] };
}

/** The person's own words first; production stands out. */
const titleOf = ({ name, label, production }: Profile): string =>
  `${label === undefined ? name : `${label} (${name})`}${production === true ? ' [production]' : ''}`;

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
