import { execFileSync } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cliRegistrationKey } from '../../../electron/sessions/sso/cache/registration-cache';
import { cacheFileName, readToken, withToken } from '../../../electron/sessions/sso/cache/token-file';
import { NAME, surroundings, type Surroundings } from './surroundings';

const startUrl = 'https://harbour.awsapps.com/start';
const at = { startUrl, writtenAt: 1000 };
const content = (over: Record<string, unknown> = {}): string =>
  JSON.stringify({ startUrl, region: 'eu-central-1', accessToken: 'a', expiresAt: '2026-01-02T03:04:05Z', clientId: 'i', clientSecret: 's', registrationExpiresAt: '2026-03-02T03:04:05Z', refreshToken: 'r', ...over });

test('a token file is read as the AWS CLI and the SDK write it', () => {
  expect(readToken(content(), at)).toEqual({
    accessToken: 'a',
    issuedAt: 1000,
    expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    renewal: { refreshToken: 'r', clientId: 'i', clientSecret: 's', registrationExpiresAt: Date.UTC(2026, 2, 2, 3, 4, 5) },
  });
  expect(readToken(content({ expiresAt: '2026-01-02T03:04:05.678Z' }), at)?.expiresAt).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  expect(readToken(content({ expiresAt: '2026-01-02T03:04:05UTC' }), at)?.expiresAt).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
});

test.each([
  ['an empty file', ''],
  ['half a file', content().slice(0, 40)],
  ['a list', '[]'],
  ['no token', content({ accessToken: undefined })],
  ['an empty token', content({ accessToken: '' })],
  ['a number for a token', content({ accessToken: 5 })],
  ['no end', content({ expiresAt: 'soon' })],
  ['the token of another portal', content({ startUrl: 'https://evil.example/start' })],
])('%s counts as nobody signed in', (_, text) => {
  expect(readToken(text, at)).toBeUndefined();
});

test.each([['refreshToken'], ['clientId'], ['clientSecret'], ['registrationExpiresAt']])('a token without %s serves, and cannot be renewed', (key) => {
  expect(readToken(content({ [key]: undefined }), at)).toMatchObject({ accessToken: 'a' });
  expect(readToken(content({ [key]: undefined }), at)).not.toHaveProperty('renewal');
  expect(readToken(content({ [key]: 7 }), at)).not.toHaveProperty('renewal');
});

test('a portal is the same with a slash or a hash behind it', () => {
  expect(readToken(content({ startUrl: `${startUrl}/#/` }), at)).toBeDefined();
  expect(readToken(content({ startUrl: undefined }), at)).toBeDefined();
});

test('a new token leaves the keys of others in the file, and no old refresh token', () => {
  const token = { accessToken: 'new', expiresAt: 0, clientId: 'c', clientSecret: 'd', registrationExpiresAt: 0 };
  const written = withToken({ refreshToken: 'old', theirs: { deep: [1] } }, token, { startUrl, region: 'eu-central-1' });
  expect(written).toEqual({ theirs: { deep: [1] }, startUrl, region: 'eu-central-1', accessToken: 'new', expiresAt: '1970-01-01T00:00:00Z', clientId: 'c', clientSecret: 'd', registrationExpiresAt: '1970-01-01T00:00:00Z' });
});

test('files have the names that the AWS CLI gives them', () => {
  expect(cacheFileName('harbour')).toBe('6168b790263e4aa923edd3807035c02fb0de3225.json');
  expect(cacheFileName(startUrl)).toBe('91fa29ba205587092b1ac84138ddc6b1acd53ab8.json');
  const session = { name: 'harbour', startUrl, region: 'eu-central-1', endpoints: {} };
  // Computed with the AWS CLI's own code (2.9.19).
  expect(cliRegistrationKey(session)).toBe('442d7025f08b4e481b67c4c1fec944fe3ca58062');
  expect(cliRegistrationKey({ ...session, scopes: ['sso:account:access', 'codewhisperer:completions'] })).toBe('641f0d487a9da8d676bd2842961fa5c1ae76d802');
  expect(cliRegistrationKey({ ...session, name: startUrl })).toBe('c52d78834193fb273ef86a1c2883dcc58fa2abfa');
  expect(cliRegistrationKey({ ...session, name: 'häfen "1"' })).toBe('4a473abffe87589b91b1a254a06ccceb3a2bf31d');
});

let around: Surroundings | undefined;
afterEach(() => around?.close());

test('the cache is nobody else’s to read', async () => {
  around = await surroundings();
  await around.sso.signInAndWait(NAME);
  expect((await stat(around.path())).mode & 0o777).toBe(0o600);
  expect((await stat(`${around.home}/.aws`)).mode & 0o777).toBe(0o700);
});

test('a registration that the AWS CLI made for device codes is used for them', async () => {
  around = await surroundings();
  await around.sso.signInAndWait(NAME, undefined, { method: 'device' });
  const [clientId, client] = [...around.center.records.clients][0] ?? [];
  await around.close();
  around = await surroundings();
  if (clientId === undefined || client === undefined) throw new Error('nothing was registered');
  around.center.records.clients.set(clientId, client);
  const session = around.profiles.sessions[0];
  if (session === undefined) throw new Error('no session');
  await mkdir(`${around.home}/.aws/sso/cache`, { recursive: true });
  await writeFile(`${around.home}/.aws/sso/cache/${cliRegistrationKey(session)}.json`, JSON.stringify({ clientId, clientSecret: client.secret, expiresAt: '2099-01-01T00:00:00Z' }));
  await around.sso.signInAndWait(NAME, undefined, { method: 'device' });
  expect(around.center.records.count('RegisterClient')).toBe(0);
  await around.sso.signInAndWait(NAME);
  expect(around.center.records.count('RegisterClient')).toBe(1);
});

test.skipIf(process.platform === 'win32')('a pipe in the place of the token counts as nobody signed in, and is waited for by nobody', async () => {
  around = await surroundings();
  await mkdir(dirname(around.path()), { recursive: true });
  execFileSync('mkfifo', [around.path()]);
  await around.sso.load();
  expect(around.session().status).toBe('signed-out');
});

test('a cache that cannot be written is named', async () => {
  around = await surroundings();
  await writeFile(`${around.home}/.aws`, 'a file in the way');
  await expect(around.sso.signInAndWait(NAME)).rejects.toMatchObject({ code: 'access-denied', message: expect.stringContaining('cannot be written') as string });
});
