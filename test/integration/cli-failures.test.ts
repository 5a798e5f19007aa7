import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SandboxDescription } from '../../shared/model/settings';
import { Session } from '../../shared/model/session';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { output, run, startSandboxProcess, Terminal, type SandboxProcess } from './cli-runs';

const HARBOUR = '111122223333';
const NO_DOCKER = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
/** A token that lives as long as it takes to see it used. */
const TOKEN_LIFE = 4;

let folder: string;
let sandbox: SandboxProcess;
let terminal: Terminal;
let harbour: string;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-failures-'));
  sandbox = await startSandboxProcess(file('sandbox'), ['--token-life', String(TOKEN_LIFE)]);
  terminal = await Terminal.open(sandbox.description);
  harbour = sandbox.host(HARBOUR);
});
afterAll(async () => {
  await sandbox.stop();
  await terminal.home.remove();
  await rm(folder, { recursive: true });
});

/** A changed copy of one of the sandbox's AWS files. */
const changed = async (original: string, change: (text: string) => string): Promise<string> => {
  const copy = file(`changed-${(await readdir(folder)).length}`);
  await writeFile(copy, change(await readFile(original, 'utf8')));
  return copy;
};

describe('profiles', () => {
  test('with a wrong secret key are named', async () => {
    const wrong = await changed(sandbox.description.credentialsFile, (text) => text.replaceAll(/(secret_access_key = ).*/g, '$1guess'));
    const error = await terminal.error(['whoami', '--profile', 'sandbox-harbour'], { AWS_SHARED_CREDENTIALS_FILE: wrong });
    expect(error).toMatchObject({ code: 'credentials-invalid', message: 'AWS does not accept the keys of profile sandbox-harbour.' });
    expect(error.hint).toContain('Check the access key id and the secret');
  });

  test('that do not exist are answered with those that do', async () => {
    const error = await terminal.error(['login', '--profile', 'harbor']);
    expect([error.code, error.message]).toEqual(['profile-not-found', 'There is no profile harbor.']);
    expect(error.hint).toContain('sandbox-harbour');
  });

  test('in a malformed AWS file are answered with its path and line', async () => {
    const malformed = await changed(sandbox.description.configFile, (text) => `[profile good]\nregion = eu-central-1\nthis is neither\n${text}`);
    const error = await terminal.error(['profiles'], { AWS_CONFIG_FILE: malformed });
    expect(error).toMatchObject({ code: 'aws-config-malformed' });
    expect(error.message).toContain(`${malformed}, line 3`);
  });

  test('whose endpoint nobody serves are answered with the network, and signed in nowhere', async () => {
    const closed = await changed(sandbox.description.configFile, (text) => text.replaceAll(sandbox.description.endpoint, 'http://127.0.0.1:1'));
    const error = await terminal.error(['login', '--profile', 'sandbox-harbour'], { AWS_CONFIG_FILE: closed });
    expect(error).toMatchObject({ code: 'network', message: 'AWS in eu-central-1 cannot be reached (GetAuthorizationToken).' });
    await expect(readFile(terminal.configJson)).rejects.toThrow('ENOENT');
  });
});

describe('Docker’s config.json, malformed,', () => {
  const BROKEN = '{ "auths": { "other.example": {"auth": "eA=="},\n';
  afterEach(() => rm(terminal.configJson, { force: true }));

  test('is left byte for byte by login and logout, which say so', async () => {
    await terminal.words('login', '--profile', 'sandbox-harbour');
    await writeFile(terminal.configJson, BROKEN);
    for (const command of ['login', 'logout']) {
      const { code, stderr } = await terminal.berth([command, '--profile', 'sandbox-harbour']);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`${terminal.configJson} is broken at line 2`)]);
      expect(stderr).toContain('Berth left it as it is');
      expect(await readFile(terminal.configJson, 'utf8')).toBe(BROKEN);
    }
    await rm(terminal.configJson);
    await terminal.words('logout', '--all');
  });
});

describe('without Docker', () => {
  test('what needs it says so, and what does not works', async () => {
    const lines = [['push', 'any/image:1', `${harbour}/tools/smoke:1`], ['commit', 'any', `${harbour}/tools/smoke:1`], ['pull', `${harbour}/shop/api:latest`]];
    for (const error of await Promise.all(lines.map((line) => terminal.error(line, NO_DOCKER)))) {
      expect(error).toMatchObject({ code: 'docker-unavailable', message: 'No Docker Engine is at unix:///nonexistent/docker.sock.', hint: 'Start Docker, or install it.' });
    }
    const { code, stdout } = await terminal.berth(['status'], NO_DOCKER);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Docker is unavailable. No Docker Engine is at')]);
    const pull = await terminal.berth(['pull', `${harbour}/shop/checkout:1.9.2`, '--output', file('checkout.tar')], NO_DOCKER);
    expect([pull.code, pull.stderr]).toEqual([0, '']);
    // No half archive, no folder for one.
    expect((await readdir(folder)).filter((name) => name.startsWith('.berth-'))).toEqual([]);
  });
});

