import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MFA_PROFILE } from '../../electron/sandbox/seed/accounts';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { stepAt, totp } from '../../electron/sandbox/sts/totp';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { runOnTerminal } from '../support/pseudo-terminal';
import { PROGRAM, runBerth } from './cli-runs';
import { awsIdentity, writeWayInFiles, type WayInFiles } from './way-in-files';

const MASTER = 'arn:aws:sts::444455556666:assumed-role/harbour-master/here';
const PROMPT = /MFA code for \S+.*: /;

requires('aws-endpoints', 'script').describe('an MFA code on a terminal', () => {
  let folder: string;
  let sandbox: Sandbox;
  let home: BerthHome;
  let files: WayInFiles;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-mfa-'));
    home = await createBerthHome();
    sandbox = await startSandbox({ stateDir: folder, empty: true });
    files = await writeWayInFiles(home, sandbox.description);
  });
  afterAll(async () => {
    await sandbox?.close();
    await Promise.all([home?.remove(), rm(folder, { recursive: true, force: true })]);
  });

  /** What the device shows, some steps from now; the sandbox takes one early or late, and each only once. */
  const code = (steps: number): string => totp(MFA_PROFILE.secret, stepAt(Date.now()) + steps);
  const wrong = (): string => ['000000', '111111', '222222', '333333'].find((guess) => ![-1, 0, 1].some((steps) => code(steps) === guess)) ?? '';
  const whoami = (profile: string, answer: () => string) =>
    runOnTerminal({ program: process.execPath, args: [PROGRAM, 'whoami', '--profile', profile], env: files.env, answer: { prompt: PROMPT, with: answer } });

  test('is asked again after a wrong one, and opens the session that the AWS CLI opens with its own', async () => {
    const args = ['--profile', 'mfa', 'sts', 'get-caller-identity'];
    const aws = await runOnTerminal({ program: 'aws', args, env: { ...files.env, AWS_PAGER: '' }, answer: { prompt: /Enter MFA code for \S+: /, with: () => code(-1) } });
    expect(aws.screen).toContain(MASTER);
    // The AWS CLI has kept its session and asks no more.
    expect(await awsIdentity('mfa', files.env)).toEqual({ accountId: '444455556666', arn: MASTER });

    const answers = [wrong, () => '12 34', () => code(1)];
    const berth = await whoami('mfa', () => answers.shift()?.() ?? '');
    expect(berth).toMatchObject({ code: 0 });
    expect(berth.screen).toContain(MASTER);
    expect(berth.screen.match(/AWS did not accept that code/g)).toHaveLength(2);
  });

  test('is refused after three wrong ones, and at once for a device of somebody else', async () => {
    let asked = 0;
    const count = (answer: () => string) => () => {
      asked += 1;
      return answer();
    };
    const thrice = await whoami('mfa-other-role', count(wrong));
    expect(thrice).toMatchObject({ code: 1 });
    expect(thrice.screen).toContain('AWS did not accept the MFA code for profile mfa-other-role.');
    expect(asked).toBe(3);
    const foreign = await whoami('mfa-foreign', count(() => code(0)));
    expect(foreign.screen).toContain('Check mfa_serial');
    expect(asked).toBe(4);
  });

  test('cannot be asked without a terminal, which is said at once', async () => {
    const { code: status, stdout } = await runBerth(['whoami', '--profile', 'mfa-other-role', '--json'], files.env);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'mfa-required', message: 'Profile mfa-other-role needs a code from its MFA device.', remedy: { kind: 'sign-in', profile: 'mfa-other-role' } },
    });
  });

  requires('keyring').test('is not asked again by the next command, nor by one whose role is taken from that session', async () => {
    const { code: status, stdout } = await runBerth(['whoami', '--profile', 'mfa', '--json'], files.env);
    expect({ status, stdout: stdout.trim() }).toEqual({ status: 0, stdout: expect.stringContaining(MASTER) as string });
    const next = await runBerth(['whoami', '--profile', 'after-mfa', '--json'], files.env);
    expect(JSON.parse(next.stdout)).toMatchObject({ arn: 'arn:aws:sts::444455556666:assumed-role/mate/here' });
  });
});
