import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JobOutcome } from '../../shared/model/moving/job';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { output, startSandboxProcess, Terminal, type SandboxProcess } from './cli-runs';

const HARBOUR = '111122223333';
const run = promisify(execFile);

requires('docker', 'skopeo').describe('berth build', () => {
  let folder: string;
  let sandbox: SandboxProcess;
  let terminal: Terminal;
  let host: string;
  const config = async (reference: string): Promise<{ config: { Labels?: Record<string, string>; Env?: string[] } }> =>
    JSON.parse(await output('skopeo', ['inspect', '--config', '--tls-verify=false', '--authfile', terminal.configJson, `docker://${reference}`])) as { config: { Labels?: Record<string, string>; Env?: string[] } };
  const images = async (): Promise<string[]> => (await output('docker', ['images', '-q', '--no-trunc'])).split('\n').sort();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-cli-build-'));
    sandbox = await startSandboxProcess(join(folder, 'sandbox'));
    terminal = await Terminal.open(sandbox.description);
    host = sandbox.host(HARBOUR);
    await terminal.words('login', '--profile', 'sandbox-harbour');
    const app = join(folder, 'app');
    await mkdir(app);
    await writeFile(join(app, 'Dockerfile'), `FROM ${SHELL_IMAGE} AS base\nARG BUILD_TOKEN=none\nFROM base AS extra\nCOPY Dockerfile /\nENV EXTRA=yes\n`);
    const git = (...args: string[]) => run('git', ['-C', app, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
    await git('init', '-q', '-b', 'main');
    await git('add', '.');
    await git('commit', '-q', '-m', 'one');
    await git('tag', 'v3.1.4');
  });
  afterAll(async () => {
    await sandbox.stop();
    await terminal.home.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test('builds a folder and pushes it, with labels from git, and keeps no image in Docker', async () => {
    const before = await images();
    const reference = `${host}/shop/api:built-1`;
    const { code, stdout, stderr } = await terminal.berth(['build', join(folder, 'app'), reference, '--target', 'base', '--label', 'team=harbour', '--json']);
    expect(code, stderr).toBe(0);
    const outcome = JobOutcome.parse(JSON.parse(stdout));
    expect(outcome).toEqual({ reference, digest: await terminal.digestOf(reference) });
    expect(stderr).toMatch(/FROM/);
    const { Labels, Env } = (await config(reference)).config;
    expect(Labels).toMatchObject({ team: 'harbour', 'org.opencontainers.image.version': '3.1.4', 'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}$/) as string });
    expect(Env?.join()).not.toContain('EXTRA');
    expect(await images()).toEqual(before);
  });

  test('keeps it under a local name when one is asked for, a Dockerfile named by its path', async () => {
    const { code, stdout, stderr } = await terminal.berth(['build', join(folder, 'app'), '--file', join(folder, 'app', 'Dockerfile'), '--tag', 'berth-cli-built:1']);
    expect([code, stdout], stderr).toEqual([0, 'Built berth-cli-built:1\n']);
    expect(await output('docker', ['image', 'inspect', '-f', '{{json .Config.Env}}', 'berth-cli-built:1'])).toContain('EXTRA=yes');
    await output('docker', ['rmi', 'berth-cli-built:1']);
  });

  test('a build argument without a value comes from the environment, and is said nowhere', async () => {
    await writeFile(join(folder, 'app', 'fails.Dockerfile'), `FROM ${SHELL_IMAGE}\nARG BUILD_TOKEN\nCOPY $BUILD_TOKEN /\n`);
    const { code, stdout, stderr } = await terminal.berth(['build', join(folder, 'app'), '-f', 'fails.Dockerfile', '-t', 'x', '--build-arg', 'BUILD_TOKEN', '--json'], { BUILD_TOKEN: 'canary-4711' });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'file-not-found' } });
    expect(`${stdout}${stderr}`).toContain('***');
    expect(`${stdout}${stderr}`).not.toContain('canary-4711');
  });

  test.each([['BuildKit', {}], ['the classic builder', { DOCKER_BUILDKIT: '0' }]])('a base image of a private registry is pulled with Berth’s own sign-in: %s', async (name, env) => {
    const base = `${host}/shop/base:${name === 'BuildKit' ? 1 : 2}`;
    await terminal.berth(['repo', 'create', 'shop/base', '--profile', 'sandbox-harbour']);
    expect((await terminal.berth(['push', SHELL_IMAGE, base])).code).toBe(0);
    await output('docker', ['rmi', base]);
    const child = join(folder, name.replace(/ /g, '-'));
    await mkdir(child);
    await writeFile(join(child, 'Dockerfile'), `ARG BASE\nFROM \${BASE}\nCOPY Dockerfile /from-private\n`);
    // Docker itself has no sign-in there.
    await expect(output('docker', ['pull', base], { DOCKER_CONFIG: join(folder, 'no-docker-config') })).rejects.toThrow(/no basic auth|denied|unauthorized/i);
    const built = await terminal.berth(['build', child, '-t', 'berth-cli-private:1', '--build-arg', `BASE=${base}`], { ...env, DOCKER_CONFIG: join(folder, 'no-docker-config') });
    expect(built.code, built.stderr).toBe(0);
    await output('docker', ['rmi', '-f', 'berth-cli-private:1', base]).catch(() => '');
  });

  test('what is wrong is said before anything is built', async () => {
    expect(await terminal.error(['build', join(folder, 'app')])).toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('--tag') as string });
    expect(await terminal.error(['build', folder, '-t', 'x'])).toMatchObject({ code: 'unsupported' });
    expect(await terminal.error(['build', join(folder, 'app'), 'Not A Reference'])).toMatchObject({ code: 'invalid-reference' });
    expect(await terminal.error(['build', join(folder, 'app'), '-t', 'x', '--platform', 'nonsense'])).toMatchObject({ code: 'invalid-input' });
    expect(await terminal.error(['build', join(folder, 'app'), '-t', 'x', '--build-arg', '=x'])).toMatchObject({ code: 'invalid-input' });
  });
});
