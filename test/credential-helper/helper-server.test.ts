import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerHelper } from '../../electron/credential-helper/protocol';
import { HelperServer } from '../../electron/credential-helper/server/helper-server';
import { helperSocket } from '../../electron/credential-helper/server/socket-path';
import { MemoryKeeper } from './memory-keeper';

let folder: string;
let path: string;
let open: HelperServer[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bs-'));
  path = join(folder, 'run', 'helper.sock');
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((server) => server.close()));
  await rm(folder, { recursive: true });
});

async function start(answer?: () => Promise<never>): Promise<HelperServer> {
  const keeper = new MemoryKeeper();
  const server = new HelperServer({ path, answer: answer ?? (({ verb, input }) => answerHelper(verb, input, keeper)), log: () => undefined, requestMs: 300 });
  await server.start();
  open.push(server);
  return server;
}

/** Everything that comes back for these bytes until the connection ends. */
function said(...parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path, () => parts.forEach((part) => socket.write(part)));
    socket.setEncoding('utf8').on('data', (more: string) => (text += more));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

describe.skipIf(process.platform === 'win32')('the socket of the running Berth', () => {
  test('is for its owner alone', async () => {
    await start();
    expect([(await stat(join(folder, 'run'))).mode & 0o777, (await stat(path)).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  test('stays with the first one, and is gone when that one has ended', async () => {
    const [first, second] = [await start(), await start()];
    expect([first.listening, second.listening]).toEqual([true, false]);
    await second.close();
    expect(await said('version 0\n')).toBe('BERTH1\n0 38\ndocker-credential-berth (Berth) 1.2.3\n');
    await first.close();
    await expect(stat(path)).rejects.toThrow();
  });

  test('that a killed Berth left behind is replaced', async () => {
    await (await start()).close();
    spawnSync(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`]);
    expect((await stat(path)).isSocket()).toBe(true);
    expect((await start()).listening).toBe(true);
    expect(await said('list 0\n')).toBe('BERTH1\n0 3\n{}\n');
  });

  test('takes a request in pieces', async () => {
    await start();
    expect(await said('ge', 't 7\nghc', 'r.io')).toBe('BERTH1\n1 41\ncredentials not found in native keychain\n');
  });

  test.each<[string, (string | Buffer)[]]>([
    ['a line without end', ['x'.repeat(64)]],
    ['no verb', ['\n']],
    ['a huge length', ['get 131073\n']],
    ['a negative length', ['get -1\n']],
    ['a length in words', ['get ten\n']],
    ['more than it said', ['get 1\nghcr.io']],
    ['another protocol', ['GET / HTTP/1.1\r\nHost: x\r\n\r\n']],
    ['noise', [Buffer.alloc(100_000, 0xff)]],
    ['nothing in time', []],
    ['half of it in time', ['get 100\nghcr']],
  ])('closes on %s, without an answer', async (_, parts) => {
    await start();
    expect(await said(...parts)).toMatch(/^(BERTH1\n)?$/);
    expect(await said('list 0\n')).toBe('BERTH1\n0 3\n{}\n');
  });

  test('closes without an answer when Berth itself fails, so that the caller helps itself', async () => {
    await start(() => Promise.reject(new Error('a bug')));
    expect(await said('list 0\n')).toBe('BERTH1\n');
  });
});

test('a folder too deep for a socket has none; Windows has a pipe of its own for each folder', () => {
  expect(helperSocket('/home/a/.config/berth', 'linux')).toBe(join('/home/a/.config/berth', 'run', 'helper.sock'));
  expect(helperSocket(`/home/${'a'.repeat(100)}`, 'linux')).toBeUndefined();
  expect(helperSocket('C:\\A\\Berth', 'win32')).toBe(helperSocket('c:\\a\\berth', 'win32'));
  expect(helperSocket('C:\\B\\Berth', 'win32')).not.toBe(helperSocket('C:\\A\\Berth', 'win32'));
});
