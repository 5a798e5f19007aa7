import { spawn, spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBerth } from '../../electron/berth';
import { forkKeychainChild } from '../../electron/profiles/keychain/fork-keychain-child';
import { ROLE_PROFILE } from '../../electron/sandbox/seed/accounts';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { startCountingProxy, type CountingProxy } from '../support/counting-proxy';
import { START_URL, startIdentityCenter } from '../support/identity-center/identity-center';
import { run, startSandboxProcess, type Ended, type SandboxProcess } from './cli-runs';

const HARBOUR = '111122223333';
const LIGHTHOUSE = '444455556666';
const DIST = join(process.cwd(), 'dist');
/** Seconds; long enough for a busy machine, short enough to see one end. */
const SHORT_LIFE = 10;

/** A sandbox whose AWS calls are counted and can be cut off. */
interface Cloud {
  sandbox: SandboxProcess;
  proxy: CountingProxy;
  folder: string;
  /** Lays the AWS files out in a home, by way of the proxy. */
  arrange(home: BerthHome): Promise<void>;
  close(): Promise<void>;
}

async function openCloud(flags: readonly string[] = []): Promise<Cloud> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-helper-'));
  const sandbox = await startSandboxProcess(join(folder, 'sandbox'), flags);
  const { endpoint, configFile, credentialsFile } = sandbox.description;
  const proxy = await startCountingProxy(endpoint);
  return {
    sandbox, proxy, folder,
    arrange: async (home) => {
      await writeFile(home.awsConfig, (await readFile(configFile, 'utf8')).replaceAll(endpoint, proxy.url));
      await copyFile(credentialsFile, home.awsCredentials);
    },
    close: async () => {
      await proxy.close();
      await sandbox.stop();
      await rm(folder, { recursive: true });
    },
  };
}

let cloud: Cloud;
let home: BerthHome;
let env: Record<string, string>;

beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(() => cloud.close());
beforeEach(() => openHome(cloud));
afterEach(() => home.remove());

async function openHome(on: Cloud): Promise<void> {
  home = await createBerthHome();
  await on.arrange(home);
  env = { ...home.env, HOME: home.folder, PATH: [join(home.folder, '.local', 'bin'), process.env.PATH].join(delimiter) };
}

const berthIn = (more: Record<string, string>, ...args: string[]): Promise<Ended> => run(process.execPath, [join(DIST, 'cli', 'berth.cjs'), ...args], { ...env, ...more });
const berth = (...args: string[]): Promise<Ended> => berthIn({}, ...args);
const docker = (...args: string[]): Promise<Ended> => run('docker', args, env);
const configJson = (): string => join(home.docker, 'config.json');
const config = async (): Promise<{ auths?: Record<string, { auth?: string }>; credHelpers?: Record<string, string> }> => JSON.parse(await readFile(configJson(), 'utf8'));
const tokenCalls = (on: Cloud = cloud): number => on.proxy.count('GetAuthorizationToken');

/** The number of calls once the application has asked all that it asks by itself when it starts. */
async function settledCalls(): Promise<number> {
  for (let before = -1; ; ) {
    const now = tokenCalls();
    if (now === before) return now;
    before = now;
    await sleep(2_000);
  }
}

/** `docker-credential-berth VERB` as Docker runs it: by its name, from the PATH. */
function helper(verb: string, input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker-credential-berth', [verb], { env: { ...process.env, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

async function enabled(): Promise<void> {
  const { code, stderr } = await berth('helper', 'enable');
  expect(stderr).toBe('');
  expect(code).toBe(0);
}

async function secretOf(host: string): Promise<string> {
  const { stdout, stderr } = await helper('get', host);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { Secret: string }).Secret;
}

async function pulls(image: string): Promise<string> {
  const { stdout, stderr } = await docker('pull', '--quiet', image);
  await docker('image', 'rm', image);
  return stdout.trim() || stderr;
}

