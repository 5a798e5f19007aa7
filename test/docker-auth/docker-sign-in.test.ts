import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DockerSignIn } from '../../electron/docker-auth/docker-sign-in';
import type { RegistryToken } from '../../electron/docker-auth/registry-token';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { RefreshScheduler } from '../../electron/refresh/refresh-scheduler';
import { AppError } from '../../shared/errors';

const HOUR = 3_600_000;
const dev: ProfileDefinition = { name: 'dev', source: 'berth', kind: 'static', regions: ['eu-west-1'], endpoints: {} };
let now: number;
let offline: boolean;
let issued: number;
let docker: Map<string, string>;
let pending: (() => void) | undefined;
let file: string;
let signIn: DockerSignIn;
let refresh: RefreshScheduler;

function build(): DockerSignIn {
  const clock = (): number => now;
  refresh = new RefreshScheduler({ wall: clock, steady: clock, random: () => 0, timers: { set: (run) => (pending = run), clear: () => undefined } });
  const fresh = async (): Promise<RegistryToken> => {
    if (offline) throw new AppError('network', 'AWS cannot be reached.');
    issued += 1;
    return { host: 'r.example', endpoint: 'https://r.example', username: 'AWS', password: `token${issued}`, authorization: '', issuedAt: new Date(now), expiresAt: new Date(now + 12 * HOUR) };
  };
  return new DockerSignIn({
    profiles: { find: () => dev, definitions: () => [dev], onChange: () => () => undefined },
    tokens: { fresh, tokenFor: fresh },
    config: { start: async () => undefined, addAuth: async (host, { password }) => void docker.set(host, password), removeAuth: async (host) => void docker.delete(host) },
    identities: { whoAmI: () => Promise.reject(new AppError('access-denied', 'no')) },
    refresh,
    file,
    clock,
  });
}

beforeEach(async () => {
  now = Date.parse('2026-01-01T00:00:00Z');
  offline = false;
  issued = 0;
  docker = new Map();
  file = join(await mkdtemp(join(tmpdir(), 'berth-sign-in-')), 'sign-ins.json');
  signIn = build();
  await signIn.start();
  refresh.start();
});
afterEach(() => {
  refresh.close();
  signIn.close();
});

const status = () => signIn.rows()[0]?.status;
/** The timer rings; it settles when nothing is being renewed any more. */
async function ring(): Promise<void> {
  pending?.();
  await new Promise((resolve) => setImmediate(resolve));
  await vi.waitFor(() => expect(status()).not.toMatch(/ing$/));
}

test('signs in, shows until when, keeps no secret of its own, and signs out', async () => {
  expect(status()).toBe('signed-out');
  await signIn.signIn('dev');
  expect(docker.get('r.example')).toBe('token1');
  expect(signIn.rows()[0]).toMatchObject({ status: 'signed-in', host: 'r.example', refreshAt: '2026-01-01T06:00:00.000Z', expiresAt: '2026-01-01T12:00:00.000Z' });
  expect(JSON.stringify(signIn.rows()) + (await readFile(file, 'utf8'))).not.toContain('token1');
  await signIn.signOut('dev', 'eu-west-1');
  expect([docker.size, status()]).toEqual([0, 'signed-out']);
});

test('is renewed at half of the token’s life and not before', async () => {
  await signIn.signIn('dev');
  now += 6 * HOUR - 1;
  await ring();
  expect(docker.get('r.example')).toBe('token1');
  now += 1;
  await ring();
  expect(docker.get('r.example')).toBe('token2');
});

test('a failed renewal keeps what is valid, backs off, and comes back on waking', async () => {
  await signIn.signIn('dev');
  now += 7 * HOUR;
  offline = true;
  await ring();
  expect([status(), docker.get('r.example')]).toEqual(['failed', 'token1']);
  offline = false;
  now += 1_000;
  await ring();
  expect(docker.get('r.example')).toBe('token1');
  refresh.wake();
  await vi.waitFor(() => expect(status()).toBe('signed-in'));
  expect(docker.get('r.example')).toBe('token2');
});

test('one that expired while Berth was off says so, and is renewed at the next start', async () => {
  await signIn.signIn('dev');
  refresh.close();
  signIn.close();
  now += 13 * HOUR;
  signIn = build();
  await signIn.load();
  expect(status()).toBe('expired');
  await signIn.start();
  refresh.start();
  await vi.waitFor(() => expect(status()).toBe('signed-in'));
  expect(docker.get('r.example')).toBe('token2');
});
