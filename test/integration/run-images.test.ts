import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DockerEngine } from '../../electron/docker/docker-engine';
import { RunImages } from '../../electron/docker/run/run-images';
import { sleep } from '../../electron/timing';
import { RunImage } from '../../shared/model/moving/run';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE, startDockerd, type PrivateDocker } from '../support/dockerd';
import { hasCapability } from '../support/machine';
import { until } from '../support/until';

const run = promisify(execFile);
const docker$ = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();
const containersOf = async (host: string): Promise<string[]> => (await docker$('-H', host, 'ps', '-aq', '--no-trunc')).split('\n').filter(Boolean).sort();
const engineAt = (host: string): DockerEngine => new DockerEngine({ env: { ...process.env, DOCKER_HOST: host }, home: homedir(), platform: process.platform, sleep });
const wanted = (over: Partial<RunImage>): RunImage => RunImage.parse({ image: SHELL_IMAGE, command: ['/bin/sleep', '60'], ...over });

requires('docker').describe('running an image', () => {
  const host = process.env.DOCKER_HOST ?? '';
  let images: RunImages;
  let engine: DockerEngine;
  let folder = '';
  const strange = `berth-run-strange-${process.pid}:1`;
  let before: string[] = [];
  /** The containers that stay; one that removes itself takes a moment. */
  const settled = (): Promise<string[]> =>
    until('the containers of before', async () => {
      const now = await containersOf(host);
      return now.length === before.length ? now : undefined;
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-run-'));
    await mkdir(join(folder, 'root/bin'), { recursive: true });
    // The head of an ELF file and nothing else: no kernel runs it, as none runs another processor's program.
    await writeFile(join(folder, 'root/bin/app'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]));
    await copyFile('/bin/busybox', join(folder, 'root/bin/sleep'));
    for (const name of ['app', 'sleep']) await chmod(join(folder, 'root/bin', name), 0o755);
    await run('tar', ['-C', join(folder, 'root'), '-cf', join(folder, 'root.tar'), '.']);
    await docker$('-H', host, 'import', '-c', 'CMD ["/bin/app"]', '-c', 'EXPOSE 8080 53/udp', '-c', 'ENV COLOUR=blue', join(folder, 'root.tar'), strange);
    engine = engineAt(host);
    images = new RunImages({ docker: engine, sleep });
    before = await containersOf(host);
  });
  afterAll(async () => {
    await docker$('-H', host, 'rmi', '-f', strange).catch(() => '');
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('an image says its ports, variables and command, or that it is not here', async () => {
    const { exposed, ...rest } = await images.defaults(strange);
    expect(rest).toEqual({ present: true, env: ['COLOUR=blue'], command: ['/bin/app'] });
    expect(exposed.sort((a, b) => a.port - b.port)).toEqual([{ port: 53, protocol: 'udp' }, { port: 8080, protocol: 'tcp' }]);
    expect(await images.defaults('nobody/has-this:1')).toEqual({ present: false, exposed: [], env: [], command: [] });
  });

  test('it runs under its name, with its variables, and stays', async () => {
    const name = `berth-run-${process.pid}`;
    const started = await images.start(wanted({ name, env: { COLOUR: 'a "red" $one' }, command: ['/bin/sh', '-c', 'echo "$COLOUR"; exec /bin/sleep 60'] }));
    expect(started).toEqual({ containerId: expect.stringMatching(/^[0-9a-f]{64}$/) as string, name });
    expect(await docker$('-H', host, 'logs', name)).toBe('a "red" $one');
    expect(await docker$('-H', host, 'inspect', '-f', '{{.State.Running}}', name)).toBe('true');
    await expect(images.start(wanted({ name }))).rejects.toMatchObject({ code: 'invalid-input', message: `There is a container named ${name} already.` });
    await docker$('-H', host, 'rm', '-f', name);
    expect(await containersOf(host)).toEqual(before);
  });

  test('one that shall go when it ends is gone when it ended', async () => {
    await images.start(wanted({ remove: true, command: ['/bin/sh', '-c', 'exit 0'] }));
    expect(await settled()).toEqual(before);
  });

  test.each([
    ['an image that is not here', { image: 'nobody/has-this:1' }, 'local-image-not-found', 'nobody/has-this:1'],
    ['a program that the image does not have', { command: ['/bin/nothere'] }, 'invalid-input', '“/bin/nothere” is not there'],
    ['a program of another platform', { image: strange, command: [] }, 'unsupported', 'another kind of processor'],
    ['a program of another platform that shall go when it ends', { image: strange, command: [], remove: true }, 'unsupported', 'another kind of processor'],
    ['ports where the engine has no bridge', { ports: [{ container: 80, host: 0, protocol: 'tcp' as const }] }, 'docker-failed', 'did not publish port 80'],
  ])('%s: a sentence, and nothing left behind', async (_, over, code, words) => {
    await expect(images.start(wanted(over))).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string });
    expect(await settled()).toEqual(before);
  });

  test('an image without a command asks for one', async () => {
    const bare = `berth-run-bare-${process.pid}:1`;
    await docker$('-H', host, 'import', join(folder, 'root.tar'), bare);
    await expect(images.start(wanted({ image: bare, command: [] }))).rejects.toMatchObject({ code: 'invalid-input', hint: 'Give a command.' });
    await docker$('-H', host, 'rmi', '-f', bare);
  });
});

