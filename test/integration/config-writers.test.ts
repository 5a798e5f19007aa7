import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Berth } from '../../electron/berth';
import { EntryKeeper } from '../../electron/docker-auth/config/entry-keeper';
import { DockerConfigFile } from '../../electron/docker-auth/docker-config-file';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { buildProgram } from '../support/build-program';
import { AppError } from '../../shared/errors';
import { requires } from '../support/capabilities';
import { repetitions } from '../support/long-form';
import { openBerth } from '../support/open-berth';
import { startPlainRegistry, type PlainRegistry } from '../support/plain-registry';
import { passwords } from '../support/programs/kept-files';
import { until } from '../support/until';
import { Terminal } from './cli-runs';

const ENTRY = fileURLToPath(new URL('../support/programs/write-entries.ts', import.meta.url));

let folder: string;
let program: string;
let docker: string;
let registry: PlainRegistry;
let watching: { stop(): Promise<number> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-writers-'));
  program = await buildProgram(ENTRY, join(folder, 'program'));
  registry = await startPlainRegistry({ slowestMs: 60 });
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, maxRetries: 10, retryDelay: 200 });
});
beforeEach(async () => {
  docker = await mkdtemp(join(folder, 'docker-'));
  await mkdir(join(docker, 'real'));
  await writeFile(join(docker, 'real', 'config.json'), '{\n\t"auths": {\n\t\t"ghcr.io": {\n\t\t\t"auth": "eDp5"\n\t\t}\n\t},\n\t"HttpHeaders": {\n\t\t"X-Meta": "1"\n\t}\n}', { mode: 0o600 });
  await symlink('real/config.json', join(docker, 'config.json'));
  watching = watch(join(docker, 'config.json'));
});
afterEach(() => watching.stop());

/** Reads the file all the time, as Docker does; answers how often it was no JSON. */
function watch(file: string): { stop(): Promise<number> } {
  let broken = 0;
  let going = true;
  const done = (async () => {
    while (going) {
      await passwords(file).catch(() => (broken += 1));
      await pause(3);
    }
  })();
  return { stop: async () => ((going = false), await done, broken) };
}

const kept = (): Promise<Map<string, string>> => passwords(join(docker, 'config.json'));

