import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { output, PROGRAM, runBerth, startSandboxProcess, type Ended, type Env, type SandboxProcess } from './cli-runs';

const NO_KEYCHAIN = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' };
/** A dozen commands one after the other, each a process of its own and some with scrypt. */
const SLOW_MS = 300_000;
const PASSPHRASE = 'planted correct horse battery';
let folder: string;
let sandbox: SandboxProcess;
let home: BerthHome;
const key = (): { accessKeyId: string; secretAccessKey: string } => {
  const [first] = sandbox.description.profiles;
  if (first === undefined) throw new Error('The sandbox has no profile.');
  return first;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-aws-tools-'));
  sandbox = await startSandboxProcess(join(folder, 'sandbox'));
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  home = await createBerthHome();
  await writeFile(home.awsConfig, `[profile filed]\nregion = eu-central-1\nendpoint_url = ${sandbox.description.endpoint}\n`);
  await writeFile(home.awsCredentials, `# mine\n[filed]\naws_access_key_id = ${key().accessKeyId}\naws_secret_access_key = ${key().secretAccessKey}\n`, { mode: 0o600 });
  return () => home.remove();
});

const berth = (args: readonly string[], env: Env = {}): Promise<Ended> => runBerth([...args, '--json'], { ...home.env, ...env });
const awsArn = async (profile: string): Promise<unknown> => {
  const said = await output('aws', ['sts', 'get-caller-identity', '--profile', profile, '--output', 'json'], { ...home.env, AWS_PAGER: '', AWS_MAX_ATTEMPTS: '1' });
  return (JSON.parse(said) as { Arn: unknown }).Arn;
};

/** `berth ARGS --json` with something to read on standard input and on descriptor 3. */
function berthReading(args: readonly string[], { stdin = '', third = '' }: { stdin?: string; third?: string }, env: Env): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args, '--json'], { env: { ...process.env, ...home.env, ...env }, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
    for (const [pipe, text] of [[child.stdio[0], stdin], [child.stdio[3], third]] as const) {
      // A command that needs none of it closes its end.
      pipe?.on('error', () => undefined);
      if (pipe !== null && 'end' in (pipe ?? {})) (pipe as NodeJS.WritableStream).end(text);
    }
    child.once('close', (code) => resolve({ code: code ?? 1, ...said }));
  });
}

/** Everything that Berth wrote below a folder, as one text. */
async function written(below: string): Promise<string> {
  const names = await readdir(below, { recursive: true });
  // A folder reads as nothing.
  const texts = await Promise.all(names.map((name) => readFile(join(below, name), 'latin1').catch(() => '')));
  return texts.join('\n');
}

requires('keyring', 'aws-endpoints').describe('AWS tools and Berth', () => {
  test('a key that moved into the keychain serves the AWS CLI on, through the line in its place', async () => {
    const before = await awsArn('filed');
    const imported = await berth(['profiles', 'import', 'filed', '--plain-text', 'replace']);
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(home.awsCredentials, 'utf8')).toMatch(/^# mine\n\[filed\]\ncredential_process = .*berth\.cjs"? credential-process --profile filed\n$/);
    expect(await awsArn('filed')).toBe(before);
    expect(await written(home.berth)).not.toContain(key().secretAccessKey);

    await appendFile(home.awsConfig, `[profile other]\nregion = eu-central-1\nendpoint_url = ${sandbox.description.endpoint}\ncredential_process = "${process.execPath}" "${PROGRAM}" credential-process --profile filed\n`);
    expect(await awsArn('other')).toBe(before);
    const whoami = await berth(['whoami', '--profile', 'other']);
    expect(JSON.parse(whoami.stdout)).toMatchObject({ arn: before });

    // Without Berth's own profile the line asks Berth for what it does not have: it says so, instead of asking itself for ever.
    expect((await berth(['profiles', 'remove', 'filed'])).code).toBe(0);
    const alone = await berth(['credential-process', '--profile', 'filed']);
    expect(alone.code).toBe(1);
    expect(JSON.parse(alone.stdout)).toMatchObject({ error: { code: 'credential-process-failed' } });
  }, SLOW_MS);

  test('a session’s credentials come with their token and their end', async () => {
    const files = { AWS_CONFIG_FILE: sandbox.description.configFile, AWS_SHARED_CREDENTIALS_FILE: sandbox.description.credentialsFile };
    const { stdout } = await berth(['credential-process', '--profile', 'sandbox-lighthouse-deployer'], files);
    expect(JSON.parse(stdout)).toEqual({ Version: 1, AccessKeyId: expect.stringMatching(/^ASIA/), SecretAccessKey: expect.any(String), SessionToken: expect.any(String), Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
  });
});

requires('aws-endpoints').describe('on a computer without a keychain', () => {
  test('secrets live in a file that only the passphrase opens; it comes by a descriptor, the secret by standard input', async () => {
    const { accessKeyId, secretAccessKey } = key();
    const adding = ['profiles', 'add', 'mine', '--region', 'eu-central-1', '--access-key-id', accessKeyId, '--endpoint-url', sandbox.description.endpoint];
    const refused = await berthReading(adding, { stdin: `${secretAccessKey}\n` }, NO_KEYCHAIN);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'keychain-unavailable', remedy: { kind: 'use-secret-file' } } });

    const fd = ['--passphrase-fd', '3'];
    const chosen = await berthReading(['secrets', 'use-file', ...fd], { third: `${PASSPHRASE}\n` }, NO_KEYCHAIN);
    expect(JSON.parse(chosen.stdout)).toEqual({ store: 'file', locked: false });
    const added = await berthReading([...adding, ...fd], { stdin: `${secretAccessKey}\n`, third: PASSPHRASE }, NO_KEYCHAIN);
    expect(added).toMatchObject({ code: 0, stderr: '' });

    const locked = await berth(['whoami', '--profile', 'mine'], NO_KEYCHAIN);
    expect(JSON.parse(locked.stdout)).toMatchObject({ error: { code: 'keychain-locked' } });
    const wrong = await berthReading(['whoami', '--profile', 'mine', ...fd], { third: 'planted wrong' }, NO_KEYCHAIN);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'passphrase-wrong' } });
    const opened = await berthReading(['whoami', '--profile', 'mine', ...fd], { third: PASSPHRASE }, NO_KEYCHAIN);
    expect(JSON.parse(opened.stdout)).toMatchObject({ arn: await awsArn('filed') });

    const said = [refused, chosen, added, locked, wrong, opened].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(`${said}\n${await written(home.berth)}`).not.toMatch(new RegExp(`planted|${secretAccessKey.replace(/[+/]/g, '\\$&')}`));
  }, SLOW_MS);
});
