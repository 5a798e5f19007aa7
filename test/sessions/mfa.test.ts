import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { MFA_PROFILE } from '../../electron/sandbox/seed/accounts';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { stepAt, totp } from '../../electron/sandbox/sts/totp';
import { Credentials } from '../../electron/sessions/credentials';
import { Questions } from '../../electron/sessions/questions';
import { AppError } from '../../shared/errors';
import { MemorySecretCache, never, noSecrets, noSso, profilesOf } from './credential-ports';

let folder: string;
let sandbox: Sandbox;
/** How far the sandbox and Berth are ahead of the true time. A step of its own for each test: a code is good once. */
let ahead = 0;
const now = (): number => Date.now() + ahead;
const code = (): string => totp(MFA_PROFILE.secret, stepAt(now()));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-mfa-'));
  sandbox = await startSandbox({ stateDir: folder, empty: true, now });
});
afterAll(async () => {
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  // Two steps: each takes codes one early and one late. Clocks may be fifteen minutes apart.
  ahead += 61_000;
});

const definitions = (): ProfileDefinition[] => {
  const { endpoint, configFile, credentialsFile } = sandbox.description;
  const common = { source: 'aws-files' as const, regions: ['eu-central-1'], endpoints: { sts: endpoint }, files: { configFile, credentialsFile } };
  const role = { ...common, kind: 'assume-role' as const };
  return [
    { ...common, name: 'sandbox-harbour', kind: 'static' },
    { ...role, name: 'master', roleArn: 'arn:aws:iam::444455556666:role/harbour-master', sourceProfile: 'sandbox-harbour', mfaSerial: MFA_PROFILE.serial },
    { ...role, name: 'mate', roleArn: 'arn:aws:iam::444455556666:role/mate', sourceProfile: 'master' },
    { ...role, name: 'long', roleArn: 'arn:aws:iam::444455556666:role/harbour-master', sourceProfile: 'sandbox-harbour', mfaSerial: MFA_PROFILE.serial, durationSeconds: 7200 },
  ];
};

/** Berth's credentials, and a person who gives these answers in turn and then declines. */
function opened(answers: (() => string)[], { cache = new MemorySecretCache(), attended = false } = {}) {
  let id = 0;
  const asked: { profile: string; wrong: boolean }[] = [];
  const questions = new Questions({ newId: () => `q${(id += 1)}` });
  const seen = new Set<string>();
  questions.onChange(() => {
    for (const question of questions.state().questions) {
      if (seen.has(question.id) || question.kind !== 'mfa-code') continue;
      seen.add(question.id);
      asked.push({ profile: question.profile, wrong: question.wrong });
      const answer = answers.shift();
      setImmediate(() => (answer === undefined ? questions.cancel(question.id) : questions.answer(question.id, answer())));
    }
  });
  const profiles = profilesOf(definitions());
  const credentials = new Credentials({ profiles, questions, secrets: noSecrets, sso: noSso, env: {}, sessionCache: cache, clock: now, attended });
  return { credentials, profiles, asked, cache };
}

test('background work asks nobody, and says who has to sign in', async () => {
  const { credentials, asked } = opened([]);
  await expect(credentials.providerFor('mate')()).rejects.toMatchObject({ code: 'mfa-required', message: expect.stringContaining('Profile master'), remedy: { kind: 'sign-in', profile: 'mate' } });
  expect(asked).toEqual([]);
  expect(credentials.stateOf('mate')).toMatchObject({ needs: 'mfa' });
});

test('a person opens the session; then nobody is asked, however long the chain and whatever file changed', async () => {
  const { credentials, profiles, asked } = opened([code]);
  const heard: string[] = [];
  credentials.onChange((profile) => heard.push(profile));
  await credentials.open('mate');
  profiles.change();
  expect(await credentials.providerFor('mate')()).toHaveProperty('sessionToken');
  expect(await credentials.providerFor('master')()).toHaveProperty('sessionToken');
  expect(asked).toEqual([{ profile: 'master', wrong: false }]);
  expect(heard).toEqual(expect.arrayContaining(['master', 'mate']));
  const [session] = credentials.opened();
  expect(session).toMatchObject({ profile: 'master' });
  expect((session?.expiresAt ?? 0) - (session?.issuedAt ?? 0)).toBeGreaterThan(3_500_000);
});

