/**
 * Pushes from the local Docker into a real docker-registry: `docker push`, and Berth round the engine's own push, in its running application
 * and in Node. Real files (what /usr/lib has, some 150 MB) and random bytes (256 MB), one layer each. Every round gets an empty registry.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchTransferWorker } from '../../electron/transfer/thread/launch-transfer-worker';
import { TransferThread } from '../../electron/transfer/thread/transfer-thread';
import { anonymousAccess } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { command, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { startDockerd, type PrivateDocker } from '../support/dockerd';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { comparison, interleaved, type Contender, type Measured } from './measured';
import { measureInside, measureProgram } from './program';

const run = promisify(execFile);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PEER = 'docker push';
const REAL_BYTES = 150_000_000;
const RANDOM_BYTES = 256 * 1024 * 1024;
const never = new AbortController().signal;
/** Images, by what is in them. */
const IMAGES = { 'real files': 'bench/real:1', 'random bytes': 'bench/random:1' } as const;

requires('docker', 'docker-registry', 'time', 'display', 'keyring').describe('pushes', () => {
  let folder: string;
  let docker: PrivateDocker;
  let berth: RunningBerth;
  let thread: TransferThread;
  const access = anonymousAccess();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
    docker = await startDockerd();
    await importTar(await realFiles(folder), IMAGES['real files']);
    await importTar(await randomFile(folder), IMAGES['random bytes']);
    berth = await launchBerth({ env: { DOCKER_HOST: docker.host } });
    thread = new TransferThread({
      launch: () => launchTransferWorker(join(process.cwd(), 'dist/electron/transfer-worker.cjs'), { env: { DOCKER_HOST: docker.host }, home: folder, temporaryFolder: folder }),
      answers: {
        authorization: () => Promise.resolve(undefined),
        explanation: () => Promise.resolve(undefined),
        recallUpload: () => Promise.resolve(undefined),
        rememberUpload: () => Promise.resolve(),
        forgetUpload: () => Promise.resolve(),
        availableLayers: () => Promise.resolve(undefined),
      },
    });
  }, 300_000);
  afterAll(async () => {
    await thread?.close();
    access.close();
    await berth?.close();
    await docker?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function importTar(file: string, name: string): Promise<void> {
    await run('docker', ['-H', docker.host, 'import', file, name]);
    await rm(file);
  }

  const inTheApplication = async (image: string, reference: string): Promise<void> => {
    const { jobId } = await command(berth.page, 'image.push', { image, reference });
    for (;;) {
      const job = (await topic(berth.page, 'jobs')).jobs.find(({ id }) => id === jobId);
      if (job?.status === 'succeeded') return;
      if (job?.status === 'failed') throw new Error(job.error?.message);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  const measured = (image: string, bytes: Map<string, number>): Contender[] => {
    const onto = (name: string, push: (reference: string) => Promise<Measured>): Contender => ({
      name,
      run: async () => {
        const registry = await startDistribution();
        try {
          const result = await push(`${registry.host}/bench/app:x`);
          const { bytes: manifest } = await (await access.client(registry.host)).repository('bench/app').manifest('x', never);
          const { layers } = JSON.parse(manifest.toString()) as { layers: { size: number }[] };
          bytes.set(name, layers.reduce((sum, { size }) => sum + size, 0));
          return result;
        } finally {
          await registry.close();
        }
      },
    });
    return [
      onto(PEER, async (reference) => {
        await run('docker', ['-H', docker.host, 'tag', image, reference]);
        return measureProgram(['docker', '-H', docker.host, 'push', '-q', reference]);
      }),
      onto('Berth, in the application', (reference) => measureInside(berth.pid, () => inTheApplication(image, reference))),
      onto('Berth, in Node', (reference) => measureInside(process.pid, async () => void (await thread.kinds['push-image']({ image, reference }, { signal: never, report: () => undefined })))),
    ];
  };

  for (const [what, image] of Object.entries(IMAGES)) {
    requires().test(
      `from the local engine: ${what}`,
      async () => {
        const bytes = new Map<string, number>();
        const medians = await interleaved(measured(image, bytes), ROUNDS);
        const theirs = bytes.get(PEER) ?? 0;
        const sizes = [...bytes].map(([name, size]) => `${name}: ${(size / 1e6).toFixed(1)} MB (${(size / theirs).toFixed(3)} ×)`);
        // The engine does the work of `docker push`: what is told of processor and memory there is its client's alone.
        console.log(`${comparison(`push of ${what}, ${ROUNDS} rounds in turn`, medians, PEER)}\n  bytes at the target: ${sizes.join(', ')}`);
        expect(medians.size).toBe(3);
      },
      1_800_000,
    );
  }
});

/** A tar of whole folders of /usr/lib, as many as make the size. */
async function realFiles(folder: string): Promise<string> {
  const chosen: string[] = [];
  let bytes = 0;
  for (const name of (await readdir('/usr/lib')).sort()) {
    const { stdout } = await run('du', ['-sb', join('/usr/lib', name)]);
    const size = Number(stdout.split('\t')[0]);
    if (bytes >= REAL_BYTES || size > REAL_BYTES) continue;
    chosen.push(name);
    bytes += size;
  }
  const file = join(folder, 'real.tar');
  await run('tar', ['-C', '/usr/lib', '-cf', file, ...chosen]);
  return file;
}

async function randomFile(folder: string): Promise<string> {
  const handle = await open(join(folder, 'random.bin'), 'w');
  for (let at = 0; at < RANDOM_BYTES; at += 16 * 1024 * 1024) await handle.writeFile(randomBytes(16 * 1024 * 1024));
  await handle.close();
  await run('tar', ['-C', folder, '-cf', join(folder, 'random.tar'), 'random.bin']);
  await rm(join(folder, 'random.bin'));
  return join(folder, 'random.tar');
}
