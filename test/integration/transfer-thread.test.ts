import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OCI_MANIFEST } from '../../electron/registry/media-types';
import { digestOf } from '../../electron/registry/registry-client';
import { launchTransferWorker } from '../../electron/transfer/thread/launch-transfer-worker';
import { TransferThread } from '../../electron/transfer/thread/transfer-thread';
import { AppError } from '../../shared/errors';
import type { JobProgress } from '../../shared/model/moving/job';
import { anonymousAccess } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { requires } from '../support/capabilities';

requires('docker-registry').describe('the thread that moves bytes', () => {
  let one: Awaited<ReturnType<typeof startDistribution>>;
  let two: Awaited<ReturnType<typeof startDistribution>>;
  let worker: Worker | undefined;
  let launched = 0;
  const access = anonymousAccess();
  const asked: object[] = [];
  /** Called at the moment the thread asks for the target's sign-in: it is at work then, and has moved nothing. */
  let atTarget: () => void = () => undefined;
  const never = new AbortController().signal;
  const thread = new TransferThread({
    launch: () => {
      launched += 1;
      worker = launchTransferWorker(join(__dirname, '../../dist/electron/transfer-worker.cjs'), { env: {}, home: tmpdir(), temporaryFolder: tmpdir() });
      return worker;
    },
    answers: {
      authorization: (question) => {
        asked.push(question);
        if (question.host === two.host) atTarget();
        if (question.profile === 'gone') throw new AppError('profile-not-found', 'There is no profile gone.', { hint: 'Add it.' });
        return Promise.resolve(undefined);
      },
      availableLayers: () => Promise.resolve(undefined),
      explanation: () => Promise.resolve(undefined),
      recallUpload: () => Promise.resolve(undefined),
      rememberUpload: () => Promise.resolve(),
      forgetUpload: () => Promise.resolve(),
    },
  });
  let digest = '';

  beforeAll(async () => {
    [one, two] = await Promise.all([startDistribution(), startDistribution()]);
    const repository = (await access.client(one.host)).repository('team/app');
    const put = async (bytes: Buffer, mediaType: string) => {
      const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
      await repository.uploadBlob({ descriptor, send: async (sink) => sink(bytes), signal: never });
      return descriptor;
    };
    const layers = [await put(randomBytes(40_000_000), 'application/vnd.oci.image.layer.v1.tar')];
    const config = await put(Buffer.from('{}'), 'application/vnd.oci.image.config.v1+json');
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers }));
    digest = digestOf(bytes);
    await repository.putManifest('v1', { bytes, digest, mediaType: OCI_MANIFEST }, never);
  });
  afterAll(async () => {
    await thread.close();
    access.close();
    await Promise.all([one.close(), two.close()]);
  });

  const input = (name: string, more: object = {}) => ({ from: `${one.host}/team/app:v1`, to: `${two.host}/${name}:v1`, ...more });

  test('copies, tells how far it is, and asks main for each sign-in', async () => {
    const seen: JobProgress[] = [];
    const outcome = await thread.kinds.copy(input('copied/app', { toProfile: 'dev' }), { signal: never, report: (progress) => seen.push(progress) });
    expect(outcome).toEqual({ reference: `${two.host}/copied/app:v1`, digest });
    expect(seen.at(-1)?.parts.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(asked).toContainEqual({ host: two.host, profile: 'dev', refresh: false });
    expect(asked).toContainEqual({ host: one.host, refresh: false });
  });

  test('fails with main’s own words where main refuses, and for input that is no job’s', async () => {
    const context = { signal: never, report: () => undefined };
    await expect(thread.kinds.copy(input('x/y', { toProfile: 'gone' }), context)).rejects.toMatchObject({ code: 'profile-not-found', hint: 'Add it.' });
    await expect(thread.kinds.copy({ nonsense: true }, context)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('a cancelled copy leaves no tag behind', async () => {
    const cancel = new AbortController();
    atTarget = () => cancel.abort();
    await expect(thread.kinds.copy(input('cancelled/app'), { signal: cancel.signal, report: () => undefined })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await (await access.client(two.host)).repository('cancelled/app').headManifest('v1', never)).toBeUndefined();
  });

  test('a thread that dies fails what ran in it, and the next transfer gets another', async () => {
    const before = launched;
    atTarget = () => void worker?.terminate();
    await expect(thread.kinds.copy(input('broken/app'), { signal: never, report: () => undefined })).rejects.toMatchObject({ code: 'internal' });
    atTarget = () => undefined;
    expect(await thread.kinds.copy(input('again/app'), { signal: never, report: () => undefined })).toMatchObject({ digest });
    expect(launched).toBe(before + 1);
  });
});
