/**
 * `get` of the credential helper from a warm cache, against amazon-ecr-credential-helper from its own. That one can have no
 * cache without AWS, so its cache file is written here, in its form (Version, Registries by region, key and account), with
 * the sandbox's token; that it answers with just that token is checked first.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { output, startSandboxProcess, type SandboxProcess } from '../integration/cli-runs';
import { spawnTimes, tableOf } from './spawn-times';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const PROFILE = 'sandbox-harbour';
const DIST = join(process.cwd(), 'dist');
const ENTRY = join(DIST, 'cli', 'docker-credential-berth.cjs');
const PEER = 'docker-credential-ecr-login';
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 30);

requires('keyring', 'cc', 'display', PEER).describe('the credential helper', () => {
  let folder: string;
  let sandbox: SandboxProcess;
  let home: BerthHome;
  let env: Record<string, string>;
  let running: RunningBerth;

  const secretOf = (program: string, ...args: string[]): string =>
    (JSON.parse(execFileSync(program, [...args, 'get'], { input: HOST, env: { ...process.env, ...env }, encoding: 'utf8' })) as { Secret: string }).Secret;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
    sandbox = await startSandboxProcess(join(folder, 'sandbox'));
    home = await createBerthHome();
    await appendFile(home.awsConfig, await readFile(sandbox.description.configFile));
    await appendFile(home.awsCredentials, await readFile(sandbox.description.credentialsFile));
    env = { ...home.env, HOME: home.folder, AWS_PROFILE: PROFILE, PATH: [join(home.folder, '.local', 'bin'), process.env.PATH].join(delimiter) };
    await output(process.execPath, [join(DIST, 'cli', 'berth.cjs'), 'helper', 'enable'], env);
    running = await launchBerth({ home, env });
  });
  afterAll(async () => {
    await running.close();
    await sandbox.stop();
    await home.remove();
    await rm(folder, { recursive: true });
  });

  async function primePeer(token: string): Promise<void> {
    const key = sandbox.description.profiles.find(({ name }) => name === PROFILE)?.accessKeyId ?? '';
    // The key's name goes in front of a digest of nothing: so that program does it.
    const mark = Buffer.concat([Buffer.from(key), createHash('md5').digest()]).toString('base64');
    const entry = {
      AuthorizationToken: Buffer.from(`AWS:${token}`).toString('base64'),
      RequestedAt: new Date().toISOString(),
      ExpiresAt: new Date(Date.now() + 12 * 3_600_000).toISOString(),
      ProxyEndpoint: `https://${HOST}`,
      Service: 'ecr',
    };
    await mkdir(join(home.folder, '.ecr'));
    await writeFile(join(home.folder, '.ecr', 'cache.json'), JSON.stringify({ Registries: { [`${REGION}-${mark}-${ACCOUNT}`]: entry }, Version: '1.0' }));
  }

  requires('keyring').test(
    'answers from a warm cache',
    async () => {
      const token = secretOf('docker-credential-berth');
      expect(secretOf(process.execPath, ENTRY)).toBe(token);
      // What the launcher becomes when the application is closed: Electron in the stead of Node.
      const alone = (await readFile(join(home.berth, 'helper-program'), 'utf8')).trim().split('\n');
      expect(secretOf(alone[0] ?? '', ...alone.slice(1))).toBe(token);
      await primePeer(token);
      expect(secretOf(PEER)).toBe(token);
      const times = await spawnTimes({
        programs: [
          { name: 'Berth running, launcher', command: ['docker-credential-berth', 'get'] },
          { name: 'Berth closed, Node', command: [process.execPath, ENTRY, 'get'] },
          { name: 'Berth closed, Electron', command: [...alone, 'get'] },
          { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
          { name: PEER, command: [PEER, 'get'] },
        ],
        input: HOST,
        env: { ...process.env, ...env },
        rounds: ROUNDS,
      });
      console.log(`get from a warm cache, ${ROUNDS} rounds in turn\n${tableOf(times, PEER)}`);
      expect(times).toHaveLength(5);
    },
    300_000,
  );
});
