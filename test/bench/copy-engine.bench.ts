/**
 * The engine alone: from and to registries that neither hash nor store, each a process of its own. Over TLS, and over plain HTTP with a
 * round trip of 20 ms, where only the number of round trips and of connections counts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { requires } from '../support/capabilities';
import { selfSigned } from './certificate';
import { PEER, startContenders, type Contenders, type Copy } from './contenders';
import { comparison, interleaved, type Measured } from './measured';
import { delayed, processWithPort, type Place } from './process-with-port';
import { ROUNDS, SHAPES, shapes, type ShapeName } from './synthetic-image';

requires('skopeo', 'time', 'display', 'keyring').describe('copies between registries that cost nothing', () => {
  let folder: string;
  let files: { cert: string; key: string };
  let contenders: Contenders;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
    // A name that is not loopback's, for there nobody would speak TLS.
    files = await selfSigned(folder, hostname());
    contenders = await startContenders({ ca: files.cert });
  }, 120_000);
  afterAll(async () => {
    await contenders?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** On loopback it is plain HTTP; what has the machine's name speaks TLS. */
  const places = {
    'over TLS': {
      start: (image: readonly number[]) => processWithPort('blank-registry.mjs', [...image, files.cert, files.key], hostname()),
      between: ({ host }: Place): Promise<Place> => Promise.resolve({ host, close: () => undefined }),
    },
    'at 20 ms and 60 MB/s a connection': {
      start: (image: readonly number[]) => processWithPort('blank-registry.mjs', image),
      between: ({ host }: Place): Promise<Place> => delayed(host, { roundTrip: 20, megabytes: 60 }),
    },
  };

  const compare = async (where: keyof typeof places, shape: ShapeName): Promise<void> => {
    const { start, between } = places[where];
    const { platforms, layers, bytes } = SHAPES[shape];
    const source = await start([platforms, layers, bytes]);
    const ontoEmpty = async (copy: Copy): Promise<Measured> => {
      const target = await start([0, 0, 0]);
      const [near, far] = [await between(source), await between(target)];
      try {
        return await copy(`${near.host}/t/${shape}:x`, `${far.host}/t/${shape}:x`);
      } finally {
        for (const place of [near, far, target]) await place.close();
      }
    };
    const all = [...contenders.copies].map(([name, copy]) => ({ name, run: () => ontoEmpty(copy) }));
    const medians = await interleaved(all, ROUNDS);
    await source.close();
    console.log(comparison(`engine alone, ${shape} ${where}, ${ROUNDS} rounds in turn`, medians, PEER));
    expect(medians.size).toBe(all.length);
  };

  for (const shape of shapes) requires().test(`over TLS: ${shape}`, () => compare('over TLS', shape), 1_800_000);
  for (const shape of shapes.filter((one) => one === 'a' || one === 'c')) {
    requires().test(`with a round trip of 20 ms: ${shape}`, () => compare('at 20 ms and 60 MB/s a connection', shape), 1_800_000);
  }
});