test('several who wait share one question and one call: a code is good once', async () => {
  const { credentials, asked } = opened([code]);
  await Promise.all([credentials.open('master'), credentials.open('mate'), credentials.open('master')]);
  expect(asked).toHaveLength(1);
});

test('a wrong code is asked again and says so, three times at most', async () => {
  const good = opened([() => '12345', () => '000000', code]);
  await good.credentials.open('master');
  expect(good.asked.map(({ wrong }) => wrong)).toEqual([false, true, true]);
  const bad = opened([() => '000000', () => '000000', () => '000000', code]);
  await expect(bad.credentials.open('master')).rejects.toMatchObject({ code: 'mfa-rejected' });
  expect(bad.asked).toHaveLength(3);
});

test('a person who declines ends it', async () => {
  const { credentials } = opened([]);
  await expect(credentials.open('master')).rejects.toMatchObject({ code: 'cancelled' });
});

test('a restart finds the session again; another role, duration or key does not', async () => {
  const { credentials, cache } = opened([code]);
  await credentials.open('master');
  const later = opened([], { cache });
  expect(await later.credentials.providerFor('master')()).toHaveProperty('sessionToken');
  expect(later.credentials.opened()).toHaveLength(1);
  await expect(later.credentials.providerFor('long')()).rejects.toMatchObject({ code: 'mfa-required' });
  expect([...cache.records.keys()].join()).toMatch(/^mfa-session-[0-9a-f]{64}$/);
});

test('a record that is damaged or has ended is none', async () => {
  const { credentials, cache } = opened([code]);
  await credentials.open('master');
  const [name = '', record = ''] = [...cache.records][0] ?? [];
  cache.records.set(name, record.replace(/"expiration":"[^"]+"/, '"expiration":"2020-01-01T00:00:00.000Z"'));
  await expect(opened([], { cache }).credentials.providerFor('master')()).rejects.toMatchObject({ code: 'mfa-required' });
  cache.records.set(name, 'rubbish');
  await expect(opened([], { cache }).credentials.providerFor('master')()).rejects.toMatchObject({ code: 'mfa-required' });
});

test('a command whose person is there asks them for whatever it needs', async () => {
  const { credentials, asked } = opened([code], { attended: true });
  const provider = credentials.providerFor('mate');
  await Promise.all([provider(), provider()]);
  expect(asked).toHaveLength(1);
});

const ended = (): AppError => new AppError('session-expired', 'The session corp has ended.', { remedy: { kind: 'sso-sign-in', session: 'corp' } });

test('an SSO session is signed in again when a person opens it, never in the background', async () => {
  let signedIn = 0;
  const sso = {
    credentialsFor: () => (signedIn > 0 ? Promise.resolve({ accessKeyId: 'ASIA', secretAccessKey: 's' }) : Promise.reject(ended())),
    signInAndWait: async () => void (signedIn += 1),
  };
  const profile: ProfileDefinition = { name: 'corp', source: 'aws-files', kind: 'sso', regions: ['eu-west-1'], endpoints: {} };
  const credentials = new Credentials({ profiles: profilesOf([profile]), questions: { ask: never }, secrets: noSecrets, sso, env: {} });
  await expect(credentials.providerFor('corp')()).rejects.toMatchObject({ code: 'session-expired' });
  expect(credentials.stateOf('corp')).toMatchObject({ needs: 'sso' });
  await credentials.open('corp');
  expect(signedIn).toBe(1);
  expect(await credentials.providerFor('corp')()).toMatchObject({ accessKeyId: 'ASIA' });
});
