import { afterEach, expect, test } from 'vitest';
import { NAME, pageShown, surroundings, type Surroundings } from './surroundings';

let around: Surroundings;
afterEach(() => around.close());

const signIn = (): Promise<void> => around.sso.signInAndWait(NAME);
const stays = (): Promise<void> => Promise.resolve();

test('comes back from the browser by itself', async () => {
  around = await surroundings();
  await signIn();
  expect(around.center.records.asked).toEqual(['RegisterClient', 'Authorize', 'CreateToken authorization_code']);
  expect(around.session()).toMatchObject({ status: 'signed-in', renewable: true });
  const { searchParams, origin, pathname } = new URL(around.opened[0] as string);
  expect(`${origin}${pathname}`).toBe(`${around.center.url}/authorize`);
  expect(Object.fromEntries(searchParams)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scopes: 'sso:account:access', redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/) as string });
});

test('leaves nothing that listens once it is over', async () => {
  around = await surroundings();
  await signIn();
  const redirect = new URL(around.opened[0] as string).searchParams.get('redirect_uri') ?? '';
  await expect(fetch(redirect)).rejects.toThrow('fetch failed');
});

test('goes on with a code when no browser opens', async () => {
  around = await surroundings({ openBrowser: () => Promise.reject(new Error('no display')) });
  await signIn();
  expect(around.center.records.asked).toContain('StartDeviceAuthorization');
  expect(around.session().status).toBe('signed-in');
});

test('does not take an answer with another state, however often it comes', async () => {
  around = await surroundings({ knobs: { wrongState: 'somebody else’s' } });
  const outcome = signIn();
  outcome.catch(() => undefined);
  await pageShown(around);
  expect(await around.center.browse(around.opened[0] as string)).toBe(400);
  expect(around.session().status).toBe('signing-in');
  await around.sso.cancel(NAME);
  await expect(outcome).rejects.toMatchObject({ code: 'cancelled' });
  expect(around.center.records.count('CreateToken authorization_code')).toBe(0);
});

test('is refused a code that was made for another verifier', async () => {
  around = await surroundings({ openBrowser: stays });
  const outcome = signIn();
  outcome.catch(() => undefined);
  const page = new URL(await pageShown(around));
  page.searchParams.set('code_challenge', 'A'.repeat(43));
  expect(await around.center.browse(page.href)).toBe(200);
  await expect(outcome).rejects.toMatchObject({ code: 'credentials-invalid' });
  expect(around.session()).toMatchObject({ status: 'signed-out', error: { code: 'credentials-invalid' } });
});

test('says that the person denied it', async () => {
  around = await surroundings({ knobs: { person: 'denies' } });
  await expect(signIn()).rejects.toMatchObject({ code: 'access-denied' });
});

test('does not wait for ever for a browser that never comes back', async () => {
  around = await surroundings({ openBrowser: stays });
  around.clock.impatient = true;
  await expect(signIn()).rejects.toMatchObject({ code: 'timeout' });
  expect(around.clock.slept).toEqual([600_000]);
});

test('keeps waiting while others knock with what is not theirs to bring', async () => {
  around = await surroundings({ openBrowser: stays });
  const outcome = signIn();
  const page = await pageShown(around);
  const { searchParams } = new URL(page);
  const redirect = searchParams.get('redirect_uri') ?? '';
  const state = searchParams.get('state') ?? '';
  const status = async (address: string, init?: RequestInit): Promise<number> => (await fetch(address, init)).status;
  expect(await status(redirect)).toBe(400);
  expect(await status(`${redirect}?code=stolen`)).toBe(400);
  expect(await status(`${redirect}?code=stolen&state=guess`)).toBe(400);
  expect(await status(`${redirect}?error=access_denied&state=guess`)).toBe(400);
  expect(await status(`${redirect}?code=a&code=b&state=${state}`)).toBe(400);
  expect(await status(`${redirect}?code=a&state=${state}`, { method: 'POST' })).toBe(400);
  expect(await status(`${redirect.replace('/oauth/callback', '/other')}?code=a&state=${state}`)).toBe(400);
  expect(await status(`${redirect}?code=${'x'.repeat(9000)}&state=${state}`)).toBe(400);
  expect(await status(`${redirect.replace('127.0.0.1', 'localhost')}?code=a&state=${state}`).catch(() => 400)).toBe(400);
  expect(around.session().status).toBe('signing-in');
  expect(await around.center.browse(page)).toBe(200);
  await outcome;
  expect(around.session().status).toBe('signed-in');
});

test('registers itself anew after the service has forgotten it', async () => {
  around = await surroundings({ openBrowser: stays });
  const first = signIn();
  first.catch(() => undefined);
  const page = await pageShown(around);
  await around.center.browse(page).then(() => first);
  const again = signIn();
  again.catch(() => undefined);
  const second = await pageShown(around);
  const code = fetch(second, { redirect: 'manual' });
  const { headers } = await code;
  around.center.records.clients.clear();
  await around.center.browse(headers.get('location') ?? '');
  await expect(again).rejects.toMatchObject({ code: 'session-expired', message: expect.stringContaining('does not know this Berth') as string });
  const third = signIn();
  await around.center.browse(await pageShown(around));
  await third;
  expect(around.center.records.count('RegisterClient')).toBe(2);
});

test('never opens a page that is neither https nor on this machine', async () => {
  around = await surroundings();
  around.profiles.sessions = around.profiles.sessions.map((session) => ({ ...session, endpoints: { ssoOidc: around.center.url.replace('127.0.0.1', '127.0.0.1.nip.example') } }));
  await around.sso.load();
  await expect(signIn()).rejects.toMatchObject({ code: 'network' });
  expect(around.opened).toEqual([]);
});
