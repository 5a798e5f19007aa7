import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import type { Job } from '../../shared/model/moving/job';
import { startDistribution } from '../registry/distribution';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { openBerth } from '../support/open-berth';
import { startTokenService, type TokenService } from '../support/token-service';

const ADA = 'ada:pilot-pass';
const IDENTITY = 'identity-of-ada';
/** bcrypt of `harbour-pass`, as htpasswd -B writes it. */
const HTPASSWD = 'bob:$2b$04$YHpkEfURAJTxeUHgI7SoJe1KqK0bnRATFcfvqslU4d.Zk0DIAQD/y\n';
const BOB = 'bob:harbour-pass';
const auth = (login: string): { auth: string } => ({ auth: Buffer.from(login).toString('base64') });

requires('docker-registry').describe('registries that are none of ECR’s, with what docker login left', () => {
  let folder: string;
  let sandbox: Sandbox;
  let home: BerthHome;
  let tokens: TokenService;
  let hub: Awaited<ReturnType<typeof startDistribution>>;
  let basic: Awaited<ReturnType<typeof startDistribution>>;
  let source: string;
  let target: string;
  let pushed = 0;

  /** Runs with Docker's config.json as given, in a Berth of its own: nothing is remembered from before. */
  async function withConfig<T>(config: object, act: (berth: Berth) => Promise<T>, env: Record<string, string> = {}): Promise<T> {
    await writeFile(join(home.docker, 'config.json'), JSON.stringify(config));
    const berth = await openBerth({ home, sandbox: sandbox.description, env });
    try {
      return await act(berth);
    } finally {
      await berth.close();
    }
  }
  const copy = (from: string, to: string) => (berth: Berth): Promise<Job> => berth.jobs.wait(berth.transfers.copy({ from, to, createRepository: true }));
  /** A name at ECR that nothing was copied to. */
  const somewhere = (): string => `${target}/from/elsewhere-${++pushed}:v1`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-foreign-'));
    sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') });
    home = await createBerthHome();
    tokens = await startTokenService({ folder, users: [ADA], identityTokens: [IDENTITY], isPublic: (name) => name.startsWith('library/') });
    await writeFile(join(folder, 'htpasswd'), HTPASSWD);
    [hub, basic] = await Promise.all([startDistribution({ auth: tokens.auth }), startDistribution({ auth: `auth: { htpasswd: { realm: basic, path: "${join(folder, 'htpasswd')}" } }\n` })]);
    const hostOf = (accountId: string): string => sandbox.description.registries.find((one) => one.accountId === accountId && one.region === 'eu-central-1')?.host ?? '';
    [source, target] = [hostOf('111122223333'), hostOf('444455556666')];
    for (const [to, login] of [[`${hub.host}/library/app:v1`, ADA], [`${hub.host}/private/app:v1`, ADA], [`${basic.host}/team/app:v1`, BOB]] as const) {
      const host = to.split('/')[0] ?? '';
      expect(await withConfig({ auths: { [host]: auth(login) } }, copy(`${source}/shop/search:0.31.0`, to)), to).toMatchObject({ status: 'succeeded' });
    }
  });
  afterAll(async () => {
    await Promise.all([hub.close(), basic.close(), tokens.close()]);
    await sandbox.close();
    await home.remove();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => void tokens.asked.splice(0));

  test('what is public is copied without a sign-in, with tokens for reading alone', async () => {
    expect(await withConfig({}, copy(`${hub.host}/library/app:v1`, somewhere()))).toMatchObject({ status: 'succeeded' });
    expect([...new Set(tokens.asked)]).toEqual(['anonymous GET repository:library/app:pull']);
  });

  test('what is not public says so, and how to sign in', async () => {
    const { error } = await withConfig({}, copy(`${hub.host}/private/app:v1`, somewhere()));
    expect(error).toMatchObject({ code: 'registry-unauthorized', message: `${hub.host} wants a sign-in for private/app: it is not public, or not there.`, hint: `Check the name, or sign in with “docker login ${hub.host}”.` });
  });

  test('a sign-in in Docker’s file opens it, under the name that an old Docker wrote too', async () => {
    expect(await withConfig({ auths: { [`https://${hub.host}/v1/`]: auth(ADA) } }, copy(`${hub.host}/private/app:v1`, somewhere()))).toMatchObject({ status: 'succeeded' });
    expect(tokens.asked).toContain('ada GET repository:private/app:pull');
  });

  test('an identity token is exchanged, and never shown to the registry', async () => {
    expect(await withConfig({ auths: { [hub.host]: { ...auth(':'), identitytoken: IDENTITY } } }, copy(`${hub.host}/private/app:v1`, somewhere()))).toMatchObject({ status: 'succeeded' });
    expect([...new Set(tokens.asked)]).toEqual(['identity-of-ada POST repository:private/app:pull']);
  });

  test('a wrong password is refused as one', async () => {
    const { error } = await withConfig({ auths: { [hub.host]: auth('ada:guess') } }, copy(`${hub.host}/library/app:v1`, somewhere()));
    expect(error?.code).toBe('registry-unauthorized');
    expect(JSON.stringify(error)).not.toContain('guess');
  });

  test('a registry that wants the password itself is given it once it asks', async () => {
    expect(await withConfig({ auths: { [basic.host]: auth(BOB) } }, copy(`${basic.host}/team/app:v1`, somewhere()))).toMatchObject({ status: 'succeeded' });
    expect(await withConfig({}, copy(`${basic.host}/team/app:v1`, somewhere()))).toMatchObject({ status: 'failed', error: { code: 'registry-unauthorized' } });
  });

  test('the variable DOCKER_AUTH_CONFIG comes before the file', async () => {
    const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [basic.host]: auth(BOB) } }) };
    expect(await withConfig({ auths: { [basic.host]: auth('bob:old') } }, copy(`${basic.host}/team/app:v1`, somewhere()), env)).toMatchObject({ status: 'succeeded' });
  });

  test('a credential helper is asked for its host alone, and its failure keeps nobody from what is public', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const helper = (name: string, script: string): Promise<void> => writeFile(join(bin, `docker-credential-${name}`), `#!/bin/sh\nread host\necho "$1 $host" >> ${folder}/helper.log\n${script}\n`).then(() => chmod(join(bin, `docker-credential-${name}`), 0o755));
    await helper('good', `echo '{"ServerURL":"x","Username":"bob","Secret":"harbour-pass"}'`);
    await helper('locked', 'echo "the keychain is locked"; exit 1');
    const env = { PATH: `${bin}${delimiter}${process.env.PATH}` };
    const log = (): Promise<string> => readFile(join(folder, 'helper.log'), 'utf8').catch(() => '');

    const helpers = { credHelpers: { [basic.host]: 'good' } };
    await withConfig(helpers, copy(`${source}/shop/search:0.30.4`, somewhere()), env);
    expect(await log()).toBe('');
    expect(await withConfig(helpers, copy(`${basic.host}/team/app:v1`, somewhere()), env)).toMatchObject({ status: 'succeeded' });
    expect(await log()).toBe(`get ${basic.host}\n`);

    const store = { credsStore: 'locked' };
    expect(await withConfig(store, copy(`${hub.host}/library/app:v1`, somewhere()), env)).toMatchObject({ status: 'succeeded' });
    expect(await withConfig(store, copy(`${basic.host}/team/app:v1`, somewhere()), env)).toMatchObject({ status: 'failed', error: { code: 'docker-helper-failed' } });
  });

  test('a whole repository of such a registry is synced to ECR', async () => {
    const repository = somewhere().replace(':v1', '');
    const job = await withConfig({}, (berth) => berth.jobs.wait(berth.sync.begin({ from: `${hub.host}/library/app`, to: repository, tags: [], exclude: [], overwrite: false, carry: [], createRepository: true })));
    expect(job).toMatchObject({ status: 'succeeded', outcome: { reference: repository } });
  });
});
