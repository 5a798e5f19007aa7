import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { beforeEach, describe, expect, test } from 'vitest';
import { DockerConfigFile } from '../../electron/docker-auth/docker-config-file';
import { repetitions } from '../support/long-form';

const LOGIN = { username: 'AWS', password: 'pass:word' };
const AUTH = Buffer.from('AWS:pass:word').toString('base64');
let folder: string;
let file: string;
let config: DockerConfigFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-docker-'));
  file = join(folder, 'config.json');
  config = new DockerConfigFile({ env: { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env.PATH}` }, home: folder });
});

const parsed = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));

test('a new file is for its owner alone, and an old one keeps its mode', async () => {
  await config.addAuth('a.example', LOGIN);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await chmod(file, 0o644);
  await config.addAuth('b.example', LOGIN);
  expect((await stat(file)).mode & 0o777).toBe(0o644);
  expect(await parsed()).toEqual({ auths: { 'a.example': { auth: AUTH }, 'b.example': { auth: AUTH } } });
});

test('a symbolic link stays one, and the file behind it changes', async () => {
  const real = join(folder, 'dotfiles');
  await mkdir(real);
  await symlink(join(real, 'docker.json'), file);
  await config.addAuth('a.example', LOGIN);
  await config.addAuth('b.example', LOGIN);
  expect(Object.keys(JSON.parse(await readFile(join(real, 'docker.json'), 'utf8')).auths)).toEqual(['a.example', 'b.example']);
  expect(await readdir(real)).toEqual(['docker.json']);
});

test('a malformed file is left as it is, and said so with its place', async () => {
  await writeFile(file, '{\n "auths": {,}\n}');
  await expect(config.addAuth('a.example', LOGIN)).rejects.toMatchObject({
    code: 'docker-config-malformed',
    message: expect.stringContaining('line 2, column 12'),
  });
  expect(await readFile(file, 'utf8')).toBe('{\n "auths": {,}\n}');
});

test('a folder that cannot be written is said so', async () => {
  await writeFile(join(folder, 'blocked'), '');
  const blocked = new DockerConfigFile({ env: { DOCKER_CONFIG: join(folder, 'blocked') }, home: folder });
  await expect(blocked.addAuth('a.example', LOGIN)).rejects.toMatchObject({ code: 'docker-config-unwritable' });
});

describe('with a credential helper in charge', () => {
  const helper = (script: string): Promise<void> =>
    writeFile(join(folder, 'docker-credential-fake'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  beforeEach(() => writeFile(file, '{"credsStore":"fake","auths":{"a.example":{"auth":"b2xkOm9sZA=="}}}'));

  test('the secret goes to it on stdin, and no copy stays in the file', async () => {
    await helper(`printf '%s\\n' "$*" > ${folder}/args; cat > ${folder}/stored`);
    await config.addAuth('a.example', LOGIN);
    expect(JSON.parse(await readFile(join(folder, 'stored'), 'utf8'))).toEqual({ ServerURL: 'a.example', Username: 'AWS', Secret: 'pass:word' });
    expect(await readFile(join(folder, 'args'), 'utf8')).toBe('store\n');
    expect(await parsed()).toEqual({ credsStore: 'fake', auths: {} });
  });

  test('signing out where nothing is kept is no error, and a refusal never repeats what it printed', async () => {
    await helper(`cat > /dev/null; if [ "$1" = erase ]; then echo 'credentials not found in native keychain'; else echo 'pass:word'; fi; exit 1`);
    await config.removeAuth('a.example');
    expect(await parsed()).toEqual({ credsStore: 'fake', auths: {} });
    const refusal: unknown = await config.addAuth('a.example', LOGIN).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ code: 'docker-helper-failed' });
    expect(String(refusal)).not.toContain('pass:word');
  });

  test('one that is not installed is named', async () => {
    await expect(config.addAuth('a.example', LOGIN)).rejects.toMatchObject({ code: 'docker-helper-failed', hint: expect.stringContaining('Install docker-credential-fake') });
  });
});

describe('several writers', () => {
  /** The editor as a program of its own: it signs in at its hosts one after the other and prints each once it is written. */
  async function writers(): Promise<(name: string, count: number) => ChildProcess> {
    const entry = join(folder, 'writer.ts');
    const source = join(process.cwd(), 'electron/docker-auth/docker-config-file');
    await writeFile(
      entry,
      `import { DockerConfigFile } from ${JSON.stringify(source)};
const [folder, name, count] = process.argv.slice(2) as [string, string, string];
const config = new DockerConfigFile({ env: { DOCKER_CONFIG: folder }, home: folder });
void (async () => { for (let n = 0; n < Number(count); n += 1) { const host = name + n + '.example'; await config.addAuth(host, { username: 'AWS', password: 'p' }); process.stdout.write(host + '\\n'); } })();`,
    );
    await build({ configFile: false, logLevel: 'silent', ssr: { noExternal: true }, build: { ssr: entry, outDir: join(folder, 'out'), rolldownOptions: { output: { format: 'cjs', entryFileNames: 'writer.cjs' } } } });
    return (name, count) => spawn(process.execPath, [join(folder, 'out', 'writer.cjs'), folder, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  const hosts = async (): Promise<string[]> => Object.keys(JSON.parse(await readFile(file, 'utf8')).auths);

  test('lose nothing of one another', async () => {
    await writeFile(file, '{"keep": 9007199254740993123}');
    const start = await writers();
    const running = ['a', 'b', 'c', 'd'].map((name) => start(name, 15));
    await Promise.all(running.map((child) => once(child, 'exit')));
    expect(await hosts()).toHaveLength(60);
    expect(await readFile(file, 'utf8')).toContain('9007199254740993123');
  }, 60_000);

  test('killed at any moment leave a whole file, with all that was acknowledged', async () => {
    const start = await writers();
    const acknowledged: string[] = [];
    const rounds = repetitions({ short: 11, long: 50 });
    for (let round = 0; round < rounds; round += 1) {
      const child = start(`r${round}-`, 1000);
      let said = '';
      child.stdout?.on('data', (data: Buffer) => {
        said += data.toString();
        setTimeout(() => child.kill('SIGKILL'), (round * 7) % 11);
      });
      await once(child, 'close');
      acknowledged.push(...said.split('\n').filter((line) => line !== ''));
    }
    const kept = new Set(await hosts());
    expect(acknowledged.length).toBeGreaterThanOrEqual(rounds);
    expect(acknowledged.filter((host) => !kept.has(host))).toEqual([]);
    await config.start();
    await config.addAuth('last.example', LOGIN);
    expect((await readdir(folder)).filter((name) => name.startsWith('config.json'))).toEqual(['config.json']);
  }, 120_000);
});

test('at start an old temporary file goes', async () => {
  const left = `${file}.berth-${process.pid}-00000000.tmp`;
  await writeFile(left, 'half');
  await utimes(left, 1, 1);
  await config.start();
  expect(await readdir(folder)).toEqual([]);
});

describe('looking again a moment after a write', () => {
  beforeEach(() => {
    config = new DockerConfigFile({ env: { DOCKER_CONFIG: folder }, home: folder, confirmAfterMs: [30, 60] });
  });

  test('writes an entry again that an older text was written over', async () => {
    const old = '{"auths":{"ghcr.io":{"auth":"eDp5"}}}';
    await writeFile(file, old);
    const added = config.addAuth('a.example', LOGIN);
    const stop = config.onWritten(() => (stop(), void writeFile(file, old)));
    await added;
    expect(await parsed()).toEqual({ auths: { 'ghcr.io': { auth: 'eDp5' }, 'a.example': { auth: AUTH } } });
  });

  test('leaves another login of the same host', async () => {
    const added = config.addAuth('a.example', LOGIN);
    const stop = config.onWritten(() => (stop(), void writeFile(file, '{"auths":{"a.example":{"auth":"bWU6bWU="}}}')));
    await added;
    expect(await parsed()).toEqual({ auths: { 'a.example': { auth: 'bWU6bWU=' } } });
  });

  test('puts nothing back that was signed out meanwhile', async () => {
    const added = config.addAuth('a.example', LOGIN);
    const stop = config.onWritten(() => (stop(), void config.removeAuth('a.example')));
    await added;
    expect(await parsed()).toEqual({ auths: {} });
  });
});
