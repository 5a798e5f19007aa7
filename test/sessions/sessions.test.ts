import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { DockerSignIn } from '../../electron/docker-auth/docker-sign-in';
import type { RegistryToken } from '../../electron/docker-auth/registry-token';
import type { TokenScope } from '../../electron/docker-auth/registry-tokens';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import type { Life } from '../../electron/refresh/life';
import { RefreshScheduler } from '../../electron/refresh/refresh-scheduler';
import { AwsSessions } from '../../electron/sessions/aws-sessions';
import { Sessions } from '../../electron/sessions/sessions';
import { AppError } from '../../shared/errors';

const HOUR = 3_600_000;
const base = { source: 'aws-files' as const, regions: ['eu-central-1'], endpoints: {} };
const withCode = (name: string): ProfileDefinition => ({ ...base, name, kind: 'assume-role', sourceProfile: 'keys', mfaSerial: 'arn:aws:iam::111122223333:mfa/me' });
const definitions: ProfileDefinition[] = [{ ...base, name: 'keys', kind: 'static' }, withCode('first'), withCode('second')];

let open: Map<string, Life>;
let questions: string[];
let atOnce: { now: number; most: number };
let decline: string | undefined;
/** Profiles whose session AWS takes for ended although nobody here knows it yet. */
let revoked: Set<string>;
let docker: Map<string, string>;
let sessions: Sessions;

beforeEach(async () => {
  [open, questions, atOnce, decline, docker, revoked] = [new Map(), [], { now: 0, most: 0 }, undefined, new Map(), new Set()];
  const profiles = {
    definitions: () => definitions,
    find: (name: string) => definitions.find((one) => one.name === name) ?? withCode(name),
    onChange: () => () => undefined,
  };
  const clocks = { wall: Date.now, steady: () => performance.now() };
  const refresh = new RefreshScheduler({ ...clocks, random: () => 0, timers: { set: () => undefined, clear: () => undefined } });
  const listeners: (() => void)[] = [];
  const ask = async (profile: string): Promise<void> => {
    questions.push(profile);
    atOnce.now += 1;
    atOnce.most = Math.max(atOnce.most, atOnce.now);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce.now -= 1;
    if (profile === decline) throw new AppError('cancelled', 'No MFA code was given.');
    revoked.delete(profile);
    open.set(profile, { issuedAt: Date.now(), expiresAt: Date.now() + HOUR + questions.length });
    listeners.forEach((listener) => listener());
  };
  const aws = new AwsSessions({
    profiles,
    refresh,
    credentials: { open: ask, opened: () => [...open].map(([profile, life]) => ({ profile, ...life })), onChange: (listener) => (listeners.push(listener), () => undefined) },
    sso: { state: () => ({ sessions: [] }), tokens: () => [], renew: () => Promise.reject(new Error('There is no SSO session.')), onChange: () => () => undefined },
  });
  const token = ({ profile, public: isPublic }: TokenScope): Promise<RegistryToken> => {
    if (profile !== 'keys' && !open.has(profile)) return Promise.reject(new AppError('mfa-required', `Profile ${profile} needs a code.`));
    if (revoked.has(profile)) return Promise.reject(new AppError('session-expired', `The session of ${profile} has ended.`));
    const host = isPublic === true ? 'public.ecr.aws' : `${profile}.example`;
    return Promise.resolve({ host, endpoint: `https://${host}`, username: 'AWS', password: 'x', authorization: '', issuedAt: new Date(), expiresAt: new Date(Date.now() + 12 * HOUR) });
  };
  sessions = new Sessions({
    aws,
    docker: new DockerSignIn({
      profiles,
      tokens: { fresh: token, tokenFor: token },
      config: { start: async () => undefined, addAuth: async (host, { password }) => void docker.set(host, password), removeAuth: async (host) => void docker.delete(host) },
      identities: { whoAmI: () => Promise.reject(new AppError('access-denied', 'no')) },
      refresh,
      file: join(await mkdtemp(join(tmpdir(), 'berth-sessions-')), 'sign-ins.json'),
    }),
  });
  await sessions.load();
});

const hosts = (): string[] => [...docker.keys()].sort();

test('asks a person before signing a profile in that needs them, and nobody for one that does not', async () => {
  await sessions.signIn('keys');
  expect(questions).toEqual([]);
  await sessions.signIn('first');
  expect([questions, hosts()]).toEqual([['first'], ['first.example', 'keys.example']]);
  await sessions.signIn('first');
  expect(questions).toEqual(['first']);
});

test('asks when AWS alone knows that the session has ended', async () => {
  await sessions.open('first');
  revoked.add('first');
  await sessions.signIn('first');
  expect([questions, hosts()]).toEqual([['first', 'first'], ['first.example']]);
});

test('a person who declines is not asked again by the same click', async () => {
  decline = 'first';
  await expect(sessions.signIn('first')).rejects.toMatchObject({ code: 'cancelled' });
  expect([questions, hosts()]).toEqual([['first'], []]);
});

test('signing all in asks one question after the other, and one that is declined stops no other', async () => {
  decline = 'first';
  await expect(sessions.signInAll()).rejects.toMatchObject({ code: 'cancelled' });
  expect(questions).toEqual(['first', 'second']);
  expect(atOnce.most).toBe(1);
  expect(hosts()).toEqual(['keys.example', 'second.example']);
});

test('ECR Public has one sign-in of its own, which another profile takes over and signing out takes away', async () => {
  const rows = () => sessions.state().sessions.filter((row) => row.public === true);
  await sessions.signIn('keys');
  await sessions.signInPublic('keys');
  expect(rows()).toMatchObject([{ profile: 'keys', region: 'us-east-1', host: 'public.ecr.aws', status: 'signed-in', public: true }]);
  await sessions.signInPublic('second');
  expect(questions).toEqual(['second']);
  expect(rows().map(({ profile }) => profile)).toEqual(['second']);
  await sessions.signOutPublic();
  expect([rows(), hosts()]).toEqual([[], ['keys.example']]);
});
