import type { Profile } from '../../../shared/model/profile';
import type { InventorySource } from '../../../shared/model/repository';
import type { Session } from '../../../shared/model/session';

export type Tone = 'none' | 'good' | 'warn' | 'bad' | 'busy';

export interface RegionNode {
  region: string;
  session: Session | undefined;
  source: InventorySource | undefined;
  /** The other profile whose sign-in Docker uses at this registry: a registry has one sign-in, not one a profile. */
  servedBy?: string;
}
export interface ProfileNode {
  profile: Profile;
  accountId: string | undefined;
  regions: RegionNode[];
  /** The account's public registry, as far as it is looked at. */
  publicSource?: InventorySource;
}

/**
 * Profiles with their regions: those the profile names, and any that a session or the inventory knows besides.
 * ECR Public is nobody's registry: its session is not among them.
 */
export function registryTree(
  profiles: readonly Profile[],
  sessions: readonly Session[],
  sources: readonly InventorySource[],
): ProfileNode[] {
  // Hundreds of profiles are looked at with every change of any of them.
  const sessionsOf = grouped(
    sessions.filter((session) => session.public !== true),
    ({ profile }) => profile,
  );
  const sourcesOf = grouped(sources, ({ profile }) => profile);
  const tree = profiles.map((profile) => {
    const ownSessions = sessionsOf.get(profile.name) ?? [];
    const everySource = sourcesOf.get(profile.name) ?? [];
    const ownSources = everySource.filter(({ registry }) => registry !== 'public');
    const publicSource = everySource.find(({ registry }) => registry === 'public');
    const names = new Set([
      ...profile.regions,
      ...ownSources.map((s) => s.region),
      ...ownSessions.map((s) => s.region),
    ]);
    return {
      profile,
      ...(publicSource !== undefined && { publicSource }),
      accountId: [...ownSessions, ...everySource].find(({ accountId }) => accountId !== undefined)?.accountId,
      regions: [...names].map((region) => ({
        region,
        session: ownSessions.find((session) => session.region === region),
        source: ownSources.find((source) => source.region === region),
      })),
    };
  });
  const ofAccount = grouped(tree, ({ accountId }) => accountId);
  return tree.map((node) => ({
    ...node,
    regions: node.regions.map((region) => {
      const other = ofAccount
        .get(node.accountId)
        ?.find((one) => one !== node && sharesSignIn(one, node, region));
      return other === undefined ? region : { ...region, servedBy: other.profile.name };
    }),
  }));
}

function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Whether the sign-in of profile `one`, of the same account, is at the registry that `node` looks at in this region. */
function sharesSignIn(one: ProfileNode, node: ProfileNode, { region, session }: RegionNode): boolean {
  if (node.accountId === undefined || holdsToken(session)) return false;
  return one.regions.some((other) => other.region === region && holdsToken(other.session));
}
const holdsToken = (session: Session | undefined): boolean =>
  session?.status === 'signed-in' || session?.status === 'refreshing';

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

/** `2 of 4 signed in`, for the foot of the window: registries are counted, not the profiles that share them. */
export function signInSummary(tree: readonly ProfileNode[], now: number): string {
  const registries = new Map<string, boolean>();
  for (const { profile, accountId, regions } of tree) {
    if (profile.problem !== undefined) continue;
    for (const { region, session, servedBy } of regions) {
      const registry = `${accountId ?? profile.name} ${region}`;
      const signedIn = isSignedIn(session, now) || servedBy !== undefined;
      registries.set(registry, signedIn || registries.get(registry) === true);
    }
  }
  const signedIn = [...registries.values()].filter(Boolean).length;
  if (signedIn === 0) return 'Not signed in';
  return signedIn === registries.size
    ? 'Signed in everywhere'
    : `${signedIn} of ${registries.size} signed in`;
}

/** The profiles whose name, label or account has every word; all of them for no words. */
export function findProfiles(tree: readonly ProfileNode[], words: string): readonly ProfileNode[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return tree.filter(({ profile, accountId }) => {
    const text = `${profile.name} ${profile.label ?? ''} ${accountId ?? ''}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
