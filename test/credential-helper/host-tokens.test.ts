import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HostTokens } from '../../electron/credential-helper/host-tokens';
import { TokenCache } from '../../electron/credential-helper/token-cache';
import { warmAnswer } from '../../electron/credential-helper/warm/warm-answer';
import type { RegistryToken } from '../../electron/docker-auth/registry-token';
import { AppError } from '../../shared/errors';
import { MemoryCache } from './memory-keeper';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const SCOPE = { profile: 'dev', region: 'eu-central-1' };
const HOUR = 3_600_000;

let folder: string;
let now: number;
let calls: number;
let outage: AppError | undefined;
let who: string;
let records: MemoryCache;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-tokens-'));
  now = Date.parse('2030-01-01T00:00:00Z');
  calls = 0;
  outage = undefined;
  who = 'somebody';
  records = new MemoryCache();
});
afterEach(() => rm(folder, { recursive: true }));

function token(): RegistryToken {
  return { host: HOST, endpoint: `https://${HOST}`, username: 'AWS', password: `token-${calls}`, authorization: 'x', issuedAt: new Date(now), expiresAt: new Date(now + 12 * HOUR) };
}

const cache = (env: Record<string, string> = {}): TokenCache =>
  new TokenCache({ records, folder, env, principalOf: () => who, decisiveFiles: () => [join(folder, 'aws-config')], now: () => now });

/** A process of Berth: it shares the folder and the sealed records with the others. */
const berth = (options: { scopeOf?: () => Promise<typeof SCOPE | undefined>; answers?: Promise<void> } = {}): HostTokens =>
  new HostTokens({
    cache: cache(),
    scopeOf: options.scopeOf ?? (async () => SCOPE),
    askFor: async () => {
      calls += 1;
      await options.answers;
      if (outage !== undefined) throw outage;
      return token();
    },
    folder,
    now: () => now,
    after: () => new Promise(() => undefined),
  });

const passwordOf = async (tokens: HostTokens): Promise<string | undefined> => (await tokens.tokenFor(HOST))?.password;

test('a token is asked for once, whoever asks next, until half of its life', async () => {
  expect(await passwordOf(berth())).toBe('token-1');
  now += 6 * HOUR - 1;
  expect(await passwordOf(berth())).toBe('token-1');
  now += 2;
  expect(await passwordOf(berth())).toBe('token-2');
});

test('twenty processes at once make one call', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => passwordOf(berth())));
  expect(new Set(answers)).toEqual(new Set(['token-1']));
  expect(calls).toBe(1);
});

test('twenty that wait for a call which fails fail with it, and the next one asks anew', async () => {
  outage = new AppError('session-expired', 'The session of profile dev has ended.', { hint: 'Sign in again.' });
  let release = (): void => undefined;
  const answers = new Promise<void>((resolve) => (release = resolve));
  const asked = Array.from({ length: 20 }, () => passwordOf(berth({ answers })).catch((thrown: AppError) => thrown.message));
  release();
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['The session of profile dev has ended.']));
  expect(calls).toBe(1);
  now += 1;
  outage = undefined;
  expect(await passwordOf(berth())).toBe('token-2');
});

describe('in an outage', () => {
  beforeEach(async () => {
    await passwordOf(berth());
    outage = new AppError('network', 'AWS cannot be reached.');
  });

  test('the old token serves until its end, without a call each time', async () => {
    now += 7 * HOUR;
    expect(await passwordOf(berth())).toBe('token-1');
    expect(await passwordOf(berth())).toBe('token-1');
    expect(calls).toBe(2);
    now += 60_000;
    expect(await passwordOf(berth())).toBe('token-1');
    expect(calls).toBe(3);
  });

  test('after its end the true cause is told', async () => {
    now += 12 * HOUR;
    await expect(passwordOf(berth())).rejects.toMatchObject({ code: 'network' });
  });

  test('nobody waits for an answer that does not come while the old token is valid', async () => {
    now += 7 * HOUR;
    const patient = new HostTokens({ cache: cache(), scopeOf: async () => SCOPE, askFor: () => new Promise(() => undefined), folder, now: () => now, after: async () => undefined });
    expect(await passwordOf(patient)).toBe('token-1');
  });
});

test('a profile that became somebody else is not handed the token of who it was', async () => {
  await passwordOf(berth());
  who = 'somebody else';
  expect(await passwordOf(berth())).toBe('token-2');
});

test('nobody here for a host: no token, no call', async () => {
  expect(await berth({ scopeOf: async () => undefined }).tokenFor(HOST)).toBeUndefined();
  expect(calls).toBe(0);
});

test('without a place to keep tokens each call asks, and no other file takes the secret', async () => {
  records.keeps = false;
  expect([await passwordOf(berth()), await passwordOf(berth())]).toEqual(['token-1', 'token-2']);
});

describe('the warm answer', () => {
  const warm = (env: Record<string, string> = {}) => warmAnswer({ folder, host: HOST, env, now, records });

  test('needs neither AWS nor the profiles, once decided', async () => {
    expect(await warm()).toBeUndefined();
    await passwordOf(berth());
    expect(await warm()).toEqual({ username: 'AWS', secret: 'token-1' });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['an AWS file has changed', () => writeFile(join(folder, 'aws-config'), '[profile other]')],
    ['another profile signed in there', () => writeFile(join(folder, 'sign-ins.json'), JSON.stringify({ version: 1, signIns: [{ host: HOST, profile: 'prod', region: 'eu-central-1' }] }))],
    ['half of its life is over', async () => (now += 7 * HOUR)],
    ['the clock was set back', async () => (now -= HOUR)],
    ['the record is damaged', async () => records.items.forEach((text, name) => records.items.set(name, text.slice(1)))],
    ['the index is damaged', () => writeFile(join(folder, 'helper-hosts.json'), '{"version": 1, "hosts": [{}, 7, null]')],
  ])('is none when %s, and Berth decides anew', async (_, happens) => {
    await passwordOf(berth());
    await happens();
    expect(await warm()).toBeUndefined();
    await expect(passwordOf(berth())).resolves.toMatch(/^token-/);
  });

  test('is not remembered from files that have only just changed: who decided may not have read them yet', async () => {
    now = Date.now();
    await writeFile(join(folder, 'aws-config'), '[profile other]');
    await passwordOf(berth());
    expect(await warm()).toBeUndefined();
    now += 3_000;
    await passwordOf(berth());
    expect(await warm()).toBeDefined();
    expect(calls).toBe(1);
  });

  test('is none for a shell with other keys in its environment', async () => {
    await passwordOf(berth());
    expect(await warm({ AWS_ACCESS_KEY_ID: 'AKIAOTHER' })).toBeUndefined();
    expect(await warm()).toBeDefined();
  });
});