describe('the switch', () => {
  test('names exactly the hosts that Berth serves, and leaves every other byte when it is switched off again', async () => {
    const before = '{\n\t"auths": {"other.example": {"auth": "eDp5"}},\n\t"credHelpers": {"gcr.example": "gcloud"},  "unknown": 90071992547409931\n}\n';
    await writeFile(configJson(), before);
    await enabled();
    const hosts = cloud.sandbox.description.registries.map(({ host }) => host);
    expect((await config()).credHelpers).toEqual({ 'gcr.example': 'gcloud', ...Object.fromEntries(hosts.map((host) => [host, 'berth'])) });
    const status = JSON.parse((await berth('helper', 'status', '--json')).stdout) as { hosts: string[] };
    expect(status).toMatchObject({ enabled: true, onPath: true, program: join(home.folder, '.local/bin/docker-credential-berth') });
    expect([...status.hosts].sort()).toEqual([...hosts].sort());
    await berth('helper', 'disable');
    expect(await readFile(configJson(), 'utf8')).toBe(before);
    expect(JSON.parse((await berth('helper', 'status', '--json')).stdout)).toEqual({ enabled: false, onPath: false, hosts: [] });
  });

  test('takes the sign-ins of these hosts out of the file, and puts them back', async () => {
    const host = cloud.sandbox.host(HARBOUR);
    await berth('login', '--profile', 'sandbox-harbour');
    await enabled();
    expect((await config()).auths?.[host]).toBeUndefined();
    await berth('login', '--profile', 'sandbox-harbour');
    expect((await config()).auths?.[host]).toBeUndefined();
    await berth('helper', 'disable');
    expect((await config()).auths?.[host]?.auth).toEqual(expect.any(String));
    expect((await config()).credHelpers?.[host]).toBeUndefined();
  });

  test('gives another helper its host back', async () => {
    const host = cloud.sandbox.host(HARBOUR);
    await writeFile(configJson(), JSON.stringify({ credHelpers: { [host]: 'ecr-login' } }));
    await enabled();
    expect((await config()).credHelpers?.[host]).toBe('berth');
    await berth('helper', 'disable');
    expect((await config()).credHelpers).toEqual({ [host]: 'ecr-login' });
  });
});

