import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { NAME, ssoProfile, surroundings, type Surroundings, type SurroundingsOptions } from './surroundings';

const LIGHTHOUSE = '444455556666';
const KEYS = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const deployer = ssoProfile(LIGHTHOUSE, 'deployer');

let around: Surroundings;
let keysGiven = 0;
afterEach(() => around.close());

async function signedIn(options: SurroundingsOptions = {}): Promise<void> {
  keysGiven = 0;
  around = await surroundings({
    accounts: [{ accountId: LIGHTHOUSE, accountName: 'Lighthouse', emailAddress: 'ops@example.com', roles: ['deployer'] }],
    roleKeys: () => Promise.resolve({ ...KEYS, expiration: around.clock.now() + 3_600_000 + keysGiven++ }),
    ...options,
  });
  around.profiles.profiles = [deployer];
  await around.sso.signInAndWait(NAME);
}
const refreshes = (): number => around.center.records.count('CreateToken refresh_token');
const HOUR = 3_600_000;

test('a token near its end is renewed with the refresh token, which is another one afterwards', async () => {
  await signedIn();
  const before = await around.file();
  around.clock.shift += HOUR - 60_000;
  expect(await around.sso.credentialsFor(deployer)).toMatchObject(KEYS);
  const after = await around.file();
  expect(refreshes()).toBe(1);
  expect(after['accessToken']).not.toBe(before['accessToken']);
  expect(after['refreshToken']).not.toBe(before['refreshToken']);
  expect(after['clientId']).toBe(before['clientId']);
});

test('two Berths that renew at once ask for one new token between them', async () => {
  await signedIn({ knobs: { createTokenMs: 100 } });
  const second = await around.another();
  around.clock.shift += HOUR - 60_000;
  await Promise.all([around.sso.credentialsFor(deployer), second.credentialsFor(deployer), around.sso.renew(NAME), second.renew(NAME)]);
  expect(refreshes()).toBe(1);
});

test('a lock whose owner is gone stands in nobody’s way', async () => {
  await signedIn();
  await writeFile(`${around.path()}.berth-lock`, '999999999 gone');
  await around.sso.renew(NAME);
  expect(refreshes()).toBe(1);
  expect(await readdir(dirname(around.path()))).not.toContainEqual(expect.stringContaining('lock'));
});

test('a refused refresh token is not tried again: a person is needed, and is told once where to sign in', async () => {
  await signedIn();
  around.center.records.refreshTokens.clear();
  around.clock.shift += HOUR + 60_000;
  const needed = { code: 'session-expired', remedy: { kind: 'sso-sign-in', session: NAME } };
  await expect(around.sso.credentialsFor(deployer)).rejects.toMatchObject(needed);
  await expect(around.sso.credentialsFor(deployer)).rejects.toMatchObject(needed);
  await expect(around.sso.renew(NAME)).rejects.toMatchObject(needed);
  expect(refreshes()).toBe(1);
  await around.sso.load();
  expect(around.session()).toMatchObject({ status: 'expired', renewable: false });
  expect(around.sso.tokens()).toEqual([]);
});

test('a token whose renewal is refused serves until its end', async () => {
  await signedIn();
  around.center.records.refreshTokens.clear();
  around.clock.shift += HOUR - 60_000;
  expect(await around.sso.credentialsFor(deployer)).toMatchObject(KEYS);
});

test('a token that cannot be renewed for want of network keeps its refresh token', async () => {
  await signedIn();
  around.clock.shift += HOUR + 60_000;
  await around.center.close();
  await expect(around.sso.credentialsFor(deployer)).rejects.toMatchObject({ code: 'network' });
  expect(await around.file()).toHaveProperty('refreshToken');
});

test('when another tool has used the refresh token first, its token is taken', async () => {
  await signedIn({ knobs: { createTokenMs: 200 } });
  const stale = await around.file();
  const renewed = around.sso.renew(NAME);
  // The AWS CLI knows no lock: it renews with the same refresh token and writes the file while Berth is on its way.
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const refresh of around.center.records.refreshTokens.values()) refresh.used = true;
  const theirs = around.center.records.issue(String(stale['clientId']));
  await around.writeFile({ ...stale, ...theirs, expiresAt: new Date(around.clock.now() + HOUR).toISOString() });
  await renewed;
  expect(await around.file()).toMatchObject({ accessToken: theirs['accessToken'], refreshToken: theirs['refreshToken'] });
});

