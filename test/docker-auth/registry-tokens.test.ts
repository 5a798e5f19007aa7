import { ECRClient } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { beforeEach, describe, expect, test } from 'vitest';
import { RegistryTokens } from '../../electron/docker-auth/registry-tokens';

const HOUR = 3_600_000;
const SCOPE = { profile: 'dev', region: 'eu-west-1' };
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/** What ECR answers; a failure when it is an error. */
type Answer = Record<string, unknown> | Error;

let now: number;
let asked: string[];
let answer: (count: number) => Answer | Promise<Answer>;
let profilesChanged: () => void;
let tokens: RegistryTokens;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const good = (password: string, over: Record<string, unknown> = {}): Answer => ({
  authorizationToken: base64(`AWS:${password}`),
  proxyEndpoint: `https://${HOST}`,
  expiresAt: (now + 12 * HOUR) / 1000,
  ...over,
});

/** A real SDK client whose network answers from the test. */
function client(profile: string, region: string): ECRClient {
  const handle = async () => {
    asked.push(`${profile} ${region}`);
    const data = await answer(asked.length);
    if (data instanceof Error) throw data;
    const body = new TextEncoder().encode(JSON.stringify({ authorizationData: [data] }));
    return { response: { statusCode: 200, reason: 'OK', headers: {}, body } };
  };
  return new ECRClient({ region, credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' }, maxAttempts: 1, requestHandler: { handle } });
}

beforeEach(() => {
  now = Date.parse('2026-01-01T00:00:00Z');
  asked = [];
  answer = (count) => good(`token${count}`);
  tokens = new RegistryTokens({
    clients: { ecr: client },
    profiles: { onChange: (listener) => ((profilesChanged = listener), () => undefined) },
    clock: () => now,
  });
});

const password = async (scope = SCOPE): Promise<string> => (await tokens.tokenFor(scope)).password;

describe('registry tokens', () => {
  test('carry the host, the login and how long it lasts', async () => {
    expect(await tokens.tokenFor(SCOPE)).toEqual({
      host: HOST,
      endpoint: `https://${HOST}`,
      username: 'AWS',
      password: 'token1',
      authorization: base64('AWS:token1'),
      issuedAt: new Date(now),
      expiresAt: new Date(now + 12 * HOUR),
    });
  });

  test('are asked for once by any number of callers, and apart for each profile and region', async () => {
    expect(await Promise.all([password(), password(), password()])).toEqual(['token1', 'token1', 'token1']);
    await Promise.all([password({ ...SCOPE, region: 'us-east-1' }), password({ ...SCOPE, profile: 'ops' })]);
    expect(asked.sort()).toEqual(['dev eu-west-1', 'dev us-east-1', 'ops eu-west-1']);
  });

  test('are kept for half of their life and renewed then', async () => {
    await password();
    now += 6 * HOUR - 1;
    expect(await password()).toBe('token1');
    now += 1;
    expect(await password()).toBe('token2');
  });

  test('serve on while they last when the renewal fails, and no longer', async () => {
    await password();
    answer = () => new Error('socket hang up');
    now += 11 * HOUR;
    expect(await password()).toBe('token1');
    now += HOUR;
    await expect(password()).rejects.toMatchObject({ name: 'AppError' });
  });

  test('a failure is not remembered', async () => {
    answer = (count) => (count === 1 ? new Error('socket hang up') : good('later'));
    await expect(password()).rejects.toMatchObject({ name: 'AppError' });
    expect(await password()).toBe('later');
  });

  test('are asked for anew on demand, whose failure shows', async () => {
    await password();
    expect((await tokens.fresh(SCOPE)).password).toBe('token2');
    expect(await password()).toBe('token2');
    answer = () => new Error('socket hang up');
    await expect(tokens.fresh(SCOPE)).rejects.toMatchObject({ name: 'AppError' });
  });

  test('are forgotten when profiles change, even one that is on its way', async () => {
    let release: (() => void) | undefined;
    answer = () => new Promise((resolve) => (release = () => resolve(good('of the old profile'))));
    const old = tokens.tokenFor(SCOPE);
    while (release === undefined) await new Promise((resolve) => setImmediate(resolve));
    profilesChanged();
    answer = () => good('of the new profile');
    release();
    await old;
    expect(await password()).toBe('of the new profile');
  });

  test.each([
    ['no token', { authorizationToken: undefined }],
    ['another user', { authorizationToken: base64('root:secret') }],
    ['no password', { authorizationToken: base64('AWS:') }],
    ['a host that is none', { proxyEndpoint: 'https://evil example' }],
    ['no end', { expiresAt: undefined }],
  ])('with %s are refused as no answer of ECR', async (_, over) => {
    answer = () => good('secret', over);
    await expect(password()).rejects.toMatchObject({ code: 'registry-failed', message: expect.not.stringContaining('secret') as string });
  });

  test('of ECR Public are for its one registry, unless the profile has an endpoint of its own', async () => {
    const handle = async () => {
      const data = { authorizationToken: base64('AWS:public'), expiresAt: (now + 12 * HOUR) / 1000 };
      return { response: { statusCode: 200, reason: 'OK', headers: {}, body: new TextEncoder().encode(JSON.stringify({ authorizationData: data })) } };
    };
    const ecrPublic = () => new ECRPUBLICClient({ region: 'us-east-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' }, maxAttempts: 1, requestHandler: { handle } });
    const find = (name: string) => ({ endpoints: name === 'sandbox' ? { ecrPublic: 'http://127.0.0.1:4566/' } : {} });
    const both = new RegistryTokens({ clients: { ecr: client, ecrPublic }, profiles: { onChange: () => () => undefined, find }, clock: () => now });
    const scope = { region: 'us-east-1', public: true } as const;
    expect(await both.tokenFor({ ...scope, profile: 'dev' })).toMatchObject({ host: 'public.ecr.aws', username: 'AWS', password: 'public' });
    expect((await both.tokenFor({ ...scope, profile: 'sandbox' })).host).toBe('127.0.0.1:4566');
    expect((await both.tokenFor({ profile: 'dev', region: 'us-east-1' })).host).toBe(HOST);
  });

  test('on a computer whose clock is wrong last as long as AWS says, told in its own time', async () => {
    // The SDK learns from AWS's answers how wrong the clock is; this computer's is a day ahead.
    now = Date.now();
    const truly = now - 24 * HOUR;
    const handle = async () => {
      const data = good('skewed', { expiresAt: (truly + 12 * HOUR) / 1000 });
      const headers = { date: new Date(truly).toUTCString() };
      return { response: { statusCode: 200, reason: 'OK', headers, body: new TextEncoder().encode(JSON.stringify({ authorizationData: [data] })) } };
    };
    const ecr = () => new ECRClient({ region: 'eu-west-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' }, maxAttempts: 1, requestHandler: { handle } });
    const skewed = new RegistryTokens({ clients: { ecr }, profiles: { onChange: () => () => undefined }, clock: () => now });
    const { issuedAt, expiresAt } = await skewed.tokenFor(SCOPE);
    const lives = (expiresAt.getTime() - issuedAt.getTime()) / HOUR;
    expect(Math.abs(lives - 12)).toBeLessThan(0.01);
  });

  test('that had ended on arrival speak of the clock', async () => {
    answer = () => good('late', { expiresAt: now / 1000 - 1 });
    await expect(password()).rejects.toMatchObject({ code: 'clock-skew' });
  });
});
