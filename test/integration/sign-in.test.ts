import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createBerth, type Berth } from '../../electron/berth';
import { RegistryTokens } from '../../electron/docker-auth/registry-tokens';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { WireTransport } from '../../electron/registry/wire/wire-transport';
import { SignedRegistryAccess } from '../../electron/transfer/signed-registry-access';
import type { Session } from '../../shared/model/session';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { until } from '../support/until';
import { run } from './cli-runs';

const [HARBOUR, LIGHTHOUSE] = ['111122223333', '444455556666'];
/** Long enough to be used on a busy machine, short enough to see one end. */
const TOKEN_LIFE_MS = 6_000;

let folder: string;
let sandbox: Sandbox;
let home: BerthHome;
let berth: Berth;

const hostOf = (accountId: string, region = 'eu-central-1'): string =>
  sandbox.description.registries.find((one) => one.accountId === accountId && one.region === region)?.host ?? '';
const configText = (): Promise<string> => readFile(join(home.docker, 'config.json'), 'utf8');
const authOf = async (host: string): Promise<string | undefined> =>
  (JSON.parse(await configText()) as { auths?: Record<string, { auth?: string }> }).auths?.[host]?.auth;
const session = (profile: string): Session | undefined =>
  berth.sessions.state().sessions.find((one) => one.profile === profile);

