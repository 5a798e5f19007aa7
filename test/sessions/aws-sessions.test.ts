import { beforeEach, expect, test } from 'vitest';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import type { Life } from '../../electron/refresh/life';
import { RefreshScheduler } from '../../electron/refresh/refresh-scheduler';
import { AwsSessions } from '../../electron/sessions/aws-sessions';
import { AppError } from '../../shared/errors';
import { World } from '../refresh/week/world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const base = { source: 'aws-files' as const, regions: ['eu-central-1'], endpoints: {} };
const mfaSerial = 'arn:aws:iam::111122223333:mfa/me';
const definitions: ProfileDefinition[] = [
  { ...base, name: 'keys', kind: 'static' },
  { ...base, name: 'admin', kind: 'assume-role', sourceProfile: 'keys', mfaSerial },
  { ...base, name: 'ops', kind: 'assume-role', sourceProfile: 'admin' },
  { ...base, name: 'corp-dev', kind: 'sso', sso: { session: 'corp', startUrl: 'https://corp.example/start', region: 'eu-central-1', accountId: '111122223333', roleName: 'dev' } },
  { ...base, name: 'one', kind: 'assume-role', sourceProfile: 'other' },
  { ...base, name: 'other', kind: 'assume-role', sourceProfile: 'one' },
];

let world: World;
let refresh: RefreshScheduler;
let sessions: AwsSessions;
let roles: ({ profile: string } & Life)[];
let corp: ({ renewable: boolean } & Life) | undefined;
let credentialsChanged: () => void;
let ssoChanged: () => void;
let openWith: () => Promise<void>;
let renewals: number;

beforeEach(() => {
  world = new World(Date.parse('2026-01-01T00:00:00Z'));
  refresh = new RefreshScheduler({ wall: world.wall, steady: world.steady, random: () => 0, timers: world.timers });
  [roles, corp, renewals] = [[], undefined, 0];
  openWith = () => Promise.resolve();
  sessions = new AwsSessions({
    profiles: { definitions: () => definitions, onChange: () => () => undefined },
    refresh,
    credentials: { open: () => openWith(), opened: () => roles, onChange: (listener) => ((credentialsChanged = listener), () => undefined) },
    sso: {
      state: () => ({ sessions: [] }),
      tokens: () => (corp === undefined ? [] : [{ session: 'corp', ...corp }]),
      renew: () => {
        renewals += 1;
        return Promise.reject(new AppError('session-expired', 'The refresh token is used up.'));
      },
      onChange: (listener) => ((ssoChanged = listener), () => undefined),
    },
  });
  sessions.start();
  refresh.start();
});

const rowOf = (profile: string) => sessions.rows().find((row) => row.profile === profile);
const after = (time: number): Promise<void> => world.runUntil(world.now + time, () => undefined);
const hour = (): Life => ({ issuedAt: world.wall(), expiresAt: world.wall() + HOUR });

test('has a row for what a person opens, also further down a chain, and none for the rest', () => {
  expect(sessions.rows()).toEqual([
    { profile: 'admin', status: 'needs-person', needs: 'mfa', renewable: false },
    { profile: 'ops', status: 'needs-person', needs: 'mfa', through: 'admin', renewable: false },
    { profile: 'corp-dev', status: 'needs-person', needs: 'sso', ssoSession: 'corp', renewable: false },
  ]);
});

test('an opened role is open until its end, and says so a tenth of its life ahead', async () => {
  roles = [{ profile: 'admin', ...hour() }];
  credentialsChanged();
  const heard: (string | undefined)[] = [];
  sessions.onChange(() => heard.push(`${rowOf('ops')?.status}${rowOf('ops')?.endsSoon === true ? ' ends soon' : ''}`));
  expect(rowOf('ops')).toEqual({ profile: 'ops', status: 'open', needs: 'mfa', through: 'admin', expiresAt: '2026-01-01T01:00:00.000Z', renewable: false });
  await after(54 * MINUTE - 1_000);
  expect(heard).toEqual([]);
  await after(MINUTE);
  await after(7 * MINUTE);
  expect(heard).toEqual(['open ends soon', 'needs-person']);
});

test('a renewable SSO session needs nobody, until its refresh token is refused; then it says so near its end', async () => {
  corp = { renewable: true, ...hour() };
  ssoChanged();
  expect(rowOf('corp-dev')).toMatchObject({ status: 'open', renewable: true });
  await after(31 * MINUTE);
  expect([renewals, rowOf('corp-dev')?.renewable, rowOf('corp-dev')?.endsSoon]).toEqual([1, false, undefined]);
  await after(25 * MINUTE);
  expect([renewals, rowOf('corp-dev')?.endsSoon]).toEqual([1, true]);
  await after(5 * MINUTE);
  expect(rowOf('corp-dev')?.status).toBe('needs-person');
});

test('lets what waited for a person be tried again as soon as something is opened', async () => {
  let tries = 0;
  const renew = (): Promise<Life> => {
    tries += 1;
    return roles.length === 0 ? Promise.reject(new AppError('mfa-required', 'A code is needed.')) : Promise.resolve({ issuedAt: world.wall(), expiresAt: world.wall() + 12 * HOUR });
  };
  refresh.set({ key: 'docker', issuedAt: world.wall() - HOUR, expiresAt: world.wall(), renew });
  await after(5 * HOUR);
  expect(tries).toBe(1);
  roles = [{ profile: 'admin', ...hour() }];
  credentialsChanged();
  await after(MINUTE);
  expect(tries).toBe(2);
});

test('is opening while its person is asked, and tells why it could not be opened', async () => {
  let fail: (thrown: Error) => void = () => undefined;
  openWith = () => new Promise((_, reject) => (fail = reject));
  const opening = sessions.open('ops');
  expect([rowOf('admin')?.status, rowOf('ops')?.status]).toEqual(['opening', 'opening']);
  fail(new AppError('mfa-rejected', 'AWS did not accept the MFA code.'));
  await expect(opening).rejects.toMatchObject({ code: 'mfa-rejected' });
  expect(rowOf('ops')).toMatchObject({ status: 'failed', error: { code: 'mfa-rejected' } });
});

test('a person who declines leaves it as it was', async () => {
  openWith = () => Promise.reject(new AppError('cancelled', 'No MFA code was given.'));
  await expect(sessions.open('admin')).rejects.toMatchObject({ code: 'cancelled' });
  expect(rowOf('admin')).toEqual({ profile: 'admin', status: 'needs-person', needs: 'mfa', renewable: false });
});

test('names for everything that is shut one profile that opens it', () => {
  expect(sessions.shut()).toEqual(['admin', 'corp-dev']);
  expect(['keys', 'admin', 'ops', 'one'].map((profile) => sessions.needsPerson(profile))).toEqual([false, true, true, false]);
});
