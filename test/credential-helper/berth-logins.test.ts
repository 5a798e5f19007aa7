import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BerthLogins } from '../../electron/credential-helper/berth-logins';
import { DockerLogins, dockerAccount } from '../../electron/credential-helper/docker-logins';
import { scopeIn } from '../../electron/credential-helper/scope-in';
import { TypedLogins } from '../../electron/credential-helper/typed-logins';
import type { RegistryToken } from '../../electron/docker-auth/registry-token';
import { AppError } from '../../shared/errors';
import { MemorySecretStore } from '../profiles/memory-secret-store';
import { MemoryCache } from './memory-keeper';

const ECR = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const HOUR = 3_600_000;

let folder: string;
let now: number;
let secrets: MemorySecretStore;
let records: MemoryCache;
let served: Map<string, string | AppError>;
let forgotten: string[];
let logins: BerthLogins;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-logins-'));
  now = Date.parse('2030-01-01T00:00:00Z');
  secrets = new MemorySecretStore();
  records = new MemoryCache();
  served = new Map();
  forgotten = [];
  logins = new BerthLogins({
    tokens: {
      tokenFor: async (host) => {
        const found = served.get(host);
        if (found instanceof AppError) throw found;
        return found === undefined ? undefined : ({ username: 'AWS', password: found } as RegistryToken);
      },
    },
    cache: { bindings: async () => [], forgetHost: async (host) => void forgotten.push(host) },
    typed: new TypedLogins({ records, now: () => now }),
    logins: new DockerLogins({ secrets, file: join(folder, 'docker-logins.json') }),
    now: () => now,
    warm: async () => undefined,
  });
});
afterEach(() => rm(folder, { recursive: true }));

describe('a registry that is none of ECR’s', () => {
  const login = { serverUrl: 'https://index.docker.io/v1/', username: 'zoë', secret: 'пароль' };

  test('has its sign-in in the secret store, and only its name in a file', async () => {
    await logins.store('index.docker.io', login);
    expect(await logins.get('index.docker.io')).toEqual({ username: 'zoë', secret: 'пароль' });
    expect(secrets.items.has(dockerAccount('index.docker.io'))).toBe(true);
    expect(await readFile(join(folder, 'docker-logins.json'), 'utf8')).not.toContain('пароль');
    expect(await logins.list()).toEqual({ 'https://index.docker.io/v1/': 'zoë' });
    await logins.erase('index.docker.io');
    expect([await logins.get('index.docker.io'), secrets.items.size, await logins.list()]).toEqual([undefined, 0, {}]);
  });

  test('is no miss while the secret store is locked', async () => {
    await logins.store('ghcr.io', login);
    secrets.refuses = true;
    await expect(logins.get('ghcr.io')).rejects.toMatchObject({ code: 'keychain-locked' });
    await expect(logins.erase('ghcr.io')).rejects.toMatchObject({ code: 'keychain-locked' });
    secrets.refuses = false;
    expect(await logins.get('ghcr.io')).toBeDefined();
  });

  test('costs the secret store nothing when nothing is known of it', async () => {
    secrets.refuses = true;
    expect(await logins.get('ghcr.io')).toBeUndefined();
  });

  test('a damaged list is empty, and a stray entry in it is passed over', async () => {
    await writeFile(join(folder, 'docker-logins.json'), '{"version": 1, "logins": {"a": 7, "b": {"serverUrl": "b", "username": "u"}}}');
    expect(await logins.list()).toEqual({ b: 'u' });
    await writeFile(join(folder, 'docker-logins.json'), '{"ver');
    expect(await logins.list()).toEqual({});
  });
});

describe('a registry of ECR', () => {
  test('has a token of Berth’s', async () => {
    served.set(ECR, 'token');
    expect(await logins.get(ECR)).toEqual({ username: 'AWS', secret: 'token' });
  });

  test('is told the true cause when there is none, for it is never open to everybody', async () => {
    await expect(logins.get(ECR)).rejects.toMatchObject({ code: 'profile-not-found' });
    served.set(ECR, new AppError('session-expired', 'The session of profile dev has ended.', { hint: 'Sign in again.' }));
    await expect(logins.get(ECR)).rejects.toMatchObject({ message: 'The session of profile dev has ended.' });
  });

  test('but ECR Public is: there Docker goes on without', async () => {
    expect(await logins.get('public.ecr.aws')).toBeUndefined();
    served.set('public.ecr.aws', new AppError('access-denied', 'no'));
    expect(await logins.get('public.ecr.aws')).toBeUndefined();
  });

  test('a token that a person types is sealed, comes first for half of its life, and ends by itself', async () => {
    served.set(ECR, 'ours');
    const secret = Buffer.from(JSON.stringify({ payload: 'x'.repeat(2_000), expiration: now / 1000 + 4 * 3_600 })).toString('base64');
    await logins.store(ECR, { serverUrl: ECR, username: 'AWS', secret });
    expect(secrets.items.size).toBe(0);
    expect((await logins.get(ECR))?.secret).toBe(secret);
    now += 3 * HOUR;
    expect((await logins.get(ECR))?.secret).toBe('ours');
    served.set(ECR, new AppError('network', 'AWS cannot be reached.'));
    expect((await logins.get(ECR))?.secret).toBe(secret);
    now += 1 * HOUR;
    await expect(logins.get(ECR)).rejects.toMatchObject({ code: 'network' });
  });

  test('one that says nothing of its end has twelve hours at most', async () => {
    await logins.store('127.0.0.1:5000', { serverUrl: '127.0.0.1:5000', username: 'AWS', secret: 'opaque' });
    now += 12 * HOUR - 60_000;
    expect((await logins.get('127.0.0.1:5000'))?.secret).toBe('opaque');
    now += 60_000;
    expect(await logins.get('127.0.0.1:5000')).toBeUndefined();
  });

  test('where nothing can be sealed, storing fails with a sentence and nothing is kept elsewhere', async () => {
    records.keeps = false;
    await expect(logins.store(ECR, { serverUrl: ECR, username: 'AWS', secret: 's' })).rejects.toMatchObject({ code: 'keychain-unavailable' });
    expect(secrets.items.size).toBe(0);
  });

  test('erase forgets what was typed and the shared token', async () => {
    await logins.store(ECR, { serverUrl: ECR, username: 'AWS', secret: 's' });
    await logins.erase(ECR);
    expect([records.items.size, forgotten]).toEqual([0, [ECR]]);
  });
});

describe('whose token signs a host', () => {
  test('is the profile that it is assigned to; ECR Public has tokens of its own', async () => {
    const assigned = { profile: 'dev', region: 'us-east-1', because: 'rule' as const, reason: '' };
    expect(await scopeIn(ECR, async () => ({ host: ECR, ...assigned }))).toEqual({ profile: 'dev', region: 'us-east-1' });
    expect(await scopeIn('public.ecr.aws', async () => ({ host: 'public.ecr.aws', ...assigned }))).toEqual({ profile: 'dev', region: 'us-east-1', public: true });
  });

  test('is nobody’s where nobody is assigned or the name is no registry’s; a rule that cannot be followed is told', async () => {
    expect(await scopeIn('ghcr.io', async () => ({ host: 'ghcr.io', because: 'nobody', reason: '' }))).toBeUndefined();
    expect(await scopeIn('bücher.example', () => Promise.reject(new AppError('invalid-input', 'no')))).toBeUndefined();
    await expect(scopeIn('x', async () => ({ host: 'x', because: 'rule', reason: 'The rule names profile gone, which does not exist.' }))).rejects.toMatchObject({ code: 'profile-not-found' });
  });
});