requires('keyring').describe('with the application closed', () => {
  requires('docker').test('docker pulls, and the second time nobody asks AWS', async () => {
    await enabled();
    const image = `${cloud.sandbox.host(HARBOUR)}/shop/api:latest`;
    expect(await pulls(image)).toBe(image);
    const calls = tokenCalls();
    expect(await pulls(image)).toBe(image);
    expect(tokenCalls()).toBe(calls);
  });

  test('twenty at once make one call to AWS', async () => {
    await enabled();
    const calls = tokenCalls();
    const answers = await Promise.all(Array.from({ length: 20 }, () => secretOf(cloud.sandbox.host(LIGHTHOUSE))));
    expect(new Set(answers).size).toBe(1);
    expect(tokenCalls() - calls).toBe(1);
  });

  test('no file of Berth’s or Docker’s holds the token', async () => {
    await enabled();
    const token = await secretOf(cloud.sandbox.host(HARBOUR));
    const encoded = Buffer.from(`AWS:${token}`).toString('base64');
    expect((await run('grep', ['-rlF', '-e', token, '-e', encoded, home.folder])).stdout).toBe('');
  });

  test('an unknown host is a miss in Docker’s words; a registry of ECR that nobody serves is told as such', async () => {
    await enabled();
    expect(await helper('get', 'ghcr.io')).toEqual({ code: 1, stdout: 'credentials not found in native keychain\n', stderr: '' });
    await writeFile(home.awsConfig, '');
    await writeFile(home.awsCredentials, '');
    const { code, stdout, stderr } = await helper('get', '999900001111.dkr.ecr.eu-west-1.amazonaws.com');
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^No profile in Berth can sign in to 999900001111/);
  });

  describe('and a profile of another kind', () => {
    const key = () => {
      const found = cloud.sandbox.description.profiles.find(({ name }) => name === 'sandbox-harbour');
      if (found === undefined) throw new Error('The sandbox has no such profile.');
      return found;
    };
    const host = (): string => cloud.sandbox.host(HARBOUR);
    beforeEach(async () => {
      await rm(home.awsConfig);
      await rm(home.awsCredentials);
    });

    test('a key in the keychain', async () => {
      const { accessKeyId, secretAccessKey } = key();
      const added = await new Promise<Ended>((resolve) => {
        const args = ['profiles', 'add', 'kept', '--access-key-id', accessKeyId, '--endpoint-url', cloud.proxy.url, '--region', 'eu-central-1'];
        const child = spawn(process.execPath, [join(DIST, 'cli', 'berth.cjs'), ...args], { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'pipe'] });
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        child.once('close', (code) => resolve({ code: code ?? 1, stdout: '', stderr }));
        child.stdin.end(`${secretAccessKey}\n`);
      });
      expect(added).toMatchObject({ code: 0 });
      await enabled();
      expect(await secretOf(host())).toMatch(/^.{20,}$/s);
      expect((await run('grep', ['-rlF', secretAccessKey, home.folder])).stdout).toBe('');
    });

    test('a program that prints keys', async () => {
      const { accessKeyId, secretAccessKey } = key();
      const keys = JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });
      await writeFile(join(home.folder, 'keys.json'), keys);
      await writeFile(home.awsConfig, `[profile printed]\nregion = eu-central-1\nendpoint_url = ${cloud.proxy.url}\ncredential_process = cat ${join(home.folder, 'keys.json')}\n`);
      await enabled();
      expect(await secretOf(host())).toMatch(/^.{20,}$/s);
      await rm(join(home.folder, 'keys.json'));
      expect(await secretOf(host())).toMatch(/^.{20,}$/s);
    });

    test('a session of IAM Identity Center that somebody is signed in to', async () => {
      const { endpoint } = cloud.sandbox.description;
      const center = await startIdentityCenter({
        accounts: [{ accountId: LIGHTHOUSE, accountName: 'Lighthouse', emailAddress: 'lighthouse@example.com', roles: ['deployer'] }],
        roleKeys: async () => {
          const sts = new STSClient({ endpoint, region: 'eu-central-1', credentials: key() });
          const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE_PROFILE.roleArn, ExternalId: ROLE_PROFILE.externalId, RoleSessionName: 'ada' }));
          const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
          return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration?.getTime() ?? 0 };
        },
      });
      const lines = (urls: Record<string, string>) => Object.entries(urls).flatMap(([service, url]) => [`${service} =`, `  endpoint_url = ${url}`]);
      await writeFile(
        home.awsConfig,
        [
          '[sso-session harbour]', `sso_start_url = ${START_URL}`, 'sso_region = eu-central-1', 'sso_registration_scopes = sso:account:access',
          '[profile person]', 'sso_session = harbour', `sso_account_id = ${LIGHTHOUSE}`, 'sso_role_name = deployer', 'region = eu-central-1', 'services = here',
          '[services here]', ...lines({ sso: center.url, sso_oidc: center.url, sts: endpoint, ecr: cloud.proxy.url }), '',
        ].join('\n'),
      );
      const browser = join(home.folder, 'browser');
      await writeFile(browser, `#!${process.execPath}\nvoid fetch(process.argv[2]).then(({ ok }) => process.exit(ok ? 0 : 1));\n`, { mode: 0o755 });
      expect(await berthIn({ BROWSER: browser }, 'sso', 'login', 'harbour')).toMatchObject({ code: 0 });
      await enabled();
      expect(await secretOf(cloud.sandbox.host(LIGHTHOUSE))).toMatch(/^.{20,}$/s);
      await center.close();
      expect(await secretOf(cloud.sandbox.host(LIGHTHOUSE))).toMatch(/^.{20,}$/s);
    });

    test('an ended session of IAM Identity Center is told as such, with the next step', async () => {
      const sso = ['sso_start_url = https://harbour.awsapps.com/start', 'sso_region = eu-central-1', 'sso_account_id = 111122223333', 'sso_role_name = Developer'];
      await writeFile(home.awsConfig, `[profile dev]\nregion = eu-central-1\n${sso.join('\n')}\n`);
      await enabled();
      const { code, stdout, stderr } = await helper('get', '111122223333.dkr.ecr.eu-central-1.amazonaws.com');
      expect([code, stderr]).toEqual([1, '']);
      expect(stdout).toMatch(/^Nobody is signed in to IAM Identity Center .*Sign in/);
    });
  });

  describe('and tokens that end soon', () => {
    let shortly: Cloud;
    beforeAll(async () => {
      shortly = await openCloud(['--token-life', String(SHORT_LIFE)]);
    });
    afterAll(() => shortly.close());
    beforeEach(async () => {
      await home.remove();
      await openHome(shortly);
    });

    test('an outage is served from the cache until the end, and then the true cause is told', async () => {
      await enabled();
      const host = shortly.sandbox.host(HARBOUR);
      const first = await secretOf(host);
      const end = Date.now() + SHORT_LIFE * 1000;
      await sleep((SHORT_LIFE * 1000) / 2);
      shortly.proxy.outage(true);
      expect(await secretOf(host)).toBe(first);
      await sleep(end - Date.now());
      const { code, stdout, stderr } = await helper('get', host);
      expect([code, stderr]).toEqual([1, '']);
      expect(stdout).not.toContain('credentials not found');
      expect(stdout).toMatch(/^[A-Z].*\.\n$/);
      shortly.proxy.outage(false);
      expect(await secretOf(host)).not.toBe(first);
    });
  });
});

