import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OCI_INDEX, OCI_MANIFEST } from '../../electron/registry/media-types';
import { digestOf, RegistryClient, type RegistryRepository } from '../../electron/registry/registry-client';
import { WireTransport } from '../../electron/registry/wire/wire-transport';
import { copyImage } from '../../electron/transfer/copy-image';
import type { RegistryAccess } from '../../electron/transfer/ports';
import { parseImageReference } from '../../shared/ecr/image-reference';
import { AppError } from '../../shared/errors';
import { noSleep } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { requires } from '../support/capabilities';
import { startFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy';
import { repetitions } from '../support/long-form';

const never = new AbortController().signal;

/** Every fault, at every boundary between two pieces of a copy and inside them, on either side of it. */
requires('docker-registry').describe('a copy over a bad network', () => {
  let one: Awaited<ReturnType<typeof startDistribution>>;
  let two: Awaited<ReturnType<typeof startDistribution>>;
  let proxies: { source: FaultProxy; target: FaultProxy };
  const open: { close(): void }[] = [];
  let root = '';
  let names = 0;

  /** A new pool of connections each time, so that every copy makes the same calls. */
  const freshAccess = (): RegistryAccess & { close(): void } => {
    const transport = new WireTransport({ idleWithin: 150 });
    const client = (host: string): RegistryClient => new RegistryClient({ host, transport, authorization: () => Promise.resolve(undefined), sleep: noSleep, random: () => 0 });
    return { client: (host) => Promise.resolve(client(host)), credentials: () => Promise.resolve(undefined), close: () => transport.close() };
  };

  const put = async (repository: RegistryRepository, bytes: Buffer, mediaType: string) => {
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
    await repository.uploadBlob({ descriptor, send: async (sink) => sink(bytes), signal: never });
    return descriptor;
  };

  beforeAll(async () => {
    [one, two] = await Promise.all([startDistribution(), startDistribution()]);
    const port = ({ host }: { host: string }): number => Number(host.split(':')[1]);
    proxies = { source: await startFaultProxy(port(one)), target: await startFaultProxy(port(two)) };
    const access = freshAccess();
    open.push(access);
    const repository = (await access.client(one.host)).repository('team/app');
    const children = [];
    for (const architecture of ['amd64', 'arm64']) {
      const layers = [await put(repository, randomBytes(300_000), 'application/vnd.oci.image.layer.v1.tar'), await put(repository, randomBytes(5_000), 'application/vnd.oci.image.layer.v1.tar')];
      const config = await put(repository, Buffer.from(JSON.stringify({ architecture, os: 'linux' })), 'application/vnd.oci.image.config.v1+json');
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers }));
      await repository.putManifest(digestOf(bytes), { bytes, digest: digestOf(bytes), mediaType: OCI_MANIFEST }, never);
      children.push({ mediaType: OCI_MANIFEST, digest: digestOf(bytes), size: bytes.length, platform: { os: 'linux', architecture } });
    }
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: children }));
    root = digestOf(bytes);
    await repository.putManifest('v1', { bytes, digest: root, mediaType: OCI_INDEX }, never);
  });
  afterAll(async () => {
    for (const each of open) each.close();
    await Promise.all([proxies.source.close(), proxies.target.close(), one.close(), two.close()]);
  });

  /** Copies through both proxies. What the target's tag names afterwards, asked on a straight way, and how it ended. */
  const copy = async (): Promise<{ tag: string | undefined; failure: unknown }> => {
    const access = freshAccess();
    const name = `copied/n${(names += 1)}`;
    const from = parseImageReference(`127.0.0.1:${proxies.source.port}/team/app:v1`);
    const to = parseImageReference(`127.0.0.1:${proxies.target.port}/${name}:v1`);
    try {
      const failure: unknown = await copyImage(access, { from, to }, { signal: never, report: () => undefined }).then(
        ({ digest }) => (digest === root ? undefined : new Error(`another digest: ${digest}`)),
        (thrown: unknown) => thrown,
      );
      const tag = (await (await access.client(two.host)).repository(name).headManifest('v1', never))?.digest;
      return { tag, failure };
    } finally {
      access.close();
    }
  };

  /** Boundaries of one undisturbed copy: where each piece ends, one byte to either side, and the middle of each. */
  const boundaries = async (side: 'source' | 'target', direction: Fault['direction']): Promise<number[]> => {
    proxies.source.plan(undefined);
    proxies.target.plan(undefined);
    expect(await copy()).toEqual({ tag: root, failure: undefined });
    const ends = proxies[side].passed.boundaries[direction];
    const points = ends.flatMap((end, index) => [end - 1, end, end + 1, Math.floor(((ends[index - 1] ?? 0) + end) / 2)]);
    const all = [...new Set([0, 1, ...points])].filter((at) => at >= 0 && at < (ends.at(-1) ?? 0)).sort((a, b) => a - b);
    const most = repetitions({ short: 5, long: 400 });
    const every = Math.max(1, Math.ceil(all.length / most));
    return all.filter((_, index) => index % every === 0);
  };

  const KINDS: Fault['kind'][] = ['reset', 'close', 'silence', 'flip-bit', 'slow', 'slices'];
  describe.each(['source', 'target'] as const)('on the side of the %s', (side) => {
    test.each(KINDS.flatMap((kind) => (['up', 'down'] as const).map((direction) => ({ kind, direction }))))(
      '$kind, going $direction: it ends whole or as a clear failure without a tag, never wrong, never hung',
      async ({ kind, direction }) => {
        const figures = { whole: 0, failed: 0, missed: 0 };
        const points = await boundaries(side, direction);
        for (const after of points) {
          const proxy = proxies[side];
          const other = side === 'source' ? proxies.target : proxies.source;
          other.plan(undefined);
          proxy.plan({ kind, direction, after });
          const { tag, failure } = await copy();
          if (!proxy.happened()) figures.missed += 1;
          const where = `${kind} ${direction} after ${after}`;
          if (failure === undefined) {
            expect(tag, where).toBe(root);
            figures.whole += 1;
            continue;
          }
          expect(failure, where).toBeInstanceOf(AppError);
          expect((failure as AppError).code, `${where}: ${(failure as AppError).message}`).not.toBe('internal');
          // The last answer may be lost when all is written: then the tag is the right one, and the failure asks to try again.
          expect([undefined, root], where).toContain(tag);
          figures.failed += 1;
        }
        process.stdout.write(`${side} ${kind} ${direction}: ${JSON.stringify(figures)}\n`);
        // The faults did happen, and what breaks once is mended; only bytes that were changed on the way may be refused for good.
        expect(figures.missed).toBeLessThan(points.length);
        if (kind !== 'flip-bit') expect(figures.failed).toBe(0);
      },
      repetitions({ short: 60_000, long: 900_000 }),
    );
  });
});
