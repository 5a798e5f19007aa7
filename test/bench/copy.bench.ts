/**
 * Copies from registry to registry: Berth in its running application and in Node, skopeo, and Docker's pull + tag + push; between two
 * real docker-registry instances, and again with a round trip of 20 ms and 60 MB/s a connection. Every round of every tool gets an
 * empty target.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchTransferWorker } from '../../electron/transfer/thread/launch-transfer-worker';
import { TransferThread } from '../../electron/transfer/thread/transfer-thread';
import { anonymousAccess } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { command, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER } from '../support/with-berth';
import { comparison, interleaved, type Contender, type Measured } from './measured';
import { measureInside, measureProgram } from './program';
import { pushSynthetic, SHAPES } from './synthetic-image';

type Registry = Awaited<ReturnType<typeof startDistribution>>;

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PEER = 'skopeo copy --all';
const shapes = (process.env.BENCH_SHAPES ?? 'a,b,c,d').split(',') as (keyof typeof SHAPES)[];
const never = new AbortController().signal;

requires('docker-registry', 'skopeo', 'time', 'display', 'keyring').describe('copies', () => {
  let source: Registry;
  let berth: RunningBerth;
  const access = anonymousAccess();
  const thread = new TransferThread({
    launch: () => launchTransferWorker(join(process.cwd(), 'dist/electron/transfer-worker.cjs'), { env: {}, temporaryFolder: tmpdir() }),
    answers: { authorization: () => Promise.resolve(undefined), explanation: () => Promise.resolve(undefined) },
  });
  const digests = new Map<string, string>();

  beforeAll(async () => {
    source = await startDistribution();
    for (const shape of shapes) digests.set(shape, await pushSynthetic((await access.client(source.host)).repository(`t/${shape}`), SHAPES[shape]));
    berth = await launchBerth({ env: NO_DOCKER });
  }, 300_000);
  afterAll(async () => {
    await thread.close();
    access.close();
    await berth?.close();
    await source?.close();
  });

  const inTheApplication = async (from: string, to: string): Promise<void> => {
    const { jobId } = await command(berth.page, 'image.copy', { from, to });
    for (;;) {
      const job = (await topic(berth.page, 'jobs')).jobs.find(({ id }) => id === jobId);
      if (job?.status === 'succeeded') return;
      if (job?.status === 'failed') throw new Error(job.error?.message);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  /** Each with a target of its own; `between` puts something on both ways. */
  const contenders = (shape: string, between: (host: string) => Promise<{ host: string; close(): void }>): Contender[] => {
    const onto =
      (copy: (from: string, to: string) => Promise<Measured>) =>
      async (): Promise<Measured> => {
        const target = await startDistribution();
        const [near, far] = [await between(source.host), await between(target.host)];
        try {
          const measured = await copy(`${near.host}/t/${shape}:x`, `${far.host}/t/${shape}:x`);
          const there = await (await access.client(target.host)).repository(`t/${shape}`).headManifest('x', never);
          expect(there?.digest).toBe(digests.get(shape));
          return measured;
        } finally {
          near.close();
          far.close();
          await target.close();
        }
      };
    const skopeo = ['skopeo', 'copy', '-q', '--all', '--src-tls-verify=false', '--dest-tls-verify=false'];
    return [
      { name: PEER, run: onto((from, to) => measureProgram([...skopeo, `docker://${from}`, `docker://${to}`])) },
      { name: 'Berth, in the application', run: onto((from, to) => measureInside(berth.pid, () => inTheApplication(from, to))) },
      { name: 'Berth, in Node', run: onto((from, to) => measureInside(process.pid, async () => void (await thread.kinds.copy({ from, to }, { signal: never, report: () => undefined })))) },
    ];
  };

  for (const shape of shapes) {
    requires().test(
      `registry to registry: ${shape}`,
      async () => {
        const straight = (host: string) => Promise.resolve({ host, close: () => undefined });
        const medians = await interleaved(contenders(shape, straight), ROUNDS);
        console.log(comparison(`copy ${shape} on loopback, ${ROUNDS} rounds in turn`, medians, PEER));
        expect(medians.size).toBe(3);
      },
      1_800_000,
    );
  }

  for (const shape of shapes.filter((one) => one === 'a' || one === 'c')) {
    requires().test(
      `with a round trip of 20 ms: ${shape}`,
      async () => {
        const medians = await interleaved(contenders(shape, (host) => delayed(host, { roundTrip: 20, megabytes: 60 })), ROUNDS);
        console.log(comparison(`copy ${shape} at 20 ms and 60 MB/s a connection, ${ROUNDS} rounds in turn`, medians, PEER));
        expect(medians.size).toBe(3);
      },
      1_800_000,
    );
  }
});

async function delayed(host: string, { roundTrip, megabytes }: { roundTrip: number; megabytes: number }): Promise<{ host: string; close(): void }> {
  const child: ChildProcess = spawn(process.execPath, [join(__dirname, 'delay-proxy.mjs'), host.split(':')[1] ?? '', String(roundTrip), String(megabytes)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')) as [Buffer];
  return { host: `127.0.0.1:${port.toString().trim()}`, close: () => void child.kill() };
}