requires('keyring').describe('with the application running', () => {
  const openApplication = async () => {
    const application = await createBerth({
      env: { ...process.env, ...env, DOCKER_HOST: process.env.DOCKER_HOST },
      home: home.folder,
      platform: process.platform,
      folders: { data: home.berth },
      temporaryFolder: home.folder,
      spawnKeychain: () => forkKeychainChild(join(DIST, 'electron', 'keychain-process.cjs')),
      launchSandbox: () => Promise.reject(new Error('The sandbox of this test runs already.')),
      openBrowser: () => Promise.reject(new Error('There is no browser here.')),
      log: () => undefined,
      journal: false,
    });
    await application.start();
    return application;
  };

  test('the running one answers, one call for twenty; killed, it leaves a socket that nobody minds', async () => {
    await enabled();
    const host = cloud.sandbox.host(HARBOUR);
    const command = await readFile(join(home.berth, 'helper-program'), 'utf8');
    const application = await openApplication();
    // Without this file the launcher has nobody but the socket.
    await rm(join(home.berth, 'helper-program'));
    const calls = await settledCalls();
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => secretOf(host)))).size).toBe(1);
    expect(tokenCalls() - calls).toBeLessThanOrEqual(1);
    expect((await helper('list')).stdout).toContain(host);
    await application.close();
    const socket = join(home.berth, 'run', 'helper.sock');
    spawnSync(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`]);
    expect((await helper('get', host)).stdout).toMatch(/Open Berth once/);
    await writeFile(join(home.berth, 'helper-program'), command, { mode: 0o600 });
    expect((await helper('get', host)).code).toBe(0);
  });

  requires('docker').test('docker pulls through it', async () => {
    await enabled();
    const application = await openApplication();
    await rm(join(home.berth, 'helper-program'));
    const image = `${cloud.sandbox.host(HARBOUR)}/shop/api:latest`;
    expect(await pulls(image)).toBe(image);
    await application.close();
  });

  test('a new registry is given to the helper as it appears', async () => {
    await rm(home.awsConfig);
    await enabled();
    expect((await config().catch(() => ({ credHelpers: {} }))).credHelpers ?? {}).toEqual({});
    const application = await openApplication();
    await cloud.arrange(home);
    const host = cloud.sandbox.host(HARBOUR);
    await expect.poll(async () => (await config().catch(() => undefined))?.credHelpers?.[host], { timeout: 20_000 }).toBe('berth');
    await application.close();
  });
});

requires('keyring', 'docker').describe('as Docker’s credsStore', () => {
  let registry: Server;
  let host: string;
  const PASSWORD = 'пароль ✓';

  beforeAll(async () => {
    registry = createServer((request, response) => {
      const isRight = request.headers.authorization === `Basic ${Buffer.from(`zoë:${PASSWORD}`).toString('base64')}`;
      response.writeHead(isRight ? 200 : 401, { 'Docker-Distribution-Api-Version': 'registry/2.0', ...(!isRight && { 'WWW-Authenticate': 'Basic realm="test"' }) }).end('{}');
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => registry.close(resolve)));
  beforeEach(async () => {
    await enabled();
    await berth('helper', 'disable');
    await writeFile(configJson(), '{"credsStore": "berth"}');
    await enabled();
  });

  const login = async (user: string, password: string, at: string): Promise<Ended> => {
    await writeFile(join(home.folder, 'password'), password);
    const ended = await run('sh', ['-c', `docker login --username "$1" --password-stdin "$2" < "$3"`, 'sh', user, at, join(home.folder, 'password')], env);
    await rm(join(home.folder, 'password'));
    return ended;
  };

  test('docker login and logout keep a sign-in in the keychain, in any script, and nowhere else', async () => {
    const { stdout, stderr } = await login('zoë', PASSWORD, host);
    expect(stdout + stderr).toContain('Login Succeeded');
    expect(await secretOf(`http://${host}/v2/`)).toBe(PASSWORD);
    expect(JSON.parse((await helper('list')).stdout)).toMatchObject({ [host]: 'zoë' });
    expect((await run('grep', ['-rlF', PASSWORD, home.folder])).stdout).toBe('');
    expect((await docker('logout', host)).code).toBe(0);
    expect(await helper('get', host)).toEqual({ code: 1, stdout: 'credentials not found in native keychain\n', stderr: '' });
    expect(JSON.parse((await helper('list')).stdout)).not.toHaveProperty(host);
  });

  test('a token of ECR that somebody types is sealed in Berth’s folder, for no item of a keychain may be so long', async () => {
    const at = cloud.sandbox.host(HARBOUR);
    const token = await secretOf(at);
    await helper('erase', at);
    expect((await login('AWS', token, at)).stdout).toContain('Login Succeeded');
    expect(await secretOf(at)).toBe(token);
    expect(await readFile(join(home.berth, 'docker-logins.json'), 'utf8').catch(() => '')).not.toContain(at);
    expect((await run('grep', ['-rlF', token, home.folder])).stdout).toBe('');
    expect((await docker('logout', at)).code).toBe(0);
  });
});