describe('names', () => {
  test('of repositories and images that are not there', async () => {
    expect(await terminal.error(['images', `${harbour}/shop/apis`])).toMatchObject({ code: 'repository-not-found' });
    expect(await terminal.error(['pull', `${harbour}/shop/apis:1`, '--output', file('x.tar')])).toMatchObject({
      code: 'repository-not-found',
      message: `There is no repository ${harbour}/shop/apis.`,
      hint: 'Check the name, or create the repository.',
    });
    expect((await terminal.error(['pull', `${harbour}/shop/api:9.9`, '--output', file('x.tar')])).message).toBe(`There is no image ${harbour}/shop/api:9.9.`);
    expect((await terminal.error(['pull', `${harbour}/shop/api:latest`, '--output', file('nowhere/x.tar')])).message).toBe(`There is no ${file('nowhere')}.`);
  });

  test('with a typo are told where it is', async () => {
    for (const [typo, why] of [['Shop/api:1', 'its repository has capital letters'], ['shop/api:', 'its tag “” is not allowed'], ['shop/api:a b', 'its tag “a b” is not allowed']]) {
      const { code, message } = await terminal.error(['pull', `${harbour}/${typo}`]);
      expect([code, message]).toEqual(['invalid-reference', `“${harbour}/${typo}” is not an image reference: ${why}.`]);
    }
  });
});

requires('docker', 'skopeo').describe('pushes', () => {
  beforeAll(async () => {
    await output('docker', ['save', '--output', file('image.tar'), SHELL_IMAGE]);
  });
  const both = [SHELL_IMAGE, 'image.tar'].map((name) => (name.endsWith('.tar') ? () => file(name) : () => name));

  test('over an immutable tag are refused', async () => {
    const errors = both.map((source) => terminal.error(['push', source(), `${harbour}/shop/checkout:1.9.2`]));
    for (const error of await Promise.all(errors)) {
      expect(error).toMatchObject({ code: 'tag-immutable', message: `${harbour}/shop/checkout:1.9.2 exists and its repository does not let tags be overwritten.`, hint: 'Choose another tag.' });
    }
  });

  test('that are denied speak of pushing, and offer no pull', async () => {
    const profiles = ['sandbox-lighthouse', 'sandbox-harbour-readonly'];
    const errors = both.flatMap((source) => profiles.map((profile) => terminal.error(['push', source(), `${harbour}/shop/api:${profile}`, '--profile', profile])));
    for (const error of await Promise.all(errors)) {
      expect(error).toMatchObject({ code: 'access-denied', message: `${harbour} does not allow you to push shop/api.` });
      expect([error.remedy, error.message.includes('pull')]).toEqual([undefined, false]);
    }
  });

  test('of what Docker does not have are refused by its name', async () => {
    expect((await terminal.error(['push', 'no/such:1', `${harbour}/tools/smoke:1`])).message).toBe('Docker has no image no/such:1.');
    expect((await terminal.error(['commit', 'nobody', `${harbour}/tools/smoke:1`])).message).toBe('There is no container nobody.');
    expect((await terminal.error(['push', file('missing.tar'), `${harbour}/tools/smoke:1`])).message).toBe(`There is no ${file('missing.tar')}.`);
  });
});

requires('docker').test('a full disk is said, and nothing of the archive stays', async () => {
  // Root that runs an engine may mount: a disk with room for one page.
  const disk = file('disk');
  await mkdir(disk);
  await output('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk]);
  try {
    const error = await terminal.error(['pull', `${harbour}/shop/api:latest`, '--output', join(disk, 'api.tar')]);
    expect(error).toMatchObject({ code: 'disk-full', message: `The disk is full: ${join(disk, 'api.tar')} could not be written.`, hint: 'Free some space, or choose another folder.' });
    expect(await readdir(disk)).toEqual([]);
  } finally {
    await output('umount', [disk]);
  }
});

requires('docker').test('a sign-in that has ended is shown as expired, stops Docker but not Berth, and is renewed by login', async () => {
  const docker = (...args: string[]) => run('docker', args, { DOCKER_CONFIG: terminal.home.docker });
  const state = async (): Promise<string | undefined> => {
    const { sessions } = await terminal.json(z.object({ sessions: z.array(Session) }), 'status');
    return sessions.find(({ profile }) => profile === 'sandbox-harbour')?.status;
  };
  await terminal.words('login', '--profile', 'sandbox-harbour');
  await sleep((TOKEN_LIFE + 0.5) * 1000);
  expect(await state()).toBe('expired');
  const image = `${harbour}/shop/checkout:1.9.1`;
  expect((await docker('pull', image)).code).not.toBe(0);
  expect(await terminal.words('pull', image)).toContain(`Pulled ${image}`);
  await terminal.words('login', '--profile', 'sandbox-harbour');
  expect((await docker('pull', image)).stderr).toBe('');
  await docker('image', 'rm', image);
});

describe('a sandbox', () => {
  test('takes the port it is told, starts empty, and ends well on SIGTERM', async () => {
    const port = await freePort();
    const empty = await startSandboxProcess(file('empty'), ['--empty', '--port', String(port)]);
    expect(SandboxDescription.parse(empty.description).endpoint).toBe(`http://127.0.0.1:${port}`);
    const there = await Terminal.open(empty.description);
    expect(await there.words('repos')).toBe('No repositories.\n');
    await there.home.remove();
    expect(await empty.stop()).toBe(0);
  });

  test('refuses a port that is taken, and a life that is none', async () => {
    const port = new URL(sandbox.description.endpoint).port;
    const taken = await terminal.error(['sandbox', '--state', file('taken'), '--empty', '--port', port]);
    expect(taken).toMatchObject({ code: 'sandbox-failed', message: `Port ${port} is in use by another program.` });
    expect((await terminal.error(['sandbox', '--token-life', '0'])).code).toBe('invalid-input');
  });
});

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
