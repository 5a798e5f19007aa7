import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DockerEngine } from '../../electron/docker/docker-engine';
import { pushContainer } from '../../electron/transfer/push/push-container';
import type { SendLocalImage } from '../../electron/transfer/push/push-image';
import { type LocalPushPorts, pushLocalImage } from '../../electron/transfer/push/push-local-image';
import { parseImageReference } from '../../shared/ecr/image-reference';
import type { DockerState } from '../../shared/model/container';
import { anonymousAccess } from '../registry/access';
import { requires } from '../support/capabilities';

const run = promisify(execFile);
const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, 300));
    signal?.addEventListener('abort', done);
  });

/** Resolves once the engine's state is as wished. */
const until = (engine: DockerEngine, wished: (state: DockerState) => boolean): Promise<DockerState> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!wished(engine.state())) return;
      stop();
      resolve(engine.state());
    };
    const stop = engine.onChange(check);
    check();
  });

requires('docker').describe('the Docker Engine, a real one of this test’s own', () => {
  let folder: string;
  let socket: string;
  let dockerd: ChildProcess;
  let engine: DockerEngine;
  const image = 'berth-engine:1';
  const docker$ = async (...args: string[]): Promise<string> => (await run('docker', ['-H', `unix://${socket}`, ...args])).stdout.trim();

  const startDockerd = async (): Promise<void> => {
    const args = ['--data-root', join(folder, 'root'), '--exec-root', join(folder, 'exec'), '-H', `unix://${socket}`, '--pidfile', join(folder, 'pid')];
    dockerd = spawn('dockerd', [...args, '--iptables=false', '--bridge=none', '--storage-driver=vfs', '--shutdown-timeout=2'], { stdio: 'ignore' });
    for (let tries = 0; tries < 200 && !(await docker$('version').then(() => true, () => false)); tries += 1) await sleep(100);
  };
  const stopDockerd = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => dockerd.once('exit', resolve));
    dockerd.kill(signal);
    await ended;
    await rm(join(folder, 'pid'), { force: true });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-engine-'));
    socket = join(folder, 'docker.sock');
    await mkdir(join(folder, 'tree/bin'), { recursive: true });
    for (const name of ['sh', 'sleep']) await copyFile('/bin/busybox', join(folder, 'tree/bin', name));
    await run('tar', ['-C', join(folder, 'tree'), '-cf', join(folder, 'tree.tar'), '.']);
    await startDockerd();
    await docker$('import', join(folder, 'tree.tar'), image);
    engine = new DockerEngine({ env: { DOCKER_HOST: `unix://${socket}` }, home: homedir(), platform: process.platform, sleep });
    await engine.start();
  });

  afterAll(async () => {
    await engine.close();
    if (dockerd.exitCode === null && dockerd.signalCode === null) await stopDockerd('SIGTERM');
    // An engine that was killed could not take its mounts away.
    const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
    for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse()) await run('umount', ['-l', mount]);
    await rm(folder, { recursive: true, force: true });
  });

  test('its containers are listed live: created, paused, renamed, removed', async () => {
    expect(engine.state()).toMatchObject({ status: 'available', context: 'DOCKER_HOST', host: `unix://${socket}`, containers: [] });
    await docker$('run', '-d', '--network', 'none', '--name', 'first', '--label', 'team=a', image, '/bin/sleep', '600');
    const started = await until(engine, ({ containers }) => containers[0]?.state === 'running');
    expect(started.containers[0]).toMatchObject({ name: 'first', image, labels: { team: 'a' } });
    await docker$('pause', 'first');
    await until(engine, ({ containers }) => containers[0]?.state === 'paused');
    await docker$('unpause', 'first');
    await docker$('rename', 'first', 'second');
    await until(engine, ({ containers }) => containers[0]?.name === 'second');
    await docker$('rm', '-f', 'second');
    await until(engine, ({ containers }) => containers.length === 0);
  });

  test('its images are listed live: named, unnamed, removed; the newest first', async () => {
    const named = await until(engine, ({ images }) => images.some(({ references }) => references.includes(image)));
    const first = named.images.find(({ references }) => references.includes(image));
    expect(first).toMatchObject({ id: await docker$('inspect', '--format', '{{.Id}}', image), digests: [] });
    expect(Math.abs(Date.parse(first?.createdAt ?? '') - Date.now())).toBeLessThan(3_600_000);
    await docker$('tag', image, 'berth-other:2');
    await until(engine, ({ images }) => images.some(({ references }) => references.includes('berth-other:2')));
    const container = await docker$('create', '--network', 'none', image, '/bin/sleep', '600');
    const commit = await docker$('commit', container);
    const unnamed = await until(engine, ({ images }) => images.some(({ id }) => id === commit));
    expect(unnamed.images[0]).toMatchObject({ id: commit, references: [], digests: [] });
    await docker$('rm', container);
    await docker$('rmi', commit, 'berth-other:2');
    const gone = await until(engine, ({ images }) => images.length === 1);
    expect(gone.images[0]?.references).toEqual([image]);
  });

  test('when it stops, the state says so in a sentence; when it is back, so are the containers', async () => {
    await docker$('create', '--network', 'none', '--name', 'kept', image, '/bin/sleep', '600');
    await until(engine, ({ containers }) => containers.length === 1);
    await stopDockerd('SIGTERM');
    const gone = await until(engine, ({ status }) => status === 'unavailable');
    expect(gone.error).toMatchObject({ code: 'docker-unavailable', hint: expect.stringContaining('Docker') as string });
    await expect(engine.listImages()).rejects.toMatchObject({ code: 'docker-unavailable' });
    await startDockerd();
    const back = await until(engine, ({ status }) => status === 'available');
    expect(back.containers.map(({ name }) => name)).toEqual(['kept']);
    await docker$('rm', 'kept');
  });

  test('a push during which Docker dies ends in “Docker stopped”, and says what could not be tidied up', async () => {
    // A registry that takes the upload's POST and then never answers: what ends the push is Docker.
    const stuck: Server = createServer((request, response) => {
      if (request.url === '/v2/') response.end('{}');
      else if (request.method === 'HEAD') response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => stuck.listen(0, '127.0.0.1', resolve));
    const address = stuck.address();
    const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const container = await docker$('create', '--network', 'none', image, '/bin/sleep', '600');
    const access = anonymousAccess();
    const dying: LocalPushPorts['docker'] = {
      inspectImage: (name) => engine.inspectImage(name),
      listImages: () => engine.listImages(),
      save: async (name, signal) => {
        const stream = await engine.save(name, signal);
        await stopDockerd('SIGKILL');
        return stream;
      },
    };
    const send: SendLocalImage = (push, context) => pushLocalImage({ docker: dying, access, temporaryFolder: tmpdir() }, push, context);
    const options = { pause: true, labels: {}, changes: [] };
    const push = pushContainer({ docker: engine, send }, { containerId: container, options, reference: parseImageReference(`${host}/team/app:v1`) }, { signal: new AbortController().signal, report: () => undefined });
    await expect(push).rejects.toMatchObject({ code: 'docker-unavailable', hint: expect.stringContaining('remove the image') as string });
    access.close();
    stuck.closeAllConnections();
    stuck.close();
  });
});

test('without a socket the state is “unavailable”, with the address and a next step', async () => {
  const engine = new DockerEngine({ env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' }, home: homedir(), platform: 'linux', sleep });
  await engine.start();
  expect(engine.state()).toMatchObject({
    status: 'unavailable',
    error: { code: 'docker-unavailable', message: 'No Docker Engine is at unix:///nowhere/docker.sock.', hint: 'Start Docker, or install it.' },
  });
  await engine.close();
});
