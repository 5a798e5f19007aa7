import { afterEach, expect, test } from 'vitest';
import { NAME, pageShown, surroundings, type Surroundings } from './surroundings';

let around: Surroundings;
afterEach(() => around.close());

const signIn = (signal?: AbortSignal): Promise<void> => around.sso.signInAndWait(NAME, signal, { method: 'device' });

test('waits for a slow person, asking no more often than it may, and keeps the token as the AWS CLI does', async () => {
  around = await surroundings({ knobs: { afterMs: 12_000, intervalSeconds: 5 } });
  await signIn();
  expect(around.clock.slept).toEqual([5000, 5000, 5000]);
  expect(Object.keys(await around.file()).sort()).toEqual(
    ['accessToken', 'clientId', 'clientSecret', 'expiresAt', 'refreshToken', 'region', 'registrationExpiresAt', 'startUrl'],
  );
  expect(await around.file()).toMatchObject({ startUrl: around.center.startUrl, region: 'eu-central-1', expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string });
  expect(around.session()).toMatchObject({ status: 'signed-in', renewable: true });
});

test('shows the page and the code, and opens the page with the code in it', async () => {
  around = await surroundings({ knobs: { person: 'is away' } });
  const outcome = signIn();
  outcome.catch(() => undefined);
  const page = await pageShown(around);
  const { flow, status } = around.session();
  expect(status).toBe('signing-in');
  expect(flow?.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  expect(page).toBe(`${around.center.url}/device?user_code=${flow?.userCode ?? ''}`);
  expect(around.opened).toEqual([page]);
  await around.sso.cancel(NAME);
  await expect(outcome).rejects.toMatchObject({ code: 'cancelled' });
});

test('asks five seconds less often from the moment it is told to slow down', async () => {
  around = await surroundings({ knobs: { afterMs: 20_000, intervalSeconds: 5 } });
  const outcome = signIn();
  await pageShown(around);
  // As if this client had asked three seconds ago already.
  for (const device of around.center.records.devices.values()) device.askedAt += 3000;
  await outcome;
  expect(around.clock.slept).toEqual([5000, 10_000, 10_000]);
  expect(around.session().status).toBe('signed-in');
});

test('says that the person denied it', async () => {
  around = await surroundings({ knobs: { person: 'denies' } });
  await expect(signIn()).rejects.toMatchObject({ code: 'access-denied', message: 'The sign-in to harbour was denied in the browser.' });
  expect(around.session()).toMatchObject({ status: 'signed-out', error: { code: 'access-denied' } });
});

test('ends when the code ends, and says so', async () => {
  around = await surroundings({ knobs: { person: 'is away', deviceCodeSeconds: 30, intervalSeconds: 5 } });
  await expect(signIn()).rejects.toMatchObject({ code: 'timeout', message: 'The sign-in to harbour was not finished in time.' });
  expect(around.clock.slept).toHaveLength(6);
});

test('uses one registration for all its sign-ins, and a new one when that has ended or is not known any more', async () => {
  around = await surroundings({ knobs: { clientSeconds: 3600 } });
  await signIn();
  await signIn();
  expect(around.center.records.count('RegisterClient')).toBe(1);
  around.clock.shift += 3_000_000;
  await signIn();
  expect(around.center.records.count('RegisterClient')).toBe(2);
  around.center.records.clients.clear();
  await signIn();
  expect(around.center.records.count('RegisterClient')).toBe(3);
  expect(around.session().status).toBe('signed-in');
});

test('is the way of a session without a name, which gets no refresh token, and keeps it under the start URL', async () => {
  const startUrl = 'https://harbour.awsapps.com/start';
  around = await surroundings({ session: { name: startUrl } });
  await around.sso.signInAndWait(startUrl);
  expect(around.center.records.asked).toContain('StartDeviceAuthorization');
  expect(await around.file(startUrl)).not.toHaveProperty('refreshToken');
  expect(around.session(startUrl)).toMatchObject({ status: 'signed-in', renewable: false });
});

test('names the start URL and the region when the service does not take them', async () => {
  around = await surroundings({ session: { startUrl: 'https://elsewhere.awsapps.com/start' } });
  await expect(signIn()).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('start URL') as string });
});

test('says that the service cannot be reached', async () => {
  around = await surroundings();
  await around.center.close();
  await expect(signIn()).rejects.toMatchObject({ code: 'network' });
});

test('is joined by whoever asks for the same sign-in, and lives on when one of them goes', async () => {
  around = await surroundings({ knobs: { person: 'is away' } });
  await around.sso.signIn(NAME, 'device');
  await pageShown(around);
  const impatient = new AbortController();
  const [first, second] = [signIn(), signIn(impatient.signal)];
  impatient.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  expect(around.session().status).toBe('signing-in');
  around.center.knobs.person = 'approves';
  await first;
  expect(around.center.records.count('StartDeviceAuthorization')).toBe(1);
});
