import { lifeOf } from '../../../electron/docker-auth/registry-token';
import { RegistryTokens } from '../../../electron/docker-auth/registry-tokens';
import type { ProfileDefinition } from '../../../electron/profiles/profile-definition';
import type { Life } from '../../../electron/refresh/life';
import { RefreshScheduler } from '../../../electron/refresh/refresh-scheduler';
import { AwsSessions, type OpenableCredentials, type SsoTokens } from '../../../electron/sessions/aws-sessions';
import { SimulatedAws, type Opened, type Way } from './aws';
import { disturb } from './disturbances';
import { DAY, HOUR, NOTHING_YET, type Week, type WeekFigures } from './figures';
import { followAsks } from './person';
import { World } from './world';

export const WAYS: readonly Way[] = [
  { profile: 'keys', kind: 'keys', lastsMs: Infinity },
  { profile: 'role', kind: 'role', lastsMs: HOUR },
  { profile: 'long-role', kind: 'role', lastsMs: 12 * HOUR },
  { profile: 'mfa', kind: 'mfa', lastsMs: 4 * HOUR },
  { profile: 'sso-one', kind: 'sso', lastsMs: HOUR, ssoSession: 'corp' },
  { profile: 'sso-two', kind: 'sso', lastsMs: HOUR, ssoSession: 'corp' },
];
/** How long a refresh token of the SSO session serves. */
const SSO_LASTS_MS = 20 * HOUR;
const START = Date.parse('2026-03-02T08:00:00Z');

/** Lives through seven days with the real scheduler, registry tokens and AWS sessions, and counts. */
export async function simulateWeek(week: Week): Promise<WeekFigures> {
  const { random, failing, countsSleep } = week;
  const world = new World(START, { countsSleep });
  const aws = new SimulatedAws(world, { random, failing });
  const figures: WeekFigures = { ...NOTHING_YET, askedTwice: [] };
  const listeners = new Set<() => void>();
  const opened = (): void => listeners.forEach((listener) => listener());

  const tokens = new RegistryTokens({
    clients: { ecr: (profile) => aws.ecr(WAYS.find((way) => way.profile === profile) as Way) },
    profiles: { onChange: () => () => undefined },
    clock: world.wall,
  });
  const refresh = new RefreshScheduler({
    wall: world.wall,
    steady: world.steady,
    random,
    timers: world.timers,
    onDoubt: () => {
      aws.forget();
      tokens.forget();
    },
  });
  const sessions = new AwsSessions({
    profiles: { definitions: () => WAYS.map(definitionOf), onChange: () => () => undefined },
    refresh,
    ...openedIn(aws, { onChange: (listener) => (listeners.add(listener), () => listeners.delete(listener)), opened }),
  });
  followAsks({
    world, sessions, random, figures,
    profiles: WAYS.map(({ profile }) => profile),
    canOpen: () => !world.asleep && world.online && aws.up,
    open: (key) => {
      openWith(aws, key);
      opened();
    },
  });

  /** What is in Docker's configuration, by profile: the true end of it. */
  const docker = new Map<string, number>();
  const renew = async (profile: string): Promise<Life> => {
    const token = await tokens.fresh({ profile, region: 'eu-central-1' });
    docker.set(profile, Number(token.password));
    return lifeOf(token);
  };
  ['corp', 'mfa'].forEach((key) => openWith(aws, key));
  sessions.start();
  for (const { profile } of WAYS) refresh.set({ key: `docker ${profile}`, issuedAt: world.wall(), expiresAt: world.wall() + 1, renew: () => renew(profile) });
  disturb({ world, aws, refresh, week, figures });
  refresh.start();
  await world.runUntil(START + 7 * DAY, watchGaps({ world, aws, docker, figures }));
  refresh.close();
  sessions.close();
  return { ...figures, awsCalls: aws.calls };
}

const openWith = (aws: SimulatedAws, key: string): void => (key === 'corp' ? aws.open(key, HOUR, SSO_LASTS_MS) : aws.open(key, 4 * HOUR));

const lifeIn = ({ wallIssued, wallEnd }: Opened): Life => ({ issuedAt: wallIssued, expiresAt: wallEnd });

/** The ports of AwsSessions, as the simulated AWS has it. */
function openedIn(aws: SimulatedAws, { onChange, opened }: { onChange: SsoTokens['onChange']; opened: () => void }): { credentials: OpenableCredentials; sso: SsoTokens } {
  const lives = (key: string): Life[] => [aws.opened(key)].flatMap((found) => (found === undefined ? [] : [lifeIn(found)]));
  return {
    credentials: {
      open: () => Promise.reject(new Error('Only the person opens something here.')),
      opened: () => lives('mfa').map((life) => ({ profile: 'mfa', ...life })),
      onChange,
    },
    sso: {
      state: () => ({ sessions: [] }),
      tokens: () => lives('corp').map((life) => ({ session: 'corp', renewable: true, ...life })),
      renew: async (session) => {
        const renewed = lifeIn(await aws.renew(session, HOUR));
        opened();
        return renewed;
      },
      onChange,
    },
  };
}

/** Measures for how long Docker's credential is over although a new one could be had. */
function watchGaps({ world, aws, docker, figures }: { world: World; aws: SimulatedAws; docker: Map<string, number>; figures: WeekFigures }): () => void {
  const goodSince = new Map<string, number>();
  let before = world.now;
  return () => {
    if (!world.asleep) figures.hoursAwake += (world.now - before) / HOUR;
    before = world.now;
    for (const { profile, kind, ssoSession = profile } of WAYS) {
      const hasSession = kind === 'keys' || kind === 'role' || aws.isOpen(ssoSession);
      if (world.asleep || !world.online || !aws.up || !hasSession) {
        goodSince.delete(profile);
        continue;
      }
      const since = Math.max(goodSince.get(profile) ?? world.now, aws.refusedAt(profile), aws.refusedAt(ssoSession));
      goodSince.set(profile, since);
      const over = world.now - (docker.get(profile) ?? Infinity);
      if (over > 0) figures.longestGap = Math.max(figures.longestGap, Math.min(over, world.now - since));
    }
  };
}

function definitionOf({ profile, kind, ssoSession = '' }: Way): ProfileDefinition {
  const base = { name: profile, source: 'aws-files' as const, regions: ['eu-central-1'], endpoints: {} };
  if (kind === 'sso') return { ...base, kind, sso: { session: ssoSession, startUrl: 'https://corp.example/start', region: 'eu-central-1', accountId: '111122223333', roleName: 'dev' } };
  if (kind === 'keys') return { ...base, kind: 'static' };
  return { ...base, kind: 'assume-role', ...(kind === 'mfa' && { mfaSerial: 'arn:aws:iam::111122223333:mfa/me' }) };
}