async function openBerth(env: Record<string, string> = {}): Promise<Berth> {
  const { configFile, credentialsFile } = sandbox.description;
  return createBerth({
    env: { PATH: process.env.PATH, ...home.env, AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile, ...env },
    home: homedir(),
    platform: process.platform,
    folders: { data: home.berth },
    temporaryFolder: home.folder,
    spawnKeychain: () => {
      throw new Error('Nothing here is in the keychain.');
    },
    launchSandbox: () => Promise.reject(new Error('The sandbox of this test runs already.')),
    openBrowser: () => Promise.reject(new Error('There is no browser.')),
    log: () => undefined,
    journal: false,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-sign-in-'));
  sandbox = await startSandbox({ stateDir: folder, tokenLifeSeconds: TOKEN_LIFE_MS / 1000 });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  home = await createBerthHome();
  berth = await openBerth();
});
afterEach(async () => {
  await berth.close();
  await home.remove();
});

requires('docker').describe('Docker, signed in by Berth,', () => {
  const docker = (args: string[]) => run('docker', args, { DOCKER_CONFIG: home.docker });
  const pulled = async (image: string): Promise<string> => {
    const { stdout, stderr } = await docker(['pull', '--quiet', image]);
    await docker(['image', 'rm', image]);
    return stdout.trim() || stderr;
  };

  test('pulls, and still does when the first token has ended, for it is renewed in time', async () => {
    const host = hostOf(HARBOUR);
    await berth.start();
    expect(await pulled(`${host}/shop/api:latest`)).toMatch(/no basic auth|Unauthorized|unauthorized/);
    await berth.sessions.signIn('sandbox-harbour');
    const first = { auth: await authOf(host), ends: Date.parse(session('sandbox-harbour')?.expiresAt ?? '') };
    expect(await pulled(`${host}/shop/api:latest`)).toBe(`${host}/shop/api:latest`);
    const renewed = await until('a new token in config.json', async () => {
      const auth = await authOf(host);
      return auth === first.auth ? undefined : Date.now();
    });
    expect(renewed).toBeLessThan(first.ends);
    await sleep(first.ends + 500 - Date.now());
    expect(session('sandbox-harbour')?.status).toMatch(/^(signed-in|refreshing)$/);
    expect(await pulled(`${host}/shop/api:latest`)).toBe(`${host}/shop/api:latest`);
  });

  test('may pull what a role in the other account may, assumed with its external id', async () => {
    const image = `${hostOf(LIGHTHOUSE)}/ops/metrics:0.18.0`;
    await berth.sessions.signIn('sandbox-lighthouse-deployer');
    expect(session('sandbox-lighthouse-deployer')).toMatchObject({ accountId: LIGHTHOUSE, arn: expect.stringContaining(':assumed-role/deployer/') as string });
    expect(await pulled(image)).toBe(image);
  });

  test('keeps a “docker login” elsewhere that happens at the same time', async () => {
    const elsewhere = hostOf(LIGHTHOUSE, 'us-east-1');
    const { password } = await berth.tokens.tokenFor({ profile: 'sandbox-lighthouse-us', region: 'us-east-1' });
    await writeFile(join(home.folder, 'password'), password);
    const login = run('sh', ['-c', `docker login --username AWS --password-stdin ${elsewhere} < "$1"`, 'sh', join(home.folder, 'password')], { DOCKER_CONFIG: home.docker });
    let ended = false;
    const ending = login.finally(() => (ended = true));
    do await berth.sessions.signIn('sandbox-harbour');
    while (!ended);
    expect((await ending).stdout).toContain('Login Succeeded');
    await berth.sessions.signIn('sandbox-harbour');
    expect([await authOf(elsewhere), await authOf(hostOf(HARBOUR))]).toEqual([expect.any(String), expect.any(String)]);
  });
});

test('signing out takes Berth’s own entry away and leaves all else as it is written', async () => {
  const before = '{\n    "auths": {"other.example": {"auth": "eDp5"}},\n    "psFormat": "table",  "unknown": 90071992547409931\n}\n';
  await writeFile(join(home.docker, 'config.json'), before);
  await berth.sessions.signIn('sandbox-harbour');
  await berth.sessions.signIn('sandbox-lighthouse');
  await berth.sessions.signOut('sandbox-harbour', 'eu-central-1');
  expect(await authOf(hostOf(HARBOUR))).toBeUndefined();
  expect(await authOf(hostOf(LIGHTHOUSE))).toEqual(expect.any(String));
  await berth.sessions.signOutAll();
  expect(await configText()).toBe(before);
});

test('signs Docker in to ECR Public beside the profile’s own registry, keeps it so, and signs it out alone', async () => {
  const shared = (): Session | undefined => berth.sessions.state().sessions.find((one) => one.public === true);
  await berth.start();
  await berth.sessions.signIn('sandbox-harbour');
  await berth.sessions.signInPublic('sandbox-harbour');
  // The answer of ECR Public names no registry: here it is what stands behind the profile's own endpoint.
  const host = sandbox.description.endpoint.replace('http://', '');
  expect(shared()).toMatchObject({ profile: 'sandbox-harbour', region: 'us-east-1', host, accountId: HARBOUR });
  const first = await authOf(host);
  await until('a new token for ECR Public', async () => ((await authOf(host)) === first ? undefined : true));
  await berth.sessions.signOutPublic();
  expect([shared(), await authOf(host)]).toEqual([undefined, undefined]);
  expect(await authOf(hostOf(HARBOUR))).toEqual(expect.any(String));
});

test('a token that the registry holds for ended is replaced by a new one, unseen', async () => {
  const started = Date.now();
  // A clock that stands still never renews by itself: only the registry's refusal can tell.
  const tokens = new RegistryTokens({ clients: berth.clients, profiles: berth.profiles, clock: () => started });
  let renewals = 0;
  const access = new SignedRegistryAccess({
    transport: new WireTransport(),
    directory: berth.directory,
    tokens: { tokenFor: (scope) => tokens.tokenFor(scope), fresh: (scope) => tokens.fresh(scope).finally(() => (renewals += 1)) },
    sleep: (milliseconds) => sleep(milliseconds),
    random: () => 0.5,
    explain: () => Promise.reject(new Error('Nothing was denied.')),
  });
  const repository = (await access.client(hostOf(HARBOUR), 'sandbox-harbour')).repository('shop/api');
  const { signal } = new AbortController();
  const { digest } = await repository.manifest('latest', signal);
  expect(renewals).toBe(0);
  await sleep(TOKEN_LIFE_MS + 500);
  expect((await repository.manifest('latest', signal)).digest).toBe(digest);
  expect(renewals).toBe(1);
});

test('a credential helper that Docker names is given the sign-in and asked to drop it; config.json gets no secret', async () => {
  const [bin, calls] = [join(home.folder, 'bin'), join(home.folder, 'calls')];
  await mkdir(bin);
  const helper = join(bin, 'docker-credential-test');
  await writeFile(helper, `#!/bin/sh\nprintf '%s ' "$1" >> '${calls}'\ncat >> '${calls}'\necho >> '${calls}'\n`);
  await chmod(helper, 0o755);
  await writeFile(join(home.docker, 'config.json'), '{"credsStore": "test"}\n');
  await berth.close();
  berth = await openBerth({ PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` });
  await berth.sessions.signIn('sandbox-harbour');
  const { password } = await berth.tokens.tokenFor({ profile: 'sandbox-harbour', region: 'eu-central-1' });
  await berth.sessions.signOut('sandbox-harbour', 'eu-central-1');
  const [store = '', erase] = (await readFile(calls, 'utf8')).trim().split('\n');
  expect(JSON.parse(store.slice('store '.length))).toEqual({ ServerURL: hostOf(HARBOUR), Username: 'AWS', Secret: password });
  expect(erase).toBe(`erase ${hostOf(HARBOUR)}`);
  expect(await configText()).toBe('{"credsStore": "test"}\n');
});
