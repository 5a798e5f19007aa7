import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The one image a private engine starts with: a shell of busybox. */
export const SHELL_IMAGE = 'berth-test/busybox:1';
/** How long an engine may take to answer or to stop, in milliseconds. */
const PATIENCE = 60_000;

/** A Docker Engine of the tests' own: nothing of it outlives `close`. */
export interface PrivateDocker {
  /** as DOCKER_HOST wants it */
  readonly host: string;
  close(): Promise<void>;
}

/**
 * Starts an engine in a temporary folder and loads SHELL_IMAGE. Its containers have no network unless a bridge is named that is the
 * caller's own. Needs Linux and root; rejects with the engine's own last words.
 */
export const startDockerd = async ({ bridge = 'none' }: { bridge?: string } = {}): Promise<PrivateDocker> => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-dockerd-'));
  const host = `unix://${join(folder, 'docker.sock')}`;
  try {
    // overlay2 is fast, but a folder that is itself an overlay (a container's) cannot carry it.
    const engine = await launch(folder, { driver: 'overlay2', bridge }).catch(() => launch(folder, { driver: 'vfs', bridge }));
    const close = async (): Promise<void> => {
      await stopContainers(host);
      await stop(engine);
      await remove(folder);
    };
    await loadShellImage(folder, host).catch(async (thrown: unknown) => {
      await close();
      throw thrown;
    });
    return { host, close };
  } catch (thrown) {
    await remove(folder);
    throw thrown;
  }
};

const launch = async (folder: string, { driver, bridge }: { driver: string; bridge: string }): Promise<ChildProcess> => {
  const logFile = join(folder, `${driver}.log`);
  const log = openSync(logFile, 'a');
  const args = ['--data-root', join(folder, 'root'), '--exec-root', join(folder, 'exec'), '-H', `unix://${join(folder, 'docker.sock')}`];
  const engine = spawn(
    'dockerd',
    [...args, '--pidfile', join(folder, 'pid'), '--iptables=false', '--ip6tables=false', `--bridge=${bridge}`, `--storage-driver=${driver}`, '--shutdown-timeout=2'],
    { stdio: ['ignore', log, log] },
  );
  closeSync(log);
  let failure: Error | undefined;
  engine.on('error', (error) => (failure = error));
  const end = Date.now() + PATIENCE;
  while (isRunning(engine) && failure === undefined && Date.now() < end) {
    if (await answers(`unix://${join(folder, 'docker.sock')}`)) return engine;
    await sleep(100);
  }
  if (failure === undefined) await stop(engine);
  const words = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-3).join('\n');
  throw new Error(`dockerd did not start: ${failure?.message ?? words}`);
};

const answers = (host: string): Promise<boolean> => run('docker', ['-H', host, 'version']).then(() => true, () => false);

const isRunning = (engine: ChildProcess): boolean => engine.exitCode === null && engine.signalCode === null;

const loadShellImage = async (folder: string, host: string): Promise<void> => {
  const bin = join(folder, 'image', 'bin');
  await mkdir(bin, { recursive: true });
  for (const name of ['busybox', 'sh', 'sleep', 'cat', 'echo', 'ls', 'touch']) {
    await copyFile('/bin/busybox', join(bin, name));
    await chmod(join(bin, name), 0o755);
  }
  const archive = join(folder, 'image.tar');
  await run('tar', ['-C', join(folder, 'image'), '-cf', archive, '.']);
  await run('docker', ['-H', host, 'import', '-c', 'CMD ["/bin/sh"]', archive, SHELL_IMAGE]);
};

/** A container's process is no child of the engine: one left running would outlive it. */
const stopContainers = async (host: string): Promise<void> => {
  const ids = await run('docker', ['-H', host, 'ps', '-aq']).then(({ stdout }) => stdout.split('\n').filter(Boolean), () => []);
  if (ids.length > 0) await run('docker', ['-H', host, 'rm', '-f', '-v', ...ids]).catch(() => undefined);
};

const stop = async (engine: ChildProcess): Promise<void> => {
  if (!isRunning(engine)) return;
  const ended = new Promise((resolve) => engine.once('exit', resolve));
  engine.kill('SIGTERM');
  const timer = setTimeout(() => engine.kill('SIGKILL'), PATIENCE / 2);
  await ended;
  clearTimeout(timer);
};

/** An engine that was killed leaves its mounts and its containerd behind. */
const remove = async (folder: string): Promise<void> => {
  const containerd = Number(await readFile(join(folder, 'exec/containerd/containerd.pid'), 'utf8').catch(() => ''));
  if (containerd > 1) endIfRunning(containerd);
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse()) await run('umount', ['-l', mount]).catch(() => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
};

const endIfRunning = (pid: number): void => {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself, as it should.
  }
};
