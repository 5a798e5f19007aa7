import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { extract, type Header } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildContext } from '../../../electron/transfer/build/build-context';

const run = promisify(execFile);

describe('a build folder as a tar', () => {
  let folder: string;
  const put = async (name: string, text = name): Promise<void> => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-context-'));
    await put('Dockerfile', 'FROM scratch\n');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const sent = async (dockerfile = 'Dockerfile'): Promise<(Header & { text: string })[]> => {
    const entries: (Header & { text: string })[] = [];
    const unpacked = extract();
    buildContext({ folder, dockerfile, platform: 'linux' }).pipe(unpacked);
    for await (const entry of unpacked) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      entries.push({ ...entry.header, text: Buffer.concat(chunks).toString() });
    }
    return entries;
  };
  const names = async (dockerfile?: string): Promise<string[]> => (await sent(dockerfile)).map(({ name }) => name);

  test('everything is sent, in an order of names, with modes and as root', async () => {
    await put('src/b.txt', 'b');
    await put('src/a.sh', 'a');
    await chmod(join(folder, 'src/a.sh'), 0o750);
    await put('empty', '');
    const entries = await sent();
    expect(entries.map(({ name }) => name)).toEqual(['Dockerfile', 'empty', 'src/', 'src/a.sh', 'src/b.txt']);
    expect(entries.find(({ name }) => name === 'src/a.sh')).toMatchObject({ mode: 0o750, uid: 0, gid: 0, text: 'a', type: 'file' });
  });

  test('.dockerignore is honoured as Docker does: exceptions, folders, case', async () => {
    await put('.dockerignore', '# comment\n*\n!src\nsrc/*.log\n!README.md\n');
    for (const name of ['src/a.ts', 'src/a.log', 'src/deep/b.log', 'README.md', 'readme.md', 'secret.txt', 'other/c']) await put(name);
    expect(await names()).toEqual(['.dockerignore', 'Dockerfile', 'README.md', 'src/', 'src/a.ts', 'src/deep/', 'src/deep/b.log']);
  });

  test('an ignored folder is left out whole, at any depth with **', async () => {
    await put('.dockerignore', 'node_modules\n**/*.tmp\n/build/\n');
    for (const name of ['node_modules/x/index.js', 'app/node_modules/y', 'a/b/c.tmp', 'build/out', 'app/build/kept']) await put(name);
    expect(await names()).toEqual(['.dockerignore', 'Dockerfile', 'a/', 'a/b/', 'app/', 'app/build/', 'app/build/kept', 'app/node_modules/', 'app/node_modules/y']);
  });

  test('the Dockerfile and the ignore files are sent even when they are ignored', async () => {
    await put('.dockerignore', '*\n');
    await put('docker/api.Dockerfile');
    await put('docker/other');
    expect(await names('docker/api.Dockerfile')).toEqual(['.dockerignore', 'docker/api.Dockerfile']);
  });

  test('DOCKERFILE.dockerignore wins over .dockerignore', async () => {
    await put('.dockerignore', 'a\n');
    await put('Dockerfile.dockerignore', 'b\n');
    await put('a');
    await put('b');
    expect(await names()).toEqual(['.dockerignore', 'Dockerfile', 'Dockerfile.dockerignore', 'a']);
  });

  test('links stay links, also those that lead out; sockets and pipes are left out', async () => {
    await symlink('/etc/passwd', join(folder, 'out'));
    await symlink('..', join(folder, 'up'));
    await symlink('absent', join(folder, 'dangling'));
    await run('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const entries = await sent();
    server.close();
    expect(entries.map(({ name, type, linkname }) => [name, type, linkname])).toEqual([
      ['Dockerfile', 'file', null],
      ['dangling', 'symlink', 'absent'],
      ['out', 'symlink', '/etc/passwd'],
      ['up', 'symlink', '..'],
    ]);
  });

  test('long names and files of some megabytes arrive whole', async () => {
    const long = `${'d'.repeat(120)}/${'é'.repeat(100)}.txt`;
    await put(long, 'x'.repeat(5_000_000));
    const entry = (await sent()).find(({ name }) => name === long);
    expect(entry?.text.length).toBe(5_000_000);
  });

  test('a file that shrinks while it is sent fails the build, with its name', async () => {
    await put('log', 'x'.repeat(20_000_000));
    const stream = buildContext({ folder, dockerfile: 'Dockerfile', platform: 'linux' });
    const reading = (async () => {
      let read = 0;
      for await (const chunk of stream) {
        read += (chunk as Buffer).length;
        if (read > 1_000_000) await truncate(join(folder, 'log'), 10);
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'file-malformed', message: 'log changed while it was sent.' });
  });

  test('a folder that is not there, and a reader that goes away', async () => {
    await expect(buildContext({ folder: join(folder, 'absent'), dockerfile: 'Dockerfile', platform: 'linux' }).toArray()).rejects.toMatchObject({ code: 'file-not-found' });
    await put('log', 'x'.repeat(2_000_000));
    const stream = buildContext({ folder, dockerfile: 'Dockerfile', platform: 'linux' });
    for await (const chunk of stream) {
      expect(chunk).toBeDefined();
      break;
    }
    expect(stream.destroyed).toBe(true);
  });
});
