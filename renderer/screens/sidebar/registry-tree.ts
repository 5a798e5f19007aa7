import type { Profile } from '../../../shared/model/profile';
import type { InventorySource } from '../../../shared/model/repository';
import type { Session } from '../../../shared/model/session';

export type Tone = 'none' | 'good' | 'warn' | 'bad' | 'busy';

export interface RegionNode {
  region: string;
  session: Session | undefined;
  source: InventorySource | undefined;
}
export interface ProfileNode {
  profile: Profile;
  accountId: string | undefined;
  regions: RegionNode[];
}

/** Profiles with their regions: those the profile names, and any that a session or the inventory knows besides. */
export function registryTree(
  profiles: readonly Profile[],
  sessions: readonly Session[],
  sources: readonly InventorySource[],
): ProfileNode[] {
  return profiles.map((profile) => {
    const ownSessions = sessions.filter((session) => session.profile === profile.name);
    const ownSources = sources.filter((source) => source.profile === profile.name);
    const names = new Set([
      ...profile.regions,
      ...ownSources.map((s) => s.region),
      ...ownSessions.map((s) => s.region),
    ]);
    return {
      profile,
      accountId: [...ownSessions, ...ownSources].find(({ accountId }) => accountId !== undefined)?.accountId,
      regions: [...names].map((region) => ({
        region,
        session: ownSessions.find((session) => session.region === region),
        source: ownSources.find((source) => source.region === region),
      })),
    };
  });
}

/** The colour of a registry's dot. */
export function sessionTone(session: Session | undefined): Tone {
  switch (session?.status) {
    case 'signed-in':
      return 'good';
    case 'signing-in':
    case 'refreshing':
      return 'busy';
    case 'expired':
      return 'warn';
    case 'failed':
      return 'bad';
    default:
      return 'none';
  }
}

/** Whether Docker's sign-in is in place, so that signing out is what one may want. */
export const isSignedIn = (session: Session | undefined, now: number): boolean =>
  session?.status === 'signed-in' ||
  session?.status === 'refreshing' ||
  (session?.status === 'failed' && session.expiresAt !== undefined && Date.parse(session.expiresAt) > now);

/** `2 of 4 signed in`, for the foot of the window. */
export function signInSummary(sessions: readonly Session[], now: number): string {
  if (sessions.length === 0) return 'Not signed in';
  const signedIn = sessions.filter((session) => isSignedIn(session, now)).length;
  if (signedIn === 0) return 'Not signed in';
  return signedIn === sessions.length
    ? 'Signed in everywhere'
    : `${signedIn} of ${sessions.length} signed in`;
}
