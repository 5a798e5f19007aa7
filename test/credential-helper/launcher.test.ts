import { execFileSync, spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerHelper } from '../../electron/credential-helper/protocol';
import { HelperServer } from '../../electron/credential-helper/server/helper-server';
import { requires } from '../support/capabilities';
import { MemoryKeeper } from './memory-keeper';

const SOURCE = join(process.cwd(), 'build/launcher/docker-credential-berth.c');
const SCRIPT = join(process.cwd(), 'build/launcher/docker-credential-berth.sh');
const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';

let tools: string;
let home: string;
let server: HelperServer | undefined;
let raw: Server | undefined;

beforeAll(async () => {
  tools = await mkdtemp(join(tmpdir(), 'berth-cc-'));
  await copyFile(SCRIPT, join(tools, 'script'));
  await chmod(join(tools, 'script'), 0o755);
});
afterAll(() => rm(tools, { recursive: true }));
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bl-'));
});
afterEach(async () => {
  await server?.close();
  await new Promise<void>((resolve) => (raw === undefined ? resolve() : raw.close(() => resolve())));
  server = raw = undefined;
  await rm(home, { recursive: true });
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function call(program: string, args: readonly string[], input = '', env: Record<string, string> = { BERTH_HOME: home }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(tools, program), args, { env: { PATH: process.env.PATH, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Stands for Berth's own program: says what it was called with and given. */
async function program(): Promise<void> {
  const file = join(home, 'own program');
  await writeFile(file, '#!/bin/sh\nprintf "%s|" "$@"\nwc -c\nexit 1\n');
  await chmod(file, 0o755);
  await writeFile(join(home, 'helper-program'), `/usr/bin/env\nMARK=1\n${file}\na word\n`, { mode: 0o600 });
}

async function berth(): Promise<MemoryKeeper> {
  const keeper = new MemoryKeeper();
  server = new HelperServer({ path: join(home, 'run', 'helper.sock'), answer: ({ verb, input }) => answerHelper(verb, input, keeper), log: () => undefined });
  await server.start();
  return keeper;
}

/** Something on the socket that says these bytes, whatever it is told. */
async function impostor(bytes: string | Buffer, end = true): Promise<void> {
  await mkdir(join(home, 'run'), { recursive: true });
  raw = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    if (end) socket.end(bytes);
    else socket.write(bytes, () => socket.destroy());
  });
  await new Promise<void>((resolve) => raw?.listen(join(home, 'run', 'helper.sock'), resolve));
}

const compile = (output: string, flags: readonly string[]): void =>
  void execFileSync('cc', ['-std=c11', '-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Wformat=2', '-Werror', ...flags, '-o', join(tools, output), SOURCE]);

requires('cc').describe('the compiled launcher', () => {
  beforeAll(() => compile('launcher', ['-O2', '-D_FORTIFY_SOURCE=2']));

  test('asks the running Berth, and ends as it says', async () => {
    const keeper = await berth();
    const secret = `${'ü'.repeat(20_000)}`;
    const input = JSON.stringify({ ServerURL: HOST, Username: 'AWS', Secret: secret });
    expect(await call('launcher', ['store'], input)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(keeper.kept.get(HOST)?.secret).toBe(secret);
    expect(JSON.parse((await call('launcher', ['get'], `${HOST}\n`)).stdout)).toMatchObject({ Secret: secret });
    expect(await call('launcher', ['get'], 'ghcr.io')).toEqual({ code: 1, stdout: 'credentials not found in native keychain\n', stderr: '' });
    expect((await call('launcher', ['version'])).stdout).toBe('docker-credential-berth (Berth) 1.2.3\n');
  });

  test('finds Berth’s folder as Berth does', async () => {
    const keeper = await berth();
    await keeper.store(HOST, { serverUrl: HOST, username: 'AWS', secret: 's' });
    await server?.close();
    server = new HelperServer({ path: join(home, 'config/berth/run/helper.sock'), answer: ({ verb, input }) => answerHelper(verb, input, keeper), log: () => undefined });
    await server.start();
    expect((await call('launcher', ['get'], HOST, { XDG_CONFIG_HOME: join(home, 'config') })).code).toBe(0);
    expect((await call('launcher', ['get'], HOST, {})).stdout).toMatch(/HOME is not set/);
  });

  test('with no Berth it becomes Berth’s own program, with the same words and input', async () => {
    await program();
    const input = 'x'.repeat(130_000);
    expect(await call('launcher', ['store'], input)).toEqual({ code: 1, stdout: 'a word|store|130000\n', stderr: '' });
    await berth();
    await server?.close();
    expect((await call('launcher', ['get'], HOST)).stdout).toMatch(/^a word\|get\|47/);
  });

  test.each<[string, string | Buffer, boolean]>([
    ['nothing', '', true],
    ['another greeting', 'SSH-2.0-x\r\n', true],
    ['half an answer', 'BERTH1\n0 100\n{"Secret": "x"', true],
    ['half an answer, cut off', 'BERTH1\n0 100\n{"Secret": "x"', false],
    ['more than it says', 'BERTH1\n0 1\n{}', true],
    ['a length that overflows', 'BERTH1\n0 99999999999999999999999\n{}', true],
    ['a negative length', 'BERTH1\n0 -1\n{}', true],
    ['another status', 'BERTH1\n7 2\n{}', true],
    ['zeros', Buffer.alloc(500_000), true],
  ])('what says %s on the socket is not believed', async (_, bytes, end) => {
    await program();
    await impostor(bytes, end);
    expect(await call('launcher', ['get'], HOST)).toMatchObject({ code: 1, stdout: 'a word|get|47\n' });
  });

  test('a program that others may write is not run, and a missing one is a sentence', async () => {
    expect((await call('launcher', ['get'], HOST)).stdout).toMatch(/Open Berth once/);
    await program();
    await chmod(join(home, 'helper-program'), 0o622);
    expect((await call('launcher', ['get'], HOST)).stdout).toMatch(/Open Berth once/);
  });

  test('too much input, too many words and other verbs are refused', async () => {
    expect((await call('launcher', ['store'], 'x'.repeat(131_073))).stdout).toBe('The input is too long for a sign-in.\n');
    expect((await call('launcher', [])).stdout).toMatch(/^Usage: /);
    expect((await call('launcher', ['get', 'get'])).stdout).toMatch(/^Usage: /);
    expect(await call('launcher', ['steal'])).toEqual({ code: 1, stdout: 'Unknown credential action `steal`\n', stderr: '' });
  });

  test('300 random answers under the sanitizers: never a false one, never a fault', async () => {
    try {
      compile('sanitized', ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all']);
    } catch {
      // A compiler without the sanitizers' libraries: the plain program is tried instead.
      compile('sanitized', ['-O2']);
    }
    await program();
    let seed = 7;
    const random = (limit: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % limit;
    const whole = Buffer.from('BERTH1\n0 26\n{"ServerURL":"x","Secret":""}'.slice(0, 38));
    let bytes = whole;
    await mkdir(join(home, 'run'), { recursive: true });
    raw = createServer((socket) => void socket.on('error', () => undefined).resume().end(bytes));
    await new Promise<void>((resolve) => raw?.listen(join(home, 'run', 'helper.sock'), resolve));
    expect((await call('sanitized', ['list'])).stdout).toBe(whole.subarray(12).toString());
    for (let each = 0; each < 300; each += 1) {
      bytes = Buffer.from(whole);
      for (let change = random(4); change >= 0; change -= 1) bytes[random(12)] = random(256);
      bytes = Buffer.concat([bytes.subarray(0, random(8) === 0 ? random(bytes.length) : bytes.length), Buffer.alloc(random(6) === 0 ? random(400_000) : 0, random(256))]);
      const { code, stdout, stderr } = await call('sanitized', ['list']);
      expect(stderr).toBe('');
      expect(stdout === 'a word|list|0\n' || (code !== null && whole.subarray(12).toString() === stdout)).toBe(true);
    }
  }, 120_000);
});

describe.skipIf(process.platform === 'win32')('the script for machines without a compiler', () => {
  test('becomes Berth’s own program, with the same words and input', async () => {
    await program();
    expect(await call('script', ['get'], HOST)).toEqual({ code: 1, stdout: 'a word|get|47\n', stderr: '' });
  });

  test('says a sentence when there is none', async () => {
    expect(await call('script', ['get'], HOST)).toMatchObject({ code: 1, stderr: '', stdout: expect.stringMatching(/Open Berth once/) as string });
    await writeFile(join(home, 'helper-program'), '/nowhere/node\n');
    expect((await call('script', ['get'], HOST)).stdout).toMatch(/is gone/);
  });
});
