import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DockerEngine } from '../../electron/docker/docker-engine';
import { jobWork, type JobKinds } from '../../electron/jobs/job-kinds';
import { Jobs } from '../../electron/jobs/jobs';
import { sleep } from '../../electron/timing';
import { byteKinds } from '../../electron/transfer/byte-kinds';
import { pullImage } from '../../electron/transfer/pull-image';
import { pushContainer } from '../../electron/transfer/push/push-container';
import { parseImageReference } from '../../shared/ecr/image-reference';
import { CommitOptions } from '../../shared/model/container';
import type { Job, JobKind } from '../../shared/model/moving/job';
import { PullImage } from '../../shared/model/moving/transfer';
import type { SendLocalImage } from '../../electron/transfer/push/push-image';
import { anonymousAccess } from '../registry/access';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { putImage } from '../support/keeping-image';
import { type KeepingRegistry, startKeepingRegistry } from '../support/keeping-registry';

const run = promisify(execFile);
const ROUNDS = 5;
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
const isBlobUpload = ({ method, path }: { method: string; path: string }): boolean => method !== 'HEAD' && path.includes('/blobs/uploads/');
const isBlobRead = ({ method, path }: { method: string; path: string }): boolean => method === 'GET' && path.includes('/blobs/');

/** Each time the registry never answers: a job that waited for it would never end. */
requires().describe('cancelling a job', () => {
  let folder: string;
  let source: KeepingRegistry;
  let target: KeepingRegistry;
  let jobs: Jobs;
  const access = anonymousAccess();
  const docker = new DockerEngine({ env: process.env, home: homedir(), platform: process.platform, sleep });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-cancel-'));
    [source, target] = await Promise.all([startKeepingRegistry(), startKeepingRegistry()]);
    await putImage(source.host, [2_000_000, 300_000]);
    const bytes = byteKinds({ access, temporaryFolder: folder, docker });
    const none = (): Promise<never> => Promise.reject(new Error('Not here.'));
    const kinds: JobKinds = {
      ...bytes,
      pull: jobWork(PullImage, ({ reference, ...input }, context) => pullImage({ docker, access }, { ...input, reference: parseImageReference(reference) }, context)),
      'push-container': (input, context) => {
        const { containerId, reference } = input as { containerId: string; reference: string };
        const send: SendLocalImage = (push, inner) => bytes['push-image']({ ...push, reference }, inner);
        return pushContainer({ docker, send }, { containerId, reference: parseImageReference(reference), options: CommitOptions.parse({}) }, context);
      },
      sync: none,
      change: none,
      build: none,
    };
    let ids = 0;
    jobs = new Jobs({ now: Date.now, clock: () => performance.now(), newId: () => `${(ids += 1)}`, kinds, atOnce: () => 3 });
  });
  afterAll(async () => {
    await jobs.close();
    access.close();
    await Promise.all([source.close(), target.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  interface Slow {
    kind: JobKind;
    input: Job['input'];
    registry: KeepingRegistry;
    when: Parameters<KeepingRegistry['hold']>[0];
  }
  /** Cancels when the registry has been asked and keeps silent; how long until it is cancelled, and until it has tidied up. */
  const cancelled = async ({ kind, input, registry, when }: Slow): Promise<void> => {
    const told: number[] = [];
    const tidied: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const silence = registry.hold(when);
      const id = jobs.begin({ kind, title: kind, input });
      const ended = jobs.wait(id);
      await Promise.race([expect.poll(() => silence.held(), { timeout: 30_000, interval: 5 }).toBeGreaterThan(0), ended.then((job) => expect(job).toBe('still running'))]);
      const at = performance.now();
      const heard = new Promise<number>((resolve) => {
        const stop = jobs.onChange(() => {
          if (jobs.state().jobs.find((job) => job.id === id)?.status !== 'cancelled') return;
          stop();
          resolve(performance.now() - at);
        });
      });
      jobs.cancel(id);
      told.push(await heard);
      const job = await ended;
      tidied.push(performance.now() - at);
      expect(job).toMatchObject({ status: 'cancelled' });
      expect(job.error).toBeUndefined();
      expect(silence.held()).toBeGreaterThan(0);
      silence.release();
      jobs.dismissEnded();
    }
    process.stdout.write(`${kind}: cancelled after ${median(told).toFixed(1)} ms, tidied up after ${median(tidied).toFixed(0)} ms (medians of ${ROUNDS})\n`);
    expect(median(told)).toBeLessThan(100);
    expect(target.manifests.size).toBe(0);
  };

  test('a copy ends though its target never answers', async () => {
    await cancelled({ kind: 'copy', input: { from: `${source.host}/team/app:v1`, to: `${target.host}/team/copy:v1` }, registry: target, when: isBlobUpload });
  });

  test('a copy ends though its source never answers', async () => {
    await cancelled({ kind: 'copy', input: { from: `${source.host}/team/app:v1`, to: `${target.host}/team/copy:v1` }, registry: source, when: isBlobRead });
  });

  test('an export ends though its source never answers, and leaves no file', async () => {
    const files = join(folder, 'export');
    await run('mkdir', [files]);
    await cancelled({ kind: 'export', input: { reference: `${source.host}/team/app:v1`, file: join(files, 'image.tar'), platform: 'linux/amd64' }, registry: source, when: isBlobRead });
    expect(await readdir(files)).toEqual([]);
  });

  test('the push of an archive ends though its target never answers', async () => {
    const file = join(folder, 'image.tar');
    const saved = await jobs.wait(jobs.begin({ kind: 'export', title: 'Save', input: { reference: `${source.host}/team/app:v1`, file, platform: 'linux/amd64' } }));
    expect(saved.status).toBe('succeeded');
    await cancelled({ kind: 'push-archive', input: { file, reference: `${target.host}/team/archive:v1` }, registry: target, when: isBlobUpload });
  });

  requires('docker').describe('with Docker', () => {
    const container = `berth-cancel-${process.pid}`;
    const images = async (): Promise<string> => (await run('docker', ['images', '--all', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'])).stdout.split('\n').sort().join('\n');
    beforeAll(async () => {
      await run('docker', ['run', '-d', '--network', 'none', '--name', container, SHELL_IMAGE, '/bin/sh', '-c', 'echo ahoy > /greeting; exec /bin/sleep 900']);
    });
    afterAll(async () => {
      await run('docker', ['rm', '-f', container]).catch(() => undefined);
    });

    test('a pull ends though the registry never answers', async () => {
      await cancelled({ kind: 'pull', input: { reference: `${source.host}/team/app:v1` }, registry: source, when: isBlobRead });
    });

    test('the push of a local image ends though its target never answers', async () => {
      const before = await images();
      await cancelled({ kind: 'push-image', input: { image: SHELL_IMAGE, reference: `${target.host}/team/local:v1` }, registry: target, when: isBlobUpload });
      expect(await images()).toBe(before);
    });

    test('the push of a container ends though its target never answers, and its commit is gone', async () => {
      const before = await images();
      await cancelled({ kind: 'push-container', input: { containerId: container, reference: `${target.host}/team/container:v1` }, registry: target, when: isBlobUpload });
      expect(await images()).toBe(before);
    });
  });
});
