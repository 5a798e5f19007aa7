import { RegistryTokens } from '../../../electron/docker-auth/registry-tokens';
import type { ProfileDefinition } from '../../../electron/profiles/profile-definition';
import { RefreshScheduler } from '../../../electron/refresh/refresh-scheduler';
import { AwsSessions } from '../../../electron/sessions/aws-sessions';
import { askPerson, NOTHING_ASKED } from '../../../electron/shell/notices/person-asks';
import type { Session } from '../../../shared/model/session';
import { SimulatedAws, type Way } from './aws';
import { World } from './world';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long Docker's credential may be over after everything needed for a new one came to be: waking goes unnoticed for 30 s at most, then AWS is asked. */
export const GRACE_MS = 2 * MINUTE;

export const WAYS: readonly Way[] = [
  { profile: 'keys', kind: 'keys', lastsMs: Infinity },
  { profile: 'role', kind: 'role', lastsMs: HOUR },
  { profile: 'long-role', kind: 'role', lastsMs: 12 * HOUR },
  { profile: 'mfa', kind: 'mfa', lastsMs: 4 * HOUR },
  { profile: 'sso-one', kind: 'sso', lastsMs: HOUR, ssoSession: 'corp' },
  { profile: 'sso-two', kind: 'sso', lastsMs: HOUR, ssoSession: 'corp' },
];
const SSO_ENDS_MS = 20 * HOUR;

export interface Week {
  random: () => number;
  /** Share of AWS calls that are refused for no good reason. */
  failing: number;
  /** Share of wakings that the operating system tells of. */
  told: number;
}

export interface WeekFigures {
  sleeps: number;
  outages: number;
  clockSets: number;
  awsCalls: number;
  hoursAwake: number;
  opened: number;
  asked: number;
  /** Longest time that Docker's credential was over with everything there for a new one, milliseconds. */
  longestGap: number;
  /** What must not be: asked twice for one event. */
  askedTwice: string[];
}

