import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isSignInPage } from '../../../electron/sessions/sso/sign-in-page';
import { knownSessions } from '../../../electron/sessions/sso/known-sessions';
import { until } from '../../support/until';
import { NAME, pageShown, ssoProfile, surroundings, type Surroundings } from './surroundings';

let around: Surroundings;
afterEach(() => around.close());

const manyAccounts = Array.from({ length: 7 }, (_, index) => ({
  accountId: `${100000000000 + index}`,
  accountName: `Account ${9 - index}`,
  emailAddress: `a${index}@example.com`,
  roles: ['Reader', 'Admin', 'Deployer', 'Auditor', 'Billing'].slice(0, (index % 5) + 1),
}));
const expected = manyAccounts
  .map(({ accountId, accountName, emailAddress, roles }) => ({ accountId, accountName, email: emailAddress, roles: [...roles].sort() }))
  .reverse();

test('every account is listed with every role, over all pages, by name', async () => {
  around = await surroundings({ accounts: manyAccounts });
  await around.sso.signInAndWait(NAME);
  expect(await around.sso.accounts(NAME)).toEqual(expected);
});

test('a portal that wants fewer calls is given time', async () => {
  around = await surroundings({ accounts: manyAccounts.slice(0, 1), maxAttempts: 1 });
  await around.sso.signInAndWait(NAME);
  around.center.knobs.throttleNext = 3;
  expect(await around.sso.accounts(NAME)).toEqual(expected.slice(-1));
  expect(around.clock.slept.slice(1)).toEqual([1000, 2000, 4000]);
});

test('chosen accounts and roles become profiles, all together', async () => {
  around = await surroundings();
  await around.sso.makeProfiles({ session: NAME, region: 'eu-west-1', profiles: [{ name: 'one', accountId: '111122223333', roleName: 'A' }, { name: 'two', accountId: '444455556666', roleName: 'B' }] });
  expect(around.profiles.added).toEqual([
    { name: 'one', region: 'eu-west-1', ssoSession: NAME, accountId: '111122223333', roleName: 'A' },
    { name: 'two', region: 'eu-west-1', ssoSession: NAME, accountId: '444455556666', roleName: 'B' },
  ]);
});

test('a sign-in with another AWS tool is seen without a restart, and so is its sign-out', async () => {
  around = await surroundings();
  await around.sso.start();
  expect(around.session().status).toBe('signed-out');
  await around.writeFile({ startUrl: around.center.startUrl, region: 'eu-central-1', accessToken: 'theirs', expiresAt: new Date(around.clock.now() + 3_600_000).toISOString() });
  await until('the sign-in', () => Promise.resolve(around.session().status === 'signed-in' || undefined));
  await around.writeFile('{"accessToken": "hal');
  await until('the damage', () => Promise.resolve(around.session().status === 'signed-out' || undefined));
});

test('a sign-in that waits is over when another AWS tool has signed in', async () => {
  around = await surroundings({ openBrowser: () => Promise.resolve() });
  await around.sso.start();
  const outcome = around.sso.signInAndWait(NAME);
  await pageShown(around);
  await around.writeFile({ startUrl: around.center.startUrl, region: 'eu-central-1', accessToken: 'theirs', expiresAt: new Date(around.clock.now() + 3_600_000).toISOString() });
  await outcome;
  expect(around.session()).toMatchObject({ status: 'signed-in' });
  expect(around.session()).not.toHaveProperty('flow');
});

test('a token that ends shows as ended by itself', async () => {
  around = await surroundings();
  await around.writeFile({ startUrl: around.center.startUrl, accessToken: 'short', expiresAt: new Date(around.clock.now() + 1000).toISOString() });
  await around.sso.start();
  expect(around.session().status).toBe('signed-in');
  await new Promise<void>((resolve) => void around.sso.onChange(resolve));
  expect(around.session().status).toBe('expired');
});

test('a cancelled sign-in ends without waiting for anybody, and leaves no error', async () => {
  around = await surroundings({ openBrowser: () => Promise.resolve() });
  await around.sso.signIn(NAME, 'browser');
  await pageShown(around);
  const shown = new Promise<void>((resolve) => void around.sso.onChange(resolve));
  await around.sso.cancel(NAME);
  await shown;
  expect(around.session()).toMatchObject({ status: 'signed-out' });
  expect(around.session()).not.toHaveProperty('error');
});

test('a service that hangs is no reason to wait with cancelling', async () => {
  around = await surroundings({ knobs: { createTokenMs: 15_000 } });
  const aborter = new AbortController();
  const outcome = around.sso.signInAndWait(NAME, aborter.signal, { method: 'device' });
  outcome.catch(() => undefined);
  await until('the question', () => Promise.resolve(around.center.records.count('CreateToken device_code') > 0 || undefined));
  aborter.abort();
  await expect(outcome).rejects.toMatchObject({ code: 'cancelled' });
  await until('the end', () => Promise.resolve(around.session().flow === undefined || undefined));
  expect(around.center.records.tokens.size).toBe(0);
});

