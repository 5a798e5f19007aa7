import { expect, test } from 'vitest';
import type { SsoSession } from '../../shared/model/sso';
import type { CliServices } from '../../electron/cli/services';
import { errorOf, profile, run } from './run-cli';

const session = (name: string, over: Partial<SsoSession> = {}): SsoSession => ({
  name,
  startUrl: `https://${name}.awsapps.com/start`,
  region: 'eu-central-1',
  source: 'aws-files',
  status: 'signed-out',
  renewable: false,
  profiles: [],
  ...over,
});

interface Called {
  signedIn: unknown[];
  made: unknown[];
  added: unknown[];
}

function sso(sessions: SsoSession[], over: Partial<CliServices['sso']> = {}): { called: Called; services: Partial<CliServices> } {
  const called: Called = { signedIn: [], made: [], added: [] };
  let tell = (): void => undefined;
  return {
    called,
    services: {
      sso: {
        state: () => ({ sessions }),
        onChange: (listener) => ((tell = listener), () => undefined),
        signInAndWait: async (name, _signal, how) => {
          called.signedIn.push([name, how]);
          const found = sessions.find((one) => one.name === name);
          if (found !== undefined) Object.assign(found, { flow: { method: 'device', verificationUri: 'https://device.example/?user_code=ABCD-EFGH', userCode: 'ABCD-EFGH' } });
          tell();
          tell();
          await Promise.resolve();
        },
        cancel: () => Promise.resolve(),
        signOut: () => Promise.resolve(),
        addSession: (input) => Promise.resolve(void called.added.push(input)),
        removeSession: () => Promise.resolve(),
        accounts: () => Promise.resolve([{ accountId: '111122223333', accountName: 'Prod', roles: ['Admin', 'Reader'] }, { accountId: '444455556666', accountName: 'Dev', roles: ['Reader'] }]),
        makeProfiles: (input) => Promise.resolve(void called.made.push(input)),
        ...over,
      },
    },
  };
}

test('login takes the only session there is, and says page and code once', async () => {
  const { called, services } = sso([session('harbour')]);
  const { status, stderr } = await run(['sso', 'login'], { services });
  expect(status).toBe(0);
  expect(called.signedIn).toEqual([['harbour', { method: 'browser', quiet: false }]]);
  expect(stderr).toBe('To sign in to harbour, open this page and compare the code ABCD-EFGH:\nhttps://device.example/?user_code=ABCD-EFGH\n');
});

test('login takes the session of the profile asked for, with a code and without a browser where that is asked for', async () => {
  const { called, services } = sso([session('harbour'), session('other')]);
  const profiles = { profiles: [profile('dev', { kind: 'sso', ssoSession: 'other' }), profile('key')] };
  await run(['sso', 'login', '--profile', 'dev', '--device'], { services, profiles });
  await run(['sso', 'login', 'harbour', '--no-browser'], { services });
  expect(called.signedIn).toEqual([['other', { method: 'device', quiet: false }], ['harbour', { method: 'browser', quiet: true }]]);
  expect(errorOf((await run(['sso', 'login', '--profile', 'key', '--json'], { services, profiles })).stdout)).toMatchObject({ code: 'invalid-input', message: 'Profile key does not sign in through IAM Identity Center.' });
});

test('login asks which session when there are several, or none', async () => {
  const many = await run(['sso', 'login', '--json'], sso([session('a'), session('b')]));
  expect(errorOf(many.stdout)).toMatchObject({ message: 'There are several sessions.', hint: 'Name one of: a, b.' });
  const none = await run(['sso', 'login', '--json'], sso([]));
  expect(errorOf(none.stdout)).toMatchObject({ message: 'There is no IAM Identity Center session.' });
});

test('add needs a start URL and a region', async () => {
  const { called, services } = sso([]);
  expect(errorOf((await run(['sso', 'add', 'mine', '--json'], { services })).stdout).code).toBe('invalid-input');
  expect(errorOf((await run(['sso', 'add', 'mine', '--start-url', 'https://a/start', '--json'], { services })).stdout).message).toBe('The region of IAM Identity Center is missing.');
  await run(['sso', 'add', 'mine', '--start-url', 'https://a/start', '--region', 'eu-west-1'], { services });
  expect(called.added).toEqual([{ name: 'mine', startUrl: 'https://a/start', region: 'eu-west-1' }]);
});

test('profiles makes those that are chosen, none without a choice, and never takes a name twice', async () => {
  const { called, services } = sso([session('harbour')]);
  const make = (...more: string[]) => run(['sso', 'profiles', 'harbour', '--region', 'eu-central-1', '--json', ...more], { services, profiles: { profiles: [profile('dev-Reader')] } });
  expect(errorOf((await make()).stdout)).toMatchObject({ code: 'invalid-input', message: 'Nothing is chosen.' });
  expect(errorOf((await make('--role', 'Owner')).stdout)).toMatchObject({ code: 'access-denied' });
  await make('--role', 'Reader');
  await make('--all');
  expect(called.made).toEqual([
    { session: 'harbour', region: 'eu-central-1', profiles: [{ name: 'prod-Reader', accountId: '111122223333', roleName: 'Reader' }, { name: '444455556666-Reader', accountId: '444455556666', roleName: 'Reader' }] },
    {
      session: 'harbour',
      region: 'eu-central-1',
      profiles: [{ name: 'prod-Admin', accountId: '111122223333', roleName: 'Admin' }, { name: 'prod-Reader', accountId: '111122223333', roleName: 'Reader' }, { name: '444455556666-Reader', accountId: '444455556666', roleName: 'Reader' }],
    },
  ]);
});

test('list and accounts are tables for people', async () => {
  const { services } = sso([session('harbour', { status: 'signed-in', profiles: ['dev', 'prod'] })]);
  expect((await run(['sso', 'list'], { services })).stdout).toMatch(/SESSION +STATUS.*\nharbour +signed-in .*dev, prod\n/);
  expect((await run(['sso', 'accounts', 'harbour'], { services })).stdout).toMatch(/444455556666 +Dev +Reader\n/);
});