/** Lives through seven days and counts. */
export async function simulateWeek({ random, failing, told }: Week): Promise<WeekFigures> {
  const start = Date.parse('2026-03-02T08:00:00Z');
  const end = start + 7 * DAY;
  const world = new World(start);
  const aws = new SimulatedAws(world, { random, failing });
  const figures: WeekFigures = { sleeps: 0, outages: 0, clockSets: 0, awsCalls: 0, hoursAwake: 0, opened: 0, asked: 0, longestGap: 0, askedTwice: [] };

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
    onDoubt: () => (aws.forget(), tokens.forget()),
  });
  const listeners = new Set<() => void>();
  const told_ = (): void => listeners.forEach((listener) => listener());
  const onChange = (listener: () => void) => (listeners.add(listener), () => listeners.delete(listener));
  const sessions = new AwsSessions({
    profiles: { definitions: () => WAYS.map(definitionOf), onChange: () => () => undefined },
    refresh,
    credentials: {
      open: () => Promise.reject(new Error('Nobody opens anything here but through the person.')),
      opened: () => ['mfa'].flatMap((profile) => {
        const opened = aws.opened(profile);
        return opened === undefined ? [] : [{ profile, issuedAt: opened.wallIssued, expiresAt: opened.wallEnd }];
      }),
      onChange,
    },
    sso: {
      state: () => ({ sessions: [] }),
      tokens: () => {
        const opened = aws.opened('corp');
        return opened === undefined ? [] : [{ session: 'corp', issuedAt: opened.wallIssued, expiresAt: opened.wallEnd, renewable: true }];
      },
      renew: async (session) => {
        const { wallIssued, wallEnd } = await aws.renew(session, HOUR);
        told_();
        return { issuedAt: wallIssued, expiresAt: wallEnd };
      },
      onChange,
    },
  });

  // Docker: what is in its configuration, by profile, with the true end of it.
  const docker = new Map<string, number>();
  const signIn = async (profile: string): Promise<{ issuedAt: number; expiresAt: number }> => {
    const token = await tokens.fresh({ profile, region: 'eu-central-1' });
    docker.set(profile, Number(token.password));
    return { issuedAt: token.issuedAt.getTime(), expiresAt: token.expiresAt.getTime() };
  };

  // The person, who opens what they are asked for some hours later.
  const keyOf = ({ profile, ssoSession }: Way): string => ssoSession ?? profile;
  let memory = NOTHING_ASKED;
  const askedFor = new Map<string, number>();
  const rowsOf = (): Session[] => WAYS.map(({ profile }) => ({ profile, region: 'eu-central-1', status: 'signed-in', host: `${profile}.example` }));
  const openAt = (when: number, key: string): void => {
    world.at(when, () => {
      if (world.asleep || !world.online || !aws.up) return openAt(world.now + 10 * MINUTE * (0.5 + random()), key);
      if (key === 'corp') aws.open(key, HOUR, SSO_ENDS_MS);
      else aws.open(key, 4 * HOUR);
      figures.opened += 1;
      told_();
    });
  };
  const followAsks = (): void => {
    const aws_ = sessions.rows();
    for (const row of aws_) if (row.status === 'open' && row.endsSoon !== true) askedFor.delete(row.ssoSession ?? row.profile);
    const { asks, memory: next } = askPerson(memory, { aws: aws_, sessions: rowsOf() });
    memory = next;
    for (const { profile, ssoSession } of asks) {
      const key = ssoSession ?? profile;
      figures.asked += 1;
      askedFor.set(key, (askedFor.get(key) ?? 0) + 1);
      if ((askedFor.get(key) ?? 0) > 1) figures.askedTwice.push(`${key} at ${new Date(world.now).toISOString()}`);
      openAt(world.now + random() * 10 * HOUR, key);
    }
  };
  sessions.onChange(followAsks);

  // What happens to the computer.
  const between = (least: number, most: number): number => least + (most - least) * random();
  const again = (least: number, most: number, happen: () => void): void => {
    const next = (): void => world.at(world.now + between(least, most), () => (happen(), next()));
    next();
  };
  const setClock = (): void => {
    figures.clockSets += 1;
    world.setClock([HOUR, -HOUR, DAY, -DAY, 5 * MINUTE, -5 * MINUTE][Math.floor(random() * 6)] ?? 0);
  };
  const wake = (): void => {
    if (random() < 0.2) setClock();
    world.wake();
    world.online = false;
    world.at(world.now + between(0, 20 * SECOND), goOnline);
    if (random() < told) refresh.wake();
  };
  const goOnline = (): void => {
    if (outage) return;
    world.online = true;
    world.at(world.now + between(0, 10 * SECOND), () => world.online && refresh.networkBack());
  };
  let outage = false;
  again(2 * HOUR, 16 * HOUR, () => {
    if (world.asleep) return;
    figures.sleeps += 1;
    world.sleep();
    world.at(world.now + between(MINUTE, random() < 0.3 ? 30 * HOUR : 3 * HOUR), wake);
  });
  again(3 * HOUR, 30 * HOUR, () => {
    figures.outages += 1;
    outage = true;
    world.online = false;
    world.at(world.now + between(SECOND, random() < 0.3 ? 14 * HOUR : HOUR), () => ((outage = false), goOnline()));
  });
  again(12 * HOUR, 48 * HOUR, () => {
    aws.up = false;
    world.at(world.now + between(MINUTE, 8 * HOUR), () => (aws.up = true));
  });
  again(10 * HOUR, 40 * HOUR, setClock);

  // The watch over what is promised.
  const goodSince = new Map<string, number>();
  const lastLook = { now: start };
  const look = (): void => {
    if (!world.asleep) figures.hoursAwake += (world.now - lastLook.now) / HOUR;
    lastLook.now = world.now;
    for (const way of WAYS) {
      const hasSession = way.kind === 'keys' || way.kind === 'role' || aws.isOpen(keyOf(way));
      const good = !world.asleep && world.online && aws.up && hasSession;
      if (!good) goodSince.delete(way.profile);
      else if (!goodSince.has(way.profile)) goodSince.set(way.profile, world.now);
      if (!good) continue;
      const over = world.now - (docker.get(way.profile) ?? Infinity);
      const since = Math.max(goodSince.get(way.profile) ?? world.now, aws.refusedAt(way.profile), aws.refusedAt(keyOf(way)));
      if (over > 0) figures.longestGap = Math.max(figures.longestGap, Math.min(over, world.now - since));
    }
  };

  aws.open('corp', HOUR, SSO_ENDS_MS);
  aws.open('mfa', 4 * HOUR);
  sessions.start();
  for (const { profile } of WAYS) {
    const life = { issuedAt: world.wall(), expiresAt: world.wall() + 1 };
    refresh.set({ key: `docker ${profile}`, ...life, renew: () => signIn(profile) });
  }
  refresh.start();
  await world.runUntil(end, look);
  refresh.close();
  sessions.close();
  figures.awsCalls = aws.calls;
  return figures;
}

function definitionOf({ profile, kind, ssoSession }: Way): ProfileDefinition {
  const base = { name: profile, source: 'aws-files', regions: ['eu-central-1'], endpoints: {} } as const;
  if (kind === 'sso') return { ...base, regions: ['eu-central-1'], kind, sso: { session: ssoSession ?? '', startUrl: '', region: 'eu-central-1', accountId: '1', roleName: 'r' } };
  if (kind === 'keys') return { ...base, regions: ['eu-central-1'], kind: 'static' };
  return { ...base, regions: ['eu-central-1'], kind: 'assume-role', ...(kind === 'mfa' && { mfaSerial: 'arn:aws:iam::111122223333:mfa/me' }) };
}