test('sessions of one’s own are kept, found by every Berth, and removed with their token', async () => {
  around = await surroundings();
  const { url, startUrl } = around.center;
  await around.sso.addSession({ name: 'mine', startUrl, region: 'eu-central-1', endpointUrl: url });
  await around.sso.signInAndWait('mine');
  const other = await around.another();
  expect(other.state().sessions.map(({ name, source, status }) => `${name} ${source} ${status}`)).toEqual(['harbour aws-files signed-out', 'mine berth signed-in']);
  const text = await readFile(join(around.home, 'berth', 'sso-sessions.json'), 'utf8');
  for (const secret of around.center.records.secrets) expect(text).not.toContain(secret);
  around.profiles.profiles = [{ ...ssoProfile('111122223333', 'A', 'mine'), source: 'berth' }];
  await expect(around.sso.removeSession('mine')).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('111122223333-A') as string });
  around.profiles.profiles = [];
  await around.sso.removeSession('mine');
  expect(around.sso.state().sessions.map(({ name }) => name)).toEqual([NAME]);
  expect(around.center.records.asked.at(-1)).toBe('Logout');
});

test('a session is not added twice, nor with an address that is not safe', async () => {
  around = await surroundings();
  const session = { startUrl: 'https://a.awsapps.com/start', region: 'eu-central-1' };
  await expect(around.sso.addSession({ ...session, name: NAME })).rejects.toMatchObject({ code: 'invalid-input', message: 'There is a session harbour already.' });
  await expect(around.sso.addSession({ ...session, name: 'a b' })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(around.sso.addSession({ ...session, name: 'plain', startUrl: 'http://a.awsapps.com/start' })).rejects.toMatchObject({ code: 'invalid-input', message: 'http://a.awsapps.com is not an https address.' });
  await expect(around.sso.addSession({ ...session, name: 'other', endpointUrl: 'http://10.0.0.1' })).rejects.toMatchObject({ code: 'invalid-input' });
});

test('sessions of the AWS files are not removed', async () => {
  around = await surroundings();
  await expect(around.sso.removeSession(NAME)).rejects.toMatchObject({ code: 'unsupported' });
  await expect(around.sso.signIn('nobody')).rejects.toMatchObject({ code: 'profile-not-found', hint: 'Choose one of: harbour.' });
});

test('a damaged list of sessions hides them and is left as it is', async () => {
  around = await surroundings();
  await around.sso.addSession({ name: 'mine', startUrl: 'https://a.awsapps.com/start', region: 'eu-central-1' });
  const file = join(around.home, 'berth', 'sso-sessions.json');
  await writeFile(file, '{"version": 1, "sess');
  await expect(around.sso.addSession({ name: 'next', startUrl: 'https://a.awsapps.com/start', region: 'eu-central-1' })).rejects.toMatchObject({ code: 'file-malformed' });
  expect(await readFile(file, 'utf8')).toBe('{"version": 1, "sess');
});

test('the page of a sign-in that waits may be opened, another one not', async () => {
  around = await surroundings({ openBrowser: () => Promise.resolve() });
  await around.sso.signIn(NAME, 'browser');
  const page = await pageShown(around);
  expect(around.sso.offers(page)).toBe(true);
  expect(around.sso.offers('https://evil.example/')).toBe(false);
  await around.sso.cancel(NAME);
});

test.each([
  ['https://device.sso.eu-central-1.amazonaws.com/?user_code=A', true],
  ['http://127.0.0.1:4000/authorize', true],
  ['http://[::1]:4000/', true],
  ['http://localhost/', true],
  ['http://device.sso.eu-central-1.amazonaws.com/', false],
  ['http://127.0.0.1.evil.example/', false],
  ['https://harbour.awsapps.com@evil.example/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['ms-calculator:', false],
  ['not an address', false],
])('%s may be opened to sign in: %s', (address, allowed) => {
  expect(isSignInPage(address)).toBe(allowed);
});

test('the AWS files name a session before Berth does, and an endpoint comes from its profiles', () => {
  const files = [{ name: 'a', startUrl: 'https://a/start', region: 'eu-central-1', endpoints: {} }];
  const own = [
    { name: 'a', startUrl: 'https://other/start', region: 'us-east-1', endpoints: {}, source: 'berth' as const },
    { name: 'b', startUrl: 'https://b/start', region: 'us-east-1', endpoints: {}, source: 'berth' as const },
  ];
  const profile = { ...ssoProfile('111122223333', 'R', 'a'), endpoints: { ssoOidc: 'http://127.0.0.1:1' } };
  const nameless = { ...ssoProfile('111122223333', 'R', 'https://c/start'), sso: { session: 'https://c/start', startUrl: 'https://c/start', region: 'eu-west-1', accountId: '111122223333', roleName: 'R' } };
  expect(knownSessions({ files, own, profiles: [profile, nameless] })).toEqual([
    { ...files[0], source: 'aws-files', endpoints: { ssoOidc: 'http://127.0.0.1:1' } },
    own[1],
    { name: 'https://c/start', startUrl: 'https://c/start', region: 'eu-west-1', endpoints: {}, source: 'aws-files' },
  ]);
});