/** A bridge of the test's own, where this machine lets one be made: that of a real Docker must not be touched. */
const bridge = `berth-t${process.pid % 100_000}`;
const NETWORK = `10.217.${process.pid % 250}.1/28`;
const whyNoBridge = !hasCapability('docker') ? 'docker is missing' : await run('ip', ['link', 'add', 'name', bridge, 'type', 'bridge']).then(() => undefined, (thrown: unknown) => String(thrown).split('\n')[0]);

describe.skipIf(whyNoBridge !== undefined)(`publishing ports${whyNoBridge === undefined ? '' : ` [skipped, ${whyNoBridge}]`}`, () => {
  let docker: PrivateDocker;
  let engine: DockerEngine;
  let images: RunImages;
  beforeAll(async () => {
    await run('ip', ['address', 'add', NETWORK, 'dev', bridge]);
    await run('ip', ['link', 'set', bridge, 'up']);
    docker = await startDockerd({ bridge });
    engine = engineAt(docker.host);
    images = new RunImages({ docker: engine, sleep });
  });
  afterAll(async () => {
    await engine.close();
    await docker.close();
    await run('ip', ['link', 'delete', bridge]);
  });

  test('is for this computer alone unless everywhere is meant, and Docker’s choice of a port is told', async () => {
    const port = { container: 80, host: 0, protocol: 'tcp' as const };
    const { containerId, ports = [] } = await images.start(wanted({ ports: [port] }));
    expect(ports).toEqual([{ container: 80, host: expect.any(Number) as number, protocol: 'tcp' }]);
    const address = async (id: string): Promise<string[]> => (await docker$('-H', docker.host, 'inspect', '-f', '{{range $p, $b := .NetworkSettings.Ports}}{{range $b}}{{.HostIp}} {{end}}{{end}}', id)).split(' ').filter(Boolean);
    expect(await address(containerId)).toEqual(['127.0.0.1']);
    const open = await images.start(wanted({ ports: [port], everywhere: true }));
    expect(await address(open.containerId)).toContain('0.0.0.0');
    await expect(images.start(wanted({ ports: [{ ...port, host: ports[0]?.host ?? 0 }] }))).rejects.toMatchObject({ code: 'invalid-input', message: `Port ${ports[0]?.host ?? 0} of this computer is taken.` });
    expect((await containersOf(docker.host)).length).toBe(2);
  });

  test('that another program has is said, with the port, and the container is gone', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const before = await containersOf(docker.host);
    await expect(images.start(wanted({ ports: [{ container: 80, host: port, protocol: 'tcp' }] }))).rejects.toMatchObject({ code: 'invalid-input', message: `Port ${port} of this computer is taken.` });
    expect(await containersOf(docker.host)).toEqual(before);
    await new Promise((resolve) => server.close(resolve));
  });
});
