import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBerth, type Berth } from '../../electron/berth';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import type { Diagnosis } from '../../shared/model/diagnosis';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { makeRepository } from '../support/make-repository';
import { run } from './cli-runs';

const [HARBOUR, LIGHTHOUSE] = ['111122223333', '444455556666'];

let folder: string;
let sandbox: Sandbox;
let home: BerthHome;
let open: Berth[];

const hostOf = (accountId: string, region = 'eu-central-1'): string =>
  sandbox.description.registries.find((one) => one.accountId === accountId && one.region === region)?.host ?? '';
const writeConfig = (value: unknown): Promise<void> => writeFile(join(home.docker, 'config.json'), typeof value === 'string' ? value : JSON.stringify(value));
const readConfig = async (): Promise<{ auths: Record<string, { auth: string }> }> =>
  JSON.parse(await readFile(join(home.docker, 'config.json'), 'utf8')) as { auths: Record<string, { auth: string }> };

async function berthWith(env: Record<string, string> = {}): Promise<Berth> {
  const { configFile, credentialsFile } = sandbox.description;
  const berth = await createBerth({
    env: { PATH: process.env.PATH, DOCKER_HOST: process.env.DOCKER_HOST, ...home.env, AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    home: home.folder,
    platform: process.platform,
    folders: { data: home.berth },
    temporaryFolder: home.folder,
    spawnKeychain: () => {
      throw new Error('Nothing here is in the keychain.');
    },
    openBrowser: () => Promise.reject(new Error('Nothing here opens a browser.')),
    launchSandbox: () => Promise.reject(new Error('The sandbox of this test runs already.')),
    log: () => undefined,
    journal: false,
  });
  open.push(berth);
  return berth;
}

/** A profile of the test's own, in AWS files of its own. */
async function ownProfile(lines: string[], keys: string[] = []): Promise<Record<string, string>> {
  await writeFile(home.awsConfig, `[profile own]\nregion = eu-central-1\nendpoint_url = ${sandbox.description.endpoint}\n${lines.join('\n')}\n`);
  await writeFile(home.awsCredentials, keys.length === 0 ? '' : `[own]\n${keys.join('\n')}\n`);
  return { AWS_CONFIG_FILE: home.awsConfig, AWS_SHARED_CREDENTIALS_FILE: home.awsCredentials };
}
const keysOf = (profile: string): string[] => {
  const { accessKeyId = '', secretAccessKey = '' } = sandbox.description.profiles.find(({ name }) => name === profile) ?? {};
  return [`aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`];
};
const causeOf = ({ cause }: Diagnosis): string | undefined => cause?.cause;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-doctor-'));
  sandbox = await startSandbox({ stateDir: folder });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  home = await createBerthHome();
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((berth) => berth.close()));
  await home.remove();
});

