import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ROLE_PROFILE } from '../../electron/sandbox/seed/accounts';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { cacheFileName } from '../../electron/sessions/sso/cache/token-file';
import { WireError } from '../../shared/errors';
import { CallerIdentity } from '../../shared/model/profile';
import { SsoAccount, SsoSession } from '../../shared/model/sso';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { START_URL, startIdentityCenter, type IdentityCenter } from '../support/identity-center/identity-center';
import type { RoleKeys } from '../support/identity-center/portal';
import { until } from '../support/until';
import { runBerth, type Ended, type Env } from './cli-runs';
import { awsIdentity } from './way-in-files';

const LIGHTHOUSE = '444455556666';
const HARBOUR = '111122223333';
const PERSON = 'ada@example.com';
const ARN = `arn:aws:sts::${LIGHTHOUSE}:assumed-role/deployer/${PERSON}`;
const PROGRAM = fileURLToPath(new URL('../../dist/cli/berth.cjs', import.meta.url));
const WITH_BOTOCORE = fileURLToPath(new URL('../support/programs/aws-sso.py', import.meta.url));

/** A Python that has botocore, its own or that of the AWS CLI. */
const python = ['python3', '/usr/bin/python3'].find((program) => {
  try {
    execFileSync(program, ['-c', 'try:\n import awscli.botocore\nexcept ImportError:\n import botocore'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

let sandboxFolder: string;
let sandbox: Sandbox;
let center: IdentityCenter;
let home: BerthHome;
let env: Env;
/** Everything that any process of a test printed. */
let printed = '';

/** The role's keys come from the sandbox, so that its STS knows who uses them. */
const roleKeys = async ({ roleName }: { roleName: string }): Promise<RoleKeys> => {
  const captain = sandbox.description.profiles.find(({ name }) => name === 'sandbox-harbour');
  if (captain === undefined || !ROLE_PROFILE.roleArn.endsWith(`/${roleName}`)) throw new Error(`The sandbox has no role ${roleName}.`);
  const sts = new STSClient({ endpoint: sandbox.description.endpoint, region: 'eu-central-1', credentials: captain });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE_PROFILE.roleArn, ExternalId: ROLE_PROFILE.externalId, RoleSessionName: PERSON }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  center.records.secrets.push(SecretAccessKey, SessionToken);
  return { ...keys, expiration: Expiration?.getTime() ?? 0 };
};

beforeAll(async () => {
  sandboxFolder = await mkdtemp(join(tmpdir(), 'berth-sso-sandbox-'));
  sandbox = await startSandbox({ stateDir: sandboxFolder, empty: true });
});
afterAll(async () => {
  await sandbox.close();
  await rm(sandboxFolder, { recursive: true, force: true });
});

beforeEach(async () => {
  printed = '';
  center = await startIdentityCenter({
    accounts: [
      { accountId: HARBOUR, accountName: 'Harbour', emailAddress: 'harbour@example.com', roles: ['Auditor', 'Captain', 'Mate'] },
      { accountId: LIGHTHOUSE, accountName: 'Lighthouse', emailAddress: 'lighthouse@example.com', roles: ['deployer'] },
    ],
    roleKeys,
  });
  home = await createBerthHome();
  const { endpoint } = sandbox.description;
  await writeFile(
    home.awsConfig,
    [
      '[sso-session harbour]', `sso_start_url = ${START_URL}`, 'sso_region = eu-central-1', 'sso_registration_scopes = sso:account:access',
      '[profile of-session]', 'sso_session = harbour', `sso_account_id = ${LIGHTHOUSE}`, 'sso_role_name = deployer', 'region = eu-central-1', 'services = here',
      '[profile of-url]', `sso_start_url = ${START_URL}`, 'sso_region = eu-central-1', `sso_account_id = ${LIGHTHOUSE}`, 'sso_role_name = deployer', 'region = eu-central-1', 'services = here',
      '[services here]', ...['sso', 'sso_oidc'].flatMap((service) => [`${service} =`, `  endpoint_url = ${center.url}`]), ...['sts', 'ecr'].flatMap((service) => [`${service} =`, `  endpoint_url = ${endpoint}`]), '',
    ].join('\n'),
  );
  const browser = join(home.folder, 'browser');
  await writeFile(browser, `#!${process.execPath}\nvoid fetch(process.argv[2]).then(({ ok }) => process.exit(ok ? 0 : 1));\n`);
  await chmod(browser, 0o755);
  env = { ...home.env, HOME: home.folder, BROWSER: browser, AWS_PROFILE: undefined, AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, AWS_ENDPOINT_URL_STS: endpoint };
});

afterEach(async () => {
  // Whatever a test did: no token, code or key is printed, and none is among Berth's own files.
  const own = (await filesBelow(home.berth)).join('\n');
  for (const secret of center.records.secrets) expect(`${printed}\n${own}`).not.toContain(secret);
  await center.close();
  await home.remove();
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.path, entry.name), 'latin1')));
}

async function berth(...args: string[]): Promise<Ended> {
  const ended = await runBerth(args, env);
  printed += ended.stdout + ended.stderr;
  return ended;
}
async function answer<T>(shape: z.ZodType<T>, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await berth(...args, '--json');
  if (code !== 0) throw new Error(`berth ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  return shape.parse(JSON.parse(stdout));
}
async function failure(...args: string[]): Promise<WireError> {
  const { code, stdout } = await berth(...args, '--json');
  expect(code).toBe(1);
  return z.strictObject({ error: WireError }).parse(JSON.parse(stdout)).error;
}
const Sessions = z.array(SsoSession);
const statusOf = async (name = 'harbour'): Promise<string | undefined> => (await answer(Sessions, 'sso', 'list')).find((session) => session.name === name)?.status;
const berthArn = async (profile: string): Promise<string> => (await answer(CallerIdentity, 'whoami', '--profile', profile)).arn;
const awsArn = async (profile: string): Promise<string> => (await awsIdentity(profile, env)).arn;
const tokenFile = (name = 'harbour'): string => join(home.folder, '.aws', 'sso', 'cache', cacheFileName(name));

/** The AWS CLI's own code, in this home. */
const withBotocore = (action: 'login' | 'renew'): Promise<{ with: string }> =>
  new Promise((resolve, reject) => {
    execFile(python as string, [WITH_BOTOCORE, action, center.url, 'harbour', START_URL, 'eu-central-1'], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      error === null ? resolve(JSON.parse(stdout) as { with: string }) : reject(new Error(stderr)),
    );
  });

/** Ends the token's time, as if an hour had gone by. */
async function letTokenEnd(): Promise<void> {
  const file = JSON.parse(await readFile(tokenFile(), 'utf8')) as { accessToken: string };
  center.records.tokens.delete(file.accessToken);
  await writeFile(tokenFile(), JSON.stringify({ ...file, expiresAt: new Date(Date.now() - 1000).toISOString() }));
}

describe('signing in on the command line', () => {
  test('comes back from the browser by itself, and every profile of the session works', async () => {
    const [session] = await answer(Sessions, 'sso', 'login', 'harbour');
    expect(session).toMatchObject({ name: 'harbour', status: 'signed-in', renewable: true, profiles: ['of-session'] });
    expect(center.records.asked).toContain('CreateToken authorization_code');
    expect(await berthArn('of-session')).toBe(ARN);
    expect((await stat(tokenFile())).mode & 0o777).toBe(0o600);
  });

  test('prints page and code where no browser may be opened, and waits for a slow person', async () => {
    center.knobs.afterMs = 2500;
    const { code, stderr } = await berth('sso', 'login', 'harbour', '--no-browser');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^To sign in to harbour, open this page and compare the code ([A-Z]{4}-[A-Z]{4}):\nhttp:\/\/127\.0\.0\.1:\d+\/device\?user_code=\1\n$/) as string });
    expect(await statusOf()).toBe('signed-in');
  });

  test('says who refused, and who was too late', async () => {
    center.knobs.person = 'denies';
    expect(await failure('sso', 'login', 'harbour')).toMatchObject({ code: 'access-denied' });
    expect(await failure('sso', 'login', 'harbour', '--device')).toMatchObject({ code: 'access-denied' });
    Object.assign(center.knobs, { person: 'is away', deviceCodeSeconds: 2 });
    expect(await failure('sso', 'login', 'harbour', '--device')).toMatchObject({ code: 'timeout' });
    expect(await statusOf()).toBe('signed-out');
  });

  test('is left with Ctrl+C, and nothing is left behind', async () => {
    center.knobs.person = 'is away';
    const child = spawn(process.execPath, [PROGRAM, 'sso', 'login', 'harbour'], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = once(child, 'exit');
    await until('the page', () => Promise.resolve(/^http/m.exec(said) ?? undefined));
    child.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    expect(said).toContain('berth: The sign-in was cancelled.');
    printed += said;
    const left = await readdir(join(home.folder, '.aws', 'sso', 'cache'));
    expect(left.filter((name) => name.includes('lock') || name.includes('tmp') || join(home.folder, '.aws', 'sso', 'cache', name) === tokenFile())).toEqual([]);
  });

  test('comes by itself when Docker is to be signed in, and tells the page of it', async () => {
    // No browser: the page and the code are all there is.
    env = { ...env, BROWSER: undefined, DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
    const { code, stdout, stderr } = await berth('login', '--profile', 'of-session', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`compare the code`) as string });
    expect(stdout).toContain('"signed-in"');
    expect(await statusOf()).toBe('signed-in');
  });

  test('works with a start URL that has no session', async () => {
    await answer(Sessions, 'sso', 'login', START_URL);
    expect(await berthArn('of-url')).toBe(ARN);
    expect(await failure('whoami', '--profile', 'of-session')).toMatchObject({ code: 'session-expired', remedy: { kind: 'sso-sign-in', session: 'harbour' } });
  });
});

describe('what a sign-in gives', () => {
  test('accounts and roles, and many profiles of them at once', async () => {
    await answer(Sessions, 'sso', 'add', 'mine', '--start-url', START_URL, '--region', 'eu-central-1', '--endpoint-url', center.url);
    await answer(Sessions, 'sso', 'login', 'mine');
    const accounts = await answer(z.array(SsoAccount), 'sso', 'accounts', 'mine');
    expect(accounts.map(({ accountId, roles }) => `${accountId}: ${roles.join(' ')}`)).toEqual([`${HARBOUR}: Auditor Captain Mate`, `${LIGHTHOUSE}: deployer`]);
    const made = await answer(z.array(z.object({ name: z.string() })), 'sso', 'profiles', 'mine', '--all', '--region', 'eu-central-1');
    expect(made.map(({ name }) => name)).toEqual(['harbour-Auditor', 'harbour-Captain', 'harbour-Mate', 'lighthouse-deployer']);
    // A made profile speaks to AWS itself; here its place is taken by the sandbox.
    const own = join(home.berth, 'profiles.json');
    await writeFile(own, (await readFile(own, 'utf8')).replaceAll('"ssoSession"', `"endpointUrl": "${sandbox.description.endpoint}", "ssoSession"`));
    expect(await berthArn('lighthouse-deployer')).toBe(ARN);
    expect((await answer(Sessions, 'sso', 'list')).find(({ name }) => name === 'mine')?.profiles).toHaveLength(4);
    const again = await answer(z.array(z.object({ name: z.string() })), 'sso', 'profiles', 'mine', '--account', LIGHTHOUSE, '--role', 'deployer', '--region', 'eu-central-1');
    expect(again.map(({ name }) => name)).toEqual([`${LIGHTHOUSE}-deployer`]);
  });

  test('is renewed once, however many ask at the same time', async () => {
    await answer(Sessions, 'sso', 'login', 'harbour');
    await letTokenEnd();
    center.knobs.createTokenMs = 300;
    expect(await Promise.all(Array.from({ length: 4 }, () => berthArn('of-session')))).toEqual([ARN, ARN, ARN, ARN]);
    expect(center.records.count('CreateToken refresh_token')).toBe(1);
  });

  test('ends when its renewal is refused: a person is needed, and told so', async () => {
    await answer(Sessions, 'sso', 'login', 'harbour');
    await letTokenEnd();
    center.records.refreshTokens.clear();
    expect(await failure('whoami', '--profile', 'of-session')).toMatchObject({ code: 'session-expired', remedy: { kind: 'sso-sign-in', session: 'harbour' } });
    expect(await statusOf()).toBe('expired');
    await answer(Sessions, 'sso', 'login', 'harbour');
    expect(await berthArn('of-session')).toBe(ARN);
  });
});

requires('aws-endpoints').describe('Berth and the AWS CLI with one sign-in', () => {
  test('agree who it is after Berth signed in, and both are out after Berth signed out', async () => {
    await answer(Sessions, 'sso', 'login', 'harbour');
    expect({ aws: await awsArn('of-session'), berth: await berthArn('of-session') }).toEqual({ aws: ARN, berth: ARN });
    await answer(Sessions, 'sso', 'logout', 'harbour');
    await expect(awsArn('of-session')).rejects.toThrow('does not exist');
    expect(center.records.asked).toContain('Logout');
  });

  test('agree who it is for a start URL without a session', async () => {
    await answer(Sessions, 'sso', 'login', START_URL);
    expect({ aws: await awsArn('of-url'), berth: await berthArn('of-url') }).toEqual({ aws: ARN, berth: ARN });
  });

  test('share a token that Berth’s sign-in got and the AWS CLI renews', async () => {
    await answer(Sessions, 'sso', 'login', 'harbour');
    await letTokenEnd();
    expect(await awsArn('of-session')).toBe(ARN);
    expect(await berthArn('of-session')).toBe(ARN);
    expect(center.records.count('CreateToken refresh_token')).toBe(1);
  });
});

describe.skipIf(python === undefined)('a sign-in by the AWS CLI’s own code', () => {
  test('counts in Berth, which renews it; and so does a renewal there', async () => {
    expect(await statusOf()).toBe('signed-out');
    center.knobs.strictInterval = false;
    await withBotocore('login');
    expect(await statusOf()).toBe('signed-in');
    expect(await berthArn('of-session')).toBe(ARN);
    await letTokenEnd();
    expect(await berthArn('of-session')).toBe(ARN);
    await letTokenEnd();
    await withBotocore('renew');
    expect(await berthArn('of-session')).toBe(ARN);
    expect(center.records.count('CreateToken refresh_token')).toBe(2);
    expect(center.records.count('RegisterClient')).toBe(1);
  });
});