/** `docker login` as a person runs it; answers whether it said that it succeeded. */
async function dockerLogin(host: string, password: string): Promise<boolean> {
  const env = { PATH: process.env.PATH, HOME: folder, DOCKER_CONFIG: docker, DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
  const child = spawn('docker', ['login', '--username', 'me', '--password-stdin', host], { env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(password);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

/** Our own program, signing in at `count` hosts; calls `wrote` with each once it says so. */
async function berthProgram(name: string, count: number, wrote: (host: string) => void): Promise<void> {
  const child = spawn(process.execPath, [program, docker, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (said + text).split('\n');
    said = lines.pop() ?? '';
    lines.forEach(wrote);
  });
  await once(child, 'close');
}

async function expectFileAsItWas(): Promise<void> {
  expect(await watching.stop()).toBe(0);
  expect((await lstat(join(docker, 'config.json'))).isSymbolicLink()).toBe(true);
  expect((await stat(join(docker, 'config.json'))).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(join(docker, 'config.json'), 'utf8'))).toMatchObject({ HttpHeaders: { 'X-Meta': '1' } });
}

requires('docker').test('with docker login in between, none of our entries is lost by any number of our writers', async () => {
  const writers = repetitions({ short: 8, long: 20 });
  const rounds = repetitions({ short: 5, long: 50 });
  const ours: string[] = [];
  const signedOut: string[] = [];
  const logged: unknown[] = [];
  // On a busy machine an edit may wait for its turn too long; it is made again. A broken file would be another thing.
  const malformed = (): unknown[] => logged.filter((thrown) => !(thrown instanceof AppError && thrown.message.includes('for too long')));
  const config = new DockerConfigFile({ env: { DOCKER_CONFIG: docker }, home: folder });
  const keeper = new EntryKeeper({
    config,
    keeps: () => Promise.resolve(ours),
    onKeepsChange: () => () => undefined,
    signIn: (host) => config.addAuth(host, { username: 'AWS', password: host.split('.')[0] ?? '' }),
    signedOut: async (host) => void signedOut.push(host),
    now: Date.now,
    log: (thrown) => void logged.push(thrown),
  });
  await keeper.start();
  let going = true;
  let logins = 0;
  const others = [1, 2, 3, 4].map(async (lane) => {
    for (let n = 0; going; n += 1) if (await dockerLogin(registry.host(lane * 1000 + (n % 200)), `p${n}`)) logins += 1;
  });
  try {
    await Promise.all(Array.from({ length: writers }, (_, n) => berthProgram(`w${n}`, rounds, (host) => (ours.push(host), void keeper.look()))));
    going = false;
    await Promise.all(others);
    const missing = async (): Promise<string[]> => {
      const there = await kept();
      return ours.filter((host) => !there.has(host));
    };
    // Hundreds that were dropped in the last moments take their time.
    for (let wait = 0; wait < 6 && (await missing()).length > 0; wait += 1)
      await until('every entry of ours', async () => ((await missing()).length === 0 ? true : undefined)).catch(() => undefined);
    const foreign = [...(await kept()).keys()].filter((host) => host.startsWith('127.')).length;
    console.info(`writers: ${writers} × ${rounds} beside ${logins} docker logins: ${ours.length - (await missing()).length} of ${ours.length} of our entries kept, ${foreign} of theirs`);
    expect(ours).toHaveLength(writers * rounds);
    expect({ missing: await missing(), signedOut, logged: malformed() }).toEqual({ missing: [], signedOut: [], logged: [] });
    expect(logins).toBeGreaterThan(0);
    await expectFileAsItWas();
  } finally {
    going = false;
    keeper.close();
  }
}, 1_800_000);

requires('docker').describe('a running Berth, its command line, its programs and docker login at once', () => {
  let sandbox: Sandbox;
  let terminal: Terminal;
  let berth: Berth;

  beforeAll(async () => {
    sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    terminal = await Terminal.open(sandbox.description);
    berth = await openBerth({ home: terminal.home, sandbox: sandbox.description, env: { DOCKER_CONFIG: docker } });
    await berth.start();
  });
  afterEach(async () => {
    await berth.close();
    await terminal.home.remove();
  });

  requires('docker').test('lose none of ours, and a later docker login keeps its entry', async () => {
    const rounds = repetitions({ short: 4, long: 30 });
    const [app, cli] = ['111122223333', '444455556666'].map((account) => sandbox.description.profiles.find(({ accountId }) => accountId === account)?.name ?? '');
    const ours = new Set<string>();
    const signIns = (): string[] => berth.sessions.state().sessions.flatMap(({ host }) => host ?? []);
    let logins = 0;
    for (let round = 0; round < rounds; round += 1) {
      const login = async (n: number): Promise<void> => {
        if (await dockerLogin(registry.host(n), `round ${round}`)) logins += 1;
      };
      await Promise.all([
        login(1), login(2), login(3), login(4),
        berth.sessions.signIn(app ?? ''),
        terminal.berth(['login', '--profile', cli ?? ''], { DOCKER_CONFIG: docker }).then(({ code, stderr }) => expect({ code, stderr }).toEqual({ code: 0, stderr: '' })),
        berthProgram(`a${round}`, 1, (host) => ours.add(host)),
        berthProgram(`b${round}`, 1, (host) => ours.add(host)),
      ]);
      await until('both sign-ins', async () => (signIns().length === 2 ? true : undefined));
      await until('the entries that Berth keeps', async () => {
        const there = await kept();
        return signIns().every((host) => there.has(host)) ? true : undefined;
      });
    }
    const there = await kept();
    const lost = signIns().filter((host) => !there.has(host));
    console.info(`8 writers × ${rounds} rounds (${logins} docker logins): ${signIns().length - lost.length} of ${signIns().length} sign-ins kept, ${[...ours].filter((host) => there.has(host)).length} of ${ours.size} of the programs’ entries`);
    expect(lost).toEqual([]);
    expect(await dockerLogin(registry.host(9), 'last')).toBe(true);
    await berth.sessions.signIn(app ?? '');
    expect((await kept()).get(registry.host(9))).toBe('last');
    await expectFileAsItWas();
  }, 1_800_000);
});
