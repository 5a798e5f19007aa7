import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MFA_PROFILE } from '../../electron/sandbox/seed/accounts';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { stepAt, totp } from '../../electron/sandbox/sts/totp';
import { Credentials } from '../../electron/sessions/credentials';
import { Questions } from '../../electron/sessions/questions';
import { noSecrets, noSso, profilesOf } from './credential-ports';

const MINUTE = 60_000;
let folder: string;
let sandbox: Sandbox;
/** How far Berth's clock is ahead of AWS's. */
let ahead = 0;
const now = (): number => Date.now() + ahead;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-mfa-early-'));
  sandbox = await startSandbox({ stateDir: folder, empty: true });
});
afterAll(async () => {
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

test('who signs in shortly before the end opens the session anew; background work and who declines keep the old one', async () => {
  const { endpoint, configFile, credentialsFile } = sandbox.description;
  const common = { source: 'aws-files' as const, regions: ['eu-central-1'], endpoints: { sts: endpoint }, files: { configFile, credentialsFile } };
  const master = { ...common, name: 'master', kind: 'assume-role' as const, roleArn: 'arn:aws:iam::444455556666:role/harbour-master', sourceProfile: 'sandbox-harbour', mfaSerial: MFA_PROFILE.serial };
  const profiles = profilesOf([{ ...common, name: 'sandbox-harbour', kind: 'static' }, master]);
  const questions = new Questions({ newId: () => String(Math.random()) });
  // A code is good once; the one of the next half minute is taken, too.
  const codes = [0, 1].map((later) => totp(MFA_PROFILE.secret, stepAt(Date.now()) + later));
  const code = (): string => codes.shift() ?? '';
  let asked = 0;
  let declines = false;
  questions.onChange(() => {
    const [question] = questions.state().questions;
    if (question === undefined) return;
    asked += 1;
    setImmediate(() => (declines ? questions.cancel(question.id) : questions.answer(question.id, code())));
  });
  const credentials = new Credentials({ profiles, questions, secrets: noSecrets, sso: noSso, env: {}, clock: now });

  await credentials.open('master');
  const keyOf = async (): Promise<string> => (await credentials.providerFor('master')()).accessKeyId;
  const first = await keyOf();
  ahead += 50 * MINUTE;
  await credentials.open('master');
  expect([asked, await keyOf()]).toEqual([1, first]);

  // Six minutes ahead its person is told of the end.
  ahead += 5 * MINUTE;
  expect([asked, await keyOf()]).toEqual([1, first]);
  declines = true;
  await credentials.open('master');
  expect([asked, await keyOf()]).toEqual([2, first]);
  declines = false;
  await credentials.open('master');
  expect(asked).toBe(3);
  expect(await keyOf()).not.toBe(first);
});