test('a token that the portal does not take before its time is renewed once', async () => {
  await signedIn();
  around.center.records.tokens.clear();
  expect(await around.sso.credentialsFor(deployer)).toMatchObject(KEYS);
  expect(refreshes()).toBe(1);
});

test('a token that was ended elsewhere and cannot be renewed shows as ended', async () => {
  await signedIn({ knobs: { refreshTokens: false } });
  around.center.records.tokens.clear();
  await expect(around.sso.credentialsFor(deployer)).rejects.toMatchObject({ code: 'session-expired' });
  expect(around.session().status).toBe('expired');
});

test('credentials are remembered until shortly before they end, and asked for once by many', async () => {
  await signedIn();
  const asked = (): number => around.center.records.count('GetRoleCredentials');
  await Promise.all([around.sso.credentialsFor(deployer), around.sso.credentialsFor(deployer)]);
  around.clock.shift += HOUR - 360_000;
  await around.sso.credentialsFor(deployer);
  expect(asked()).toBe(1);
  around.clock.shift += 120_000;
  await around.sso.credentialsFor(deployer);
  expect(asked()).toBe(2);
});

test('a role that the person does not have is named', async () => {
  await signedIn();
  const message = 'Whoever signed in to harbour does not have the role Admin in account 444455556666.';
  await expect(around.sso.credentialsFor(ssoProfile(LIGHTHOUSE, 'Admin'))).rejects.toMatchObject({ code: 'access-denied', message });
});

test('nobody signed in is said with the session to sign in to', async () => {
  around = await surroundings();
  await expect(around.sso.credentialsFor(deployer)).rejects.toMatchObject({ code: 'session-expired', remedy: { kind: 'sso-sign-in', session: NAME } });
});

test('a profile without a known session says so', async () => {
  around = await surroundings();
  const lost = { ...deployer, sso: { session: 'lost', startUrl: '', region: 'eu-central-1', accountId: LIGHTHOUSE, roleName: 'deployer' } };
  await expect(around.sso.credentialsFor(lost)).rejects.toMatchObject({ code: 'profile-incomplete' });
});

test('signing out ends the token at the portal and forgets it, and the credentials with it', async () => {
  await signedIn();
  await around.sso.credentialsFor(deployer);
  await around.sso.signOut(NAME);
  expect(around.center.records.asked.at(-1)).toBe('Logout');
  expect(around.center.records.tokens.size).toBe(0);
  await expect(stat(around.path())).rejects.toMatchObject({ code: 'ENOENT' });
  expect(around.session().status).toBe('signed-out');
  await expect(around.sso.credentialsFor(deployer)).rejects.toMatchObject({ code: 'session-expired' });
});

test('a sign-out with another AWS tool ends the credentials here, too', async () => {
  await signedIn();
  await around.sso.credentialsFor(deployer);
  await (await around.another()).signOut(NAME);
  await around.sso.load();
  await expect(around.sso.credentialsFor(deployer)).rejects.toMatchObject({ code: 'session-expired' });
});

test('signing out works without a network', async () => {
  await signedIn();
  await around.center.close();
  await around.sso.signOut(NAME);
  expect(around.session().status).toBe('signed-out');
});

test('tokens say when they were written and when they end', async () => {
  await signedIn();
  const [life] = around.sso.tokens();
  expect(life).toMatchObject({ session: NAME, renewable: true });
  expect(life?.expiresAt).toBe(Date.parse(String((await around.file())['expiresAt'])));
  expect(Math.abs((life?.issuedAt ?? 0) - Date.now())).toBeLessThan(5000);
});

test('no answer of the service, however talkative, brings a token into an error', async () => {
  await signedIn({ knobs: { echoes: true } });
  const errors: unknown[] = [];
  const keep = (thrown: unknown): void => void errors.push(thrown);
  around.center.knobs.throttleNext = 100;
  await around.sso.credentialsFor(deployer).catch(keep);
  around.center.knobs.throttleNext = 0;
  around.center.records.refreshTokens.clear();
  around.center.records.tokens.clear();
  await around.sso.credentialsFor(deployer).catch(keep);
  around.center.knobs.person = 'denies';
  await around.sso.signInAndWait(NAME, undefined, { method: 'device' }).catch(keep);
  expect(errors).toHaveLength(3);
  const said = JSON.stringify([around.sso.state(), ...errors.flatMap((error) => whole(error))]);
  for (const secret of around.center.records.secrets) expect(said).not.toContain(secret);
});

/** An error with everything that hangs on it, as a log would write it. */
function whole(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [error];
  return [error.name, error.message, error.stack, { ...error }, ...whole(error.cause)];
}
