import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DockerConfigFile } from '../../electron/docker-auth/docker-config-file';
import { tidyUpAll } from '../../electron/files/tidy-up';
import { buildProgram } from '../support/build-program';
import { repetitions } from '../support/long-form';
import { keptFiles, passwords } from '../support/programs/kept-files';

const ENTRY = fileURLToPath(new URL('../support/programs/write-kept-files.ts', import.meta.url));
/** Kept in Docker's file through every kill, byte for byte. */
const FOREIGN = '"unknown": 9007199254740993123,\n  "HttpHeaders": {"X":  "1"}';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-kill-'));
  program = await buildProgram(ENTRY, join(folder, 'program'));
  for (const name of ['docker', 'dotfiles', 'aws', 'containers']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'dotfiles', 'docker.json'), `{\n  ${FOREIGN},\n  "auths": {}\n}\n`, { mode: 0o600 });
  await symlink('../dotfiles/docker.json', join(folder, 'docker', 'config.json'));
  await writeFile(join(folder, 'aws', 'credentials'), '[p]\naws_access_key_id = n0\n# the end\n', { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

/** One life of a program that writes these files; answers the highest number it said for each. */
async function lifeOf(host: string, first: number, files: string): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [program, folder, host, String(first), files], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  setTimeout(() => child.kill('SIGKILL'), Math.random() * 80);
  await once(child, 'close');
  const whole = said.split('\n').slice(0, -1);
  return new Map(whole.map((line) => line.split('\t')).map(([name = '', n]) => [name, Number(n)]));
}

/** What the start of Berth does for these folders. */
async function start(): Promise<void> {
  await tidyUpAll([folder, join(folder, 'aws')]);
  await new DockerConfigFile({ env: { DOCKER_CONFIG: join(folder, 'docker') }, home: folder }).start();
  await new DockerConfigFile({ env: {}, home: folder, path: join(folder, 'containers', 'auth.json') }).start();
}

const temporaryFiles = async (): Promise<string[]> =>
  (await Promise.all(['.', 'dotfiles', 'docker', 'aws', 'containers'].map((name) => readdir(join(folder, name))))).flat().filter((name) => name.endsWith('.tmp') || name.endsWith('.next'));

test('kill −9 at any moment corrupts nothing, loses nothing that was acknowledged and leaves nothing behind', async () => {
  const rounds = repetitions({ short: 60, long: 1_000 });
  const names = keptFiles(folder, 'any.example').map(({ name }) => name);
  const figures = { acknowledged: 0, corrupt: 0, lost: 0, staleFound: 0, staleLeft: 0, wrongMode: 0 };
  const signedIn = new Map<string, number>();
  const reached = new Map<string, number>(names.map((name) => [name, 0]));

  for (let round = 0; round < rounds; round += 1) {
    const host = `r${round}.example`;
    const first = (round + 1) * 1_000_000;
    // Every other one writes Docker's and Podman's file alone, and gets the further with them.
    const acknowledged = await lifeOf(host, first, round % 2 === 0 ? '' : 'docker config,podman auth');
    for (const file of keptFiles(folder, host)) {
      const last = acknowledged.get(file.name);
      if (last !== undefined) figures.acknowledged += last - first + 1;
      const isDocker = file.name === 'docker config' || file.name === 'podman auth';
      const wanted = isDocker ? (last ?? 0) : Math.max(reached.get(file.name) ?? 0, last ?? 0);
      // Read as any program reads it, and by Berth's own code, which takes a damaged file for an empty one.
      const whole = file.name === 'aws credentials' || (await readFile(file.path, 'utf8').then(isJson, () => wanted === 0));
      const n = await file.read().catch(() => NaN);
      if (!whole || Number.isNaN(n)) figures.corrupt += 1;
      else if (n < wanted) figures.lost += 1;
      reached.set(file.name, Math.max(wanted, n));
      const mode = await stat(file.path).then((found) => found.mode & 0o777, () => 0o600);
      if (mode !== 0o600) figures.wrongMode += 1;
    }
    if (acknowledged.has('docker config')) signedIn.set(host, acknowledged.get('docker config') ?? 0);
    figures.staleFound += (await temporaryFiles()).length;
    await start();
    figures.staleLeft += (await temporaryFiles()).length;
  }

  const config = await readFile(join(folder, 'docker', 'config.json'), 'utf8');
  const kept = await passwords(join(folder, 'docker', 'config.json'));
  const lostHosts = [...signedIn].filter(([host, n]) => !(Number(kept.get(host)?.slice(1)) >= n));
  console.info(
    `kill −9: ${rounds} kills over ${names.length} files, ${figures.acknowledged} acknowledged writes; ${figures.corrupt} corrupt, ${figures.lost + lostHosts.length} lost, ` +
      `${figures.staleFound} stale temporary files, ${figures.staleLeft} after the next start`,
  );
  expect(figures).toMatchObject({ corrupt: 0, lost: 0, staleLeft: 0, wrongMode: 0 });
  expect(lostHosts).toEqual([]);
  expect(signedIn.size).toBeGreaterThan(rounds / 4);
  expect(config).toContain(FOREIGN);
  expect((await lstat(join(folder, 'docker', 'config.json'))).isSymbolicLink()).toBe(true);

  // A lock that a killed one held is taken over.
  for (const file of keptFiles(folder, 'last.example')) {
    await file.write(rounds * 10_000_000);
    expect(await file.read()).toBe(rounds * 10_000_000);
  }
}, 3_600_000);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
