import type { Job } from '../../shared/model/moving/job';
import { expect, test } from 'vitest';
import { trayMenu, type TrayItem } from '../../electron/shell/tray/tray-menu';
import { summarize, type TrayState } from '../../electron/shell/tray/tray-state';
import { timeLeft } from '../../electron/shell/tray/time-left';
import { Settings } from '../../shared/model/settings';
import type { Profile } from '../../shared/model/profile';
import type { AwsSession, Session } from '../../shared/model/session';

const now = new Date('2026-01-01T12:00:00Z');
const region = 'eu-central-1';
const session = (profile: string, rest: Partial<Session>): Session => ({
  profile,
  region,
  status: 'signed-out',
  ...rest,
});
const until = '2026-01-01T15:20:30Z';

const state = (rest: Partial<TrayState> = {}): TrayState => ({
  profiles: {
    profiles: ['dev', 'prod'].map((name) => ({
      name,
      source: 'aws-files',
      kind: 'static',
      regions: [region],
    })),
    problems: [],
    files: [],
  },
  sessions: { sessions: [], aws: [] },
  jobs: { jobs: [] },
  docker: { status: 'available', context: 'default', host: 'unix:///docker.sock', containers: [], images: [] },
  app: {
    version: '1',
    platform: 'linux',
    sandbox: 'stopped',
    secrets: { store: 'keychain', locked: false },
    settings: Settings.parse({}),
  },
  inventory: { revision: 0, total: 0, sources: [] },
  online: true,
  ...rest,
});
const sessions = (...all: Session[]): Partial<TrayState> => ({ sessions: { sessions: all, aws: [] } });

/** The item at a path of labels, the way a person clicks through. */
const at = (items: readonly TrayItem[], ...[label, ...below]: string[]): TrayItem | undefined => {
  const found = items.find((item) => 'label' in item && item.label.startsWith(label ?? ''));
  if (below.length === 0 || found === undefined || !('label' in found)) return found;
  return at(found.submenu ?? [], ...below);
};

test('offers to sign in a profile that is signed out, and to sign out one that is not', () => {
  const menu = trayMenu(state(sessions(session('dev', { status: 'signed-in', expiresAt: until }))), now);
  expect(at(menu, 'dev: 3 h 20 min left', 'Sign out')).toMatchObject({
    action: { kind: 'sign-out', profile: 'dev', region },
  });
  expect(at(menu, 'prod: signed out')).toMatchObject({
    action: { kind: 'sign-in', profile: 'prod', region },
  });
});

test('signs a profile of many regions in with one click below it, and each region by itself', () => {
  const base = state();
  const profiles = base.profiles.profiles.map((profile) => ({ ...profile, regions: [region, 'us-east-1'] }));
  const menu = trayMenu(state({ profiles: { ...base.profiles, profiles } }), now);
  expect(at(menu, 'dev: signed out', 'Sign in everywhere')).toMatchObject({ action: { kind: 'sign-in', profile: 'dev' } });
  expect(at(menu, 'dev: signed out', 'Sign in to us-east-1')).toMatchObject({ action: { kind: 'sign-in', profile: 'dev', region: 'us-east-1' } });
});

test('calls a profile by the person’s own words, and marks production', () => {
  const base = state();
  const [dev, prod] = base.profiles.profiles as [Profile, Profile];
  const menu = trayMenu(state({ profiles: { ...base.profiles, profiles: [{ ...dev, label: 'Playground' }, { ...prod, production: true }] } }), now);
  expect(at(menu, 'Playground (dev): signed out')).toBeDefined();
  expect(at(menu, 'prod [production]: signed out')).toBeDefined();
});

test('tells the time left of Docker’s sign-in and of the AWS session behind it', () => {
  const aws: AwsSession = { profile: 'dev', status: 'open', needs: 'mfa', renewable: false, expiresAt: '2026-01-01T12:42:00Z' };
  const docker = session('dev', { status: 'signed-in', host: 'r.example', expiresAt: until });
  expect(at(trayMenu(state({ sessions: { sessions: [docker], aws: [aws] } }), now), 'dev: 3 h 20 min left, AWS session 42 min left')).toBeDefined();
});

test('offers what waits for the person on top: one sign-in for all profiles of an SSO session, an MFA code for its profile', () => {
  const signedIn = (profile: string): Session => session(profile, { status: 'failed', host: `${profile}.example`, error: { code: 'session-expired', message: 'It has ended.' } });
  const aws: AwsSession[] = [
    { profile: 'dev', status: 'needs-person', needs: 'sso', ssoSession: 'corp', renewable: false },
    { profile: 'prod', status: 'needs-person', needs: 'sso', ssoSession: 'corp', renewable: false },
    { profile: 'ops', status: 'open', endsSoon: true, needs: 'mfa', renewable: false },
    { profile: 'never-used', status: 'needs-person', needs: 'mfa', renewable: false },
  ];
  const all = state({ sessions: { sessions: [signedIn('dev'), signedIn('prod')], aws } });
  const menu = trayMenu(all, now);
  expect(menu.filter((item) => 'action' in item && (item.action?.kind === 'sso-sign-in' || item.action?.kind === 'open-session'))).toEqual([
    { label: 'Sign in to corp…', action: { kind: 'sso-sign-in', session: 'corp' } },
    { label: 'Enter MFA code for ops…', action: { kind: 'open-session', profile: 'ops' } },
  ]);
  expect(summarize(all, now)).toEqual({ icon: 'attention', tooltip: 'Berth: 2 sessions need you to sign in' });
});

