import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DockerEngine } from '../../electron/docker/docker-engine';
import { readGitState } from '../../electron/git/read-git-state';
import { buildAndPush, type BuildPorts } from '../../electron/transfer/build/build-and-push';
import { BuildImage } from '../../shared/model/moving/push-source';
import { anonymousAccess } from '../registry/access';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';

const run = promisify(execFile);
const BUILDERS = [
  { name: 'BuildKit', env: {} },
  { name: 'the classic builder', env: { DOCKER_BUILDKIT: '0' } },
] as const;

requires('docker').describe('building a folder with a real engine', () => {
  let docker: DockerEngine;
  let folder: string;
  let ids = 0;
  const docker$ = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();

  beforeAll(() => {
    docker = new DockerEngine({ env: process.env, home: homedir(), platform: process.platform, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
  });
  afterAll(async () => {
    await docker$('rmi', '-f', 'built:1').catch(() => '');
    await docker.close();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-build-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const put = async (files: Record<string, string>): Promise<void> => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  const ports = (env: BuildPorts['env'], over: Partial<BuildPorts> = {}): BuildPorts => ({
    docker,
    access: anonymousAccess(),
    send: () => Promise.reject(new Error('nothing is to be sent')),
    gitState: (path) => readGitState({ env: process.env }, path),
    newId: () => `berth-test-${process.pid}-${(ids += 1)}`,
    env,
    platform: process.platform,
    // The engine has no bridge.
    network: 'none',
    ...over,
  });
  const built = async (env: BuildPorts['env'], input: Partial<BuildImage>, { signal = new AbortController().signal, onOutput = (): void => undefined, over = {} }: { signal?: AbortSignal; onOutput?: (all: string) => void; over?: Partial<BuildPorts> } = {}) => {
    const steps: string[] = [];
    let text = '';
    const context = {
      signal,
      report: ({ step }: { step: string }) => void (steps.at(-1) !== step && steps.push(step)),
      output: (more: string) => {
        text += more;
        onOutput(text);
      },
    };
    const outcome = await buildAndPush(ports(env, over), BuildImage.parse({ folder, localName: 'built:1', ...input }), context);
    return { outcome, steps, text };
  };

  test.each(BUILDERS)('$name: steps, arguments, target, ignored files, labels, output', async ({ env }) => {
    await put({
      Dockerfile: `ARG BASE=${SHELL_IMAGE}\nFROM \${BASE} AS base\nARG GREETING=none\nCOPY . /app\nRUN ["/bin/sh", "-c", "echo $GREETING > /said; echo printed-by-the-step"]\nFROM base AS not-built\nRUN ["/bin/sh", "-c", "exit 9"]\n`,
      '.dockerignore': 'secret\n',
      secret: 'x',
      'src/a.txt': 'a',
    });
    const { outcome, steps, text } = await built(env, { target: 'base', buildArgs: { GREETING: 'hello there' }, labels: { team: 'a "b" $c', 'org.opencontainers.image.revision': 'mine' } });
    expect(outcome).toEqual({ reference: 'built:1' });
    expect(text).toContain('printed-by-the-step');
    expect(steps.find((step) => /RUN/.test(step))).toMatch(/^\[.*\] RUN/);
    expect(JSON.parse(await docker$('image', 'inspect', '-f', '{{json .Config.Labels}}', 'built:1'))).toMatchObject({ team: 'a "b" $c', 'org.opencontainers.image.revision': 'mine' });
    expect(await docker$('run', '--rm', '--network', 'none', 'built:1', '/bin/sh', '-c', 'cat /said; ls /app /app/src')).toBe('hello there\n/app:\nDockerfile\nsrc\n\n/app/src:\na.txt');
  });

  test.each(BUILDERS)('$name: labels come from git, what is given wins, what is empty is left out', async ({ env }) => {
    await put({ Dockerfile: `FROM ${SHELL_IMAGE}\nCOPY Dockerfile /\n` });
    const git = (...args: string[]) => run('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
    await git('init', '-q', '-b', 'main');
    await git('add', '.');
    await git('commit', '-q', '-m', 'one');
    await git('tag', 'v1.4.0');
    await git('remote', 'add', 'origin', 'git@git.example.com:team/app.git');
    await built(env, { labels: { 'org.opencontainers.image.version': 'special', 'org.opencontainers.image.created': '' } });
    const labels = JSON.parse(await docker$('image', 'inspect', '-f', '{{json .Config.Labels}}', 'built:1')) as Record<string, string>;
    expect(labels).toEqual({
      'org.opencontainers.image.revision': (await git('rev-parse', 'HEAD')).stdout.trim(),
      'org.opencontainers.image.source': 'https://git.example.com/team/app',
      'org.opencontainers.image.version': 'special',
    });
    await built(env, { gitLabels: false });
    expect(await docker$('image', 'inspect', '-f', '{{json .Config.Labels}}', 'built:1')).toMatch(/^(null|\{\})$/);
  });

  test.each(BUILDERS)('$name: a failed step is named, with its last lines', async ({ env }) => {
    await put({ Dockerfile: `FROM ${SHELL_IMAGE}\nRUN ["/bin/sh", "-c", "echo before the end; exit 3"]\n` });
    const failure = built(env, {});
    await expect(failure).rejects.toMatchObject({ code: 'docker-failed', message: expect.stringMatching(/RUN .* failed with exit code 3\.$/) as string, detail: expect.stringContaining('before the end') as string });
  });

  test.each(BUILDERS)('$name: a Dockerfile that cannot be read, by its line', async ({ env }) => {
    await put({ Dockerfile: `FROM ${SHELL_IMAGE}\n\nFETCH x\n` });
    await expect(built(env, {})).rejects.toMatchObject({ code: 'file-malformed', message: expect.stringMatching(/^Line 3 of Dockerfile cannot be read: unknown instruction: FETCH/) as string });
  });

  test.each(BUILDERS)('$name: no such stage, no such file, no such base image, no Dockerfile', async ({ env }) => {
    await put({ Dockerfile: `FROM ${SHELL_IMAGE} AS one\nCOPY absent /x\n` });
    await expect(built(env, { target: 'two' })).rejects.toMatchObject({ code: 'invalid-input', message: 'Dockerfile has no stage two.' });
    await expect(built(env, {})).rejects.toMatchObject({ code: 'file-not-found', hint: expect.stringContaining('.dockerignore') as string });
    await expect(built(env, { dockerfile: 'other' })).rejects.toMatchObject({ code: 'file-not-found', message: expect.stringContaining('has no other.') as string });
    await put({ Dockerfile: 'FROM 127.0.0.1:9/team/absent:1\n' });
    await expect(built(env, {})).rejects.toMatchObject({ code: 'network' });
  });

  test.each(BUILDERS)('$name: a value that is secret by its name is in no output and no error', async ({ env }) => {
    await put({ Dockerfile: `FROM ${SHELL_IMAGE}\nARG NPM_TOKEN\nRUN ["/bin/sh", "-c", "echo token=$NPM_TOKEN; exit 1"]\n` });
    let seen = '';
    const failure: unknown = await built(env, { buildArgs: { NPM_TOKEN: 'canary-73519' } }, { onOutput: (all) => (seen = all) }).catch((thrown: unknown) => thrown);
    expect(seen).toContain('token=***');
    expect(JSON.stringify([seen, failure, String(failure)])).not.toContain('canary-73519');
  });

  test.each(BUILDERS)('$name: cancelled in a step, it ends, and so does the step', async ({ env }) => {
    const marker = `49${ids}7`;
    await put({ Dockerfile: `FROM ${SHELL_IMAGE}\nRUN ["/bin/sh", "-c", "echo now-asleep; sleep ${marker}"]\n` });
    const aborter = new AbortController();
    const onOutput = (all: string): void => {
      if (/^(#\d+ (\d+\.\d+ )?)?now-asleep/m.test(all)) aborter.abort();
    };
    await expect(built(env, {}, { signal: aborter.signal, onOutput })).rejects.toMatchObject({ code: 'cancelled' });
    const sleeps = async (): Promise<boolean> => (await run('ps', ['-eo', 'args'])).stdout.split('\n').some((line) => line.startsWith(`sleep ${marker}`));
    for (let tries = 0; tries < 200 && (await sleeps()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await sleeps()).toBe(false);
  });

  test.each(BUILDERS)('$name: without a local name the image is there for its push alone', async ({ env }) => {
    await put({ Dockerfile: `FROM ${SHELL_IMAGE}\nCOPY Dockerfile /${env === BUILDERS[0].env ? 'a' : 'b'}\n` });
    const images = async (): Promise<string[]> => (await docker$('images', '-q', '--no-trunc')).split('\n').sort();
    const before = await images();
    let sent: unknown;
    const send: BuildPorts['send'] = async (push) => {
      sent = { ...push, found: (await docker.inspectImage(push.image)).tags };
      return { reference: 'r.example.com/team/app:1', digest: `sha256:${'a'.repeat(64)}` };
    };
    const { outcome } = await built(env, { localName: undefined, reference: 'r.example.com/team/app:1', profile: 'dev' }, { over: { send } });
    expect(outcome.digest).toBe(`sha256:${'a'.repeat(64)}`);
    expect(sent).toMatchObject({ reference: { host: 'r.example.com', repository: 'team/app', tag: '1' }, profile: 'dev', found: [] });
    expect(await images()).toEqual(before);
  });
});