requires('docker').describe('a pull that fails', () => {
  const docker = (args: string[]) => run('docker', args, { DOCKER_CONFIG: home.docker });
  const refused = async (image: string): Promise<string> => (await docker(['pull', '--quiet', image])).stderr;

  test('for nobody signed in, is explained, and works after the remedy', async () => {
    const [berth, image] = [await berthWith(), `${hostOf(HARBOUR)}/shop/api:latest`];
    expect(await refused(image)).toMatch(/no basic auth credentials|unauthorized/i);
    const { cause } = await berth.doctor.diagnose(image);
    expect(cause).toMatchObject({ cause: 'not-signed-in', remedy: { kind: 'sign-in', profile: 'sandbox-harbour' } });
    await berth.sessions.signIn('sandbox-harbour');
    expect((await berth.doctor.diagnose(image)).cause).toBeUndefined();
    expect((await docker(['pull', '--quiet', image])).stdout.trim()).toBe(image);
    await docker(['image', 'rm', image]);
  });

  test('for a token that has ended, says so', async () => {
    const state = await mkdtemp(join(tmpdir(), 'berth-doctor-short-'));
    const short = await startSandbox({ stateDir: state, tokenLifeSeconds: 1 });
    const [whole] = [sandbox];
    sandbox = short;
    try {
      const [berth, image] = [await berthWith(), `${hostOf(HARBOUR)}/shop/api:latest`];
      await berth.sessions.signIn('sandbox-harbour');
      const end = Date.parse(berth.sessions.state().sessions.find(({ profile }) => profile === 'sandbox-harbour')?.expiresAt ?? '');
      await new Promise((resolve) => setTimeout(resolve, end + 1_100 - Date.now()));
      expect(await refused(image)).not.toBe('');
      const { cause } = await berth.doctor.diagnose(image);
      expect(cause).toMatchObject({ cause: 'token-expired', code: 'registry-unauthorized', remedy: { kind: 'sign-in', profile: 'sandbox-harbour' } });
    } finally {
      sandbox = whole;
      await short.close();
      await rm(state, { recursive: true });
    }
  });

  test('for the token of another region, says whose it is', async () => {
    const berth = await berthWith();
    await berth.sessions.signIn('sandbox-harbour-us');
    const [here, there] = [hostOf(HARBOUR), hostOf(HARBOUR, 'us-east-1')];
    const { auths } = await readConfig();
    await writeConfig({ auths: { ...auths, [here]: auths[there] } });
    expect(await refused(`${here}/shop/api:latest`)).not.toBe('');
    expect((await berth.doctor.diagnose(`${here}/shop/api:latest`)).cause).toMatchObject({ cause: 'token-of-another-region', message: expect.stringContaining(there) as string });
  });

  test('for a helper that is not installed, or one that fails, names the helper', async () => {
    const image = `${hostOf(HARBOUR)}/shop/api:latest`;
    await writeConfig({ credsStore: 'nowhere' });
    // Docker says nothing of the helper.
    expect(await refused(image)).toMatch(/no basic auth credentials/);
    expect((await (await berthWith()).doctor.diagnose(image)).cause).toMatchObject({ cause: 'helper-missing', message: expect.stringContaining('docker-credential-nowhere') as string });
    const bin = join(home.folder, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'docker-credential-nowhere'), '#!/bin/sh\ncat >/dev/null\necho "the collection is locked"\nexit 1\n');
    await chmod(join(bin, 'docker-credential-nowhere'), 0o755);
    const berth = await berthWith({ PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` });
    expect(causeOf(await berth.doctor.diagnose(image))).toBe('helper-fails');
  });

  test('for a repository that another account does not share, offers the grant, and works with it', async () => {
    const image = `${hostOf(LIGHTHOUSE)}/ops/metrics:0.18.0`;
    const berth = await berthWith();
    await berth.registryMap.map(hostOf(LIGHTHOUSE), 'sandbox-harbour');
    const { password } = await berth.tokens.tokenFor({ profile: 'sandbox-harbour', region: 'eu-central-1' });
    await writeConfig({ auths: { [hostOf(LIGHTHOUSE)]: { auth: Buffer.from(`AWS:${password}`).toString('base64') } } });
    expect(await refused(image)).not.toBe('');
    const { cause } = await berth.doctor.diagnose(image);
    expect(cause).toMatchObject({ cause: 'pull-denied', code: 'access-denied', remedy: { kind: 'grant-pull', accountId: HARBOUR, repository: 'ops/metrics', ownerProfile: 'sandbox-lighthouse' } });
  });

  test('for a repository or a tag that is not there, tells where it is or what there is instead', async () => {
    const berth = await berthWith();
    await berth.sessions.signIn('sandbox-harbour');
    const host = hostOf(HARBOUR);
    expect(await berth.doctor.diagnose(`${host}/shop/apo:latest`)).toMatchObject({ cause: { cause: 'repository-missing', remedy: { kind: 'create-repository', profile: 'sandbox-harbour', region: 'eu-central-1', repository: 'shop/apo' } } });
    const { cause } = await berth.doctor.diagnose(`${host}/shop/api:no-such-tag`);
    expect(cause).toMatchObject({ cause: 'image-missing', message: 'shop/api has no tag no-such-tag.', hint: expect.stringContaining('latest') as string });
    const digest = `sha256:${'0'.repeat(64)}`;
    expect(causeOf(await berth.doctor.diagnose(`${host}/shop/api@${digest}`))).toBe('digest-missing');
    await makeRepository(berth, { profile: 'sandbox-harbour-us', region: 'us-east-1', name: 'only/there' });
    expect((await berth.doctor.diagnose(`${host}/only/there:1`)).cause).toMatchObject({ cause: 'repository-in-another-region', message: expect.stringContaining('us-east-1') as string });
  });

  test('for a broken config.json, says where', async () => {
    await writeConfig('{\n  "auths": {\n    oops\n  }\n}\n');
    const { cause } = await (await berthWith()).doctor.diagnose(`${hostOf(HARBOUR)}/shop/api:latest`);
    expect(cause).toMatchObject({ cause: 'config-malformed', message: expect.stringContaining('line 3') as string });
  });

  test('for a host that is mistyped, an image of Docker Hub, or no name of an image at all, says which', async () => {
    const berth = await berthWith();
    await berth.sessions.signIn('sandbox-harbour');
    const host = hostOf(HARBOUR);
    const typo = host.replace('127.0.0.1', '127.0.0.2');
    expect((await berth.doctor.diagnose(`${typo}/shop/api:latest`)).cause).toMatchObject({ cause: 'host-mistyped', hint: expect.stringContaining(host) as string });
    expect(causeOf(await berth.doctor.diagnose('nginx:1.27'))).toBe('not-ecr');
    expect(causeOf(await berth.doctor.diagnose('Shop API'))).toBe('reference-invalid');
  });

  test('looked over as a whole lists everything that is broken, and changes nothing', async () => {
    await writeConfig({ credHelpers: { 'ghcr.io': 'nowhere' } });
    const before = await readFile(join(home.docker, 'config.json'), 'utf8');
    const env = await ownProfile([], ['aws_access_key_id = AKIAEXAMPLE000000001', 'aws_secret_access_key = not-a-real-secret-not-a-real-one']);
    const { steps, cause } = await (await berthWith(env)).doctor.diagnose();
    expect(cause).toMatchObject({ cause: 'helper-missing' });
    expect(steps.filter(({ status }) => status === 'broken').map(({ id }) => id)).toEqual(['helper:nowhere', 'profile:own']);
    expect(steps.find(({ id }) => id === 'profile:own')?.message).toMatch(/^AWS does not accept the keys of profile own\./);
    expect(steps.find(({ id }) => id === 'engine')?.status).toBe('fine');
    expect(await readFile(join(home.docker, 'config.json'), 'utf8')).toBe(before);
  });
});

describe('behind Docker', () => {
  const image = (): string => `${hostOf(HARBOUR)}/shop/api:latest`;
  /** Docker need not run for these: what stands before it is asked with the registry alone. */
  const causeBehindDocker = async (berth: Berth): Promise<Diagnosis['cause']> => {
    const { cause, steps } = await berth.doctor.diagnose(image());
    expect(steps.at(-1)?.status).toBe('skipped');
    return cause;
  };

  test('an engine that does not run is named with its address', async () => {
    const berth = await berthWith({ DOCKER_HOST: `unix://${home.folder}/no.sock` });
    expect(await causeBehindDocker(berth)).toMatchObject({ cause: 'engine-unreachable', code: 'docker-unavailable', message: `No Docker Engine is at unix://${home.folder}/no.sock.` });
  });

  requires('docker').describe('with an engine,', () => {
    test('wrong keys are told from a session of IAM Identity Center that has ended', async () => {
      const wrong = await berthWith(await ownProfile([], [keysOf('sandbox-harbour')[0] ?? '', 'aws_secret_access_key = not-a-real-secret-not-a-real-one']));
      await wrong.registryMap.map(hostOf(HARBOUR), 'own');
      expect(await causeBehindDocker(wrong)).toMatchObject({ cause: 'keys-rejected', code: 'credentials-invalid' });
      const ended = await berthWith(
        await ownProfile(['sso_session = corp', `sso_account_id = ${HARBOUR}`, 'sso_role_name = Developer', '', '[sso-session corp]', 'sso_start_url = https://corp.awsapps.example/start', 'sso_region = eu-central-1']),
      );
      expect(await causeBehindDocker(ended)).toMatchObject({ cause: 'sso-ended', code: 'session-expired', remedy: { kind: 'sso-sign-in', session: 'corp' } });
    });

    test('a credential_process that prints rubbish, and a source that is not there, are the profile’s fault', async () => {
      const rubbish = await berthWith(await ownProfile(['credential_process = /bin/echo rubbish']));
      await rubbish.registryMap.map(hostOf(HARBOUR), 'own');
      expect(await causeBehindDocker(rubbish)).toMatchObject({ cause: 'process-failed' });
      const sourceless = await berthWith(await ownProfile(['role_arn = arn:aws:iam::111122223333:role/x', 'source_profile = gone']));
      expect(await causeBehindDocker(sourceless)).toMatchObject({ cause: 'profile-source-missing', message: expect.stringContaining('gone') as string });
    });

    test('an endpoint that answers nothing, or not as AWS does, is named', async () => {
      const silent: Server = createServer((_, response) => response.end('<html>Welcome to the hotel</html>'));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const strange = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      try {
        for (const endpoint of ['http://127.0.0.1:9', strange]) {
          const berth = await berthWith(await ownProfile([`endpoint_url = ${endpoint}`], keysOf('sandbox-harbour')));
          await berth.registryMap.map(hostOf(HARBOUR), 'own');
          expect(await causeBehindDocker(berth)).toMatchObject({ cause: 'endpoint-wrong', message: expect.stringContaining(endpoint) as string });
        }
      } finally {
        silent.close();
      }
    });

    test('nobody’s registry and a rule without a profile are told apart', async () => {
      const berth = await berthWith(await ownProfile([], keysOf('sandbox-harbour')));
      await berth.settings.setRegistryRules([{ pattern: hostOf(HARBOUR), profile: 'gone' }]);
      expect(await causeBehindDocker(berth)).toMatchObject({ cause: 'rule-names-missing-profile', message: `The rule “${hostOf(HARBOUR)}” names profile gone, which does not exist.` });
    });
  });
});