test('keeps ECR Public apart from the profile’s own registries', () => {
  const menu = trayMenu(state(sessions(session('dev', { status: 'signed-in', region: 'us-east-1', host: 'public.ecr.aws', public: true, expiresAt: until }))), now);
  expect(at(menu, 'dev: signed out', 'Sign out of ECR Public')).toMatchObject({ action: { kind: 'sign-out-public' } });
  expect(at(menu, 'dev: signed out', 'Sign in')).toMatchObject({ action: { kind: 'sign-in', profile: 'dev', region } });
});

test('says whose sign-in a profile shares, for a registry has one for all its profiles', () => {
  const account = { accountId: '123456789012', region };
  const source = { ...account, profile: 'prod', status: 'ready', repositories: 0 } as const;
  const inventory = { revision: 1, total: 0, sources: [source] };
  const signedIn = sessions(session('dev', { ...account, status: 'signed-in', expiresAt: until }));
  expect(at(trayMenu(state({ ...signedIn, inventory }), now), 'prod: signed in as dev')).toBeDefined();
});

test('shows a running job with its per cent and a way to cancel it', () => {
  const progress = { step: 'Pushing', doneBytes: 42, totalBytes: 100, parts: [] };
  const job = {
    id: 'j1',
    kind: 'pull',
    title: 'Pull web',
    status: 'running',
    createdAt: until,
    progress,
    input: {},
  } as const;
  const menu = trayMenu(state({ jobs: { jobs: [job] } }), now);
  expect(at(menu, 'Pull web: 42 %', 'Cancel')).toMatchObject({ action: { kind: 'cancel-job', id: 'j1' } });
});

test.each([
  ['stopped', 'Start the sandbox', 'start-sandbox'],
  ['running', 'Stop the sandbox', 'stop-sandbox'],
] as const)('with a %s sandbox offers “%s”', (sandbox, label, kind) => {
  const base = state();
  expect(at(trayMenu(state({ app: { ...base.app, sandbox } }), now), label)).toMatchObject({
    action: { kind },
  });
});

test('takes a file or folder to push, whatever else there is', () => {
  for (const menu of [trayMenu(state(), now), trayMenu(state({ profiles: { profiles: [], problems: [], files: [] } }), now)])
    expect(at(menu, 'Push a file or folder…')).toMatchObject({ action: { kind: 'quick-push' } });
});

test('always ends with Quit and never offers to sign in all of no profiles', () => {
  const menu = trayMenu(state({ profiles: { profiles: [], problems: [], files: [] } }), now);
  expect(menu.at(-1)).toEqual({ label: 'Quit Berth', action: { kind: 'quit' } });
  expect(at(menu, 'Sign in all')).toBeUndefined();
});

const transfer = (id: string, done: number, secondsLeft?: number): Job => ({
  id,
  kind: 'copy',
  title: `Copy ${id}`,
  status: 'running',
  createdAt: '2026-01-01T12:00:00Z',
  progress: { step: 'Copying', doneBytes: done, totalBytes: 100, parts: [], ...(secondsLeft !== undefined && { secondsLeft }) },
  input: {},
});

test.each<[string, Partial<TrayState>, string, string]>([
  ['nothing signed in', {}, 'idle', 'Berth: Docker is not signed in'],
  [
    'one signed in',
    sessions(session('dev', { status: 'signed-in', expiresAt: until })),
    'signed-in',
    'Berth: signed in to 1 registry, 3 h 20 min left',
  ],
  [
    'one refreshing',
    sessions(session('dev', { status: 'refreshing' })),
    'busy',
    'Berth: refreshing sign-ins',
  ],
  [
    'one expired',
    sessions(session('dev', { status: 'expired' })),
    'attention',
    'Berth: dev needs you to sign in',
  ],
  ['no network', { online: false }, 'attention', 'Berth: offline'],
  ['one transfer', { jobs: { jobs: [transfer('a', 25, 83)] } }, 'busy', 'Berth: Copy a, 25 %, 2 min left'],
  ['two transfers', { jobs: { jobs: [transfer('a', 25, 7), transfer('b', 75)] } }, 'busy', 'Berth: 2 transfers, 50 %, 10 s left'],
])('with %s the icon and tooltip say so', (_case, rest, icon, tooltip) => {
  expect(summarize(state(rest), now)).toEqual({ icon, tooltip });
});

test.each([
  [0, 'ended'],
  [59, 'less than a minute left'],
  [60, '1 min left'],
  [7200, '2 h left'],
])('%i seconds are “%s”', (seconds, words) => {
  expect(timeLeft(new Date(now.getTime() + seconds * 1000), now)).toBe(words);
});
