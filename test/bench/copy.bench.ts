/**
 * Copies from registry to registry between two real docker-registry instances: Berth in its running application and in Node, skopeo, and
 * Docker's pull + tag + push; on loopback, and with a round trip of 20 ms and 60 MB/s a connection. Every round of every tool gets an
 * empty target.
 */
import { afterAll, beforeAll, expect } from 'vitest';
import { anonymousAccess } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { requires } from '../support/capabilities';
import { startContenders, PEER, type Contenders, type Copy } from './contenders';
import { startPullAndPush, type PullAndPush } from './docker-pull-push';
import { comparison, interleaved, type Contender, type Measured } from './measured';
import { delayed, type Place } from './process-with-port';
import { pushSynthetic, ROUNDS, SHAPES, shapes, type ShapeName } from './synthetic-image';

const never = new AbortController().signal;
const FAR = { roundTrip: 20, megabytes: 60 };

requires('docker-registry', 'skopeo', 'time', 'display', 'keyring').describe('copies', () => {
  let source: Place;
  let contenders: Contenders;
  let docker: PullAndPush | undefined;
  const access = anonymousAccess();
  const digests = new Map<string, string>();

  beforeAll(async () => {
    source = await startDistribution();
    for (const shape of shapes) digests.set(shape, await pushSynthetic((await access.client(source.host)).repository(`t/${shape}`), SHAPES[shape]));
    contenders = await startContenders();
    docker = await startPullAndPush();
  }, 300_000);
  afterAll(async () => {
    access.close();
    await docker?.close();
    await contenders?.close();
    await source?.close();
  });

  /** With a target of its own; `between` puts something on both ways. */
  const ontoEmpty = async (shape: string, between: (host: string) => Promise<Place>, copy: Copy): Promise<Measured> => {
    const target = await startDistribution();
    const [near, far] = [await between(source.host), await between(target.host)];
    try {
      const measured = await copy(`${near.host}/t/${shape}:x`, `${far.host}/t/${shape}:x`);
      const there = await (await access.client(target.host)).repository(`t/${shape}`).headManifest('x', never);
      // Docker writes a manifest of its own, and of an index one platform.
      if (copy !== docker?.copy) expect(there?.digest).toBe(digests.get(shape));
      else expect(there).toBeDefined();
      return measured;
    } finally {
      await near.close();
      await far.close();
      await target.close();
    }
  };

  const compare = async (title: string, shape: ShapeName, between: (host: string) => Promise<Place>, withDocker: boolean): Promise<void> => {
    const copies = [...contenders.copies, ...(withDocker && docker !== undefined ? [['docker pull + tag + push', docker.copy] as const] : [])];
    const all: Contender[] = copies.map(([name, copy]) => ({ name, run: () => ontoEmpty(shape, between, copy) }));
    const medians = await interleaved(all, ROUNDS);
    console.log(comparison(`copy ${shape} ${title}, ${ROUNDS} rounds in turn`, medians, PEER));
    expect(medians.size).toBe(all.length);
  };

  for (const shape of shapes) {
    const straight = (host: string): Promise<Place> => Promise.resolve({ host, close: () => undefined });
    // The engine refuses an image of more than 127 layers.
    requires().test(`registry to registry: ${shape}`, () => compare('on loopback', shape, straight, SHAPES[shape].layers < 128), 1_800_000);
  }
  for (const shape of shapes.filter((one) => one === 'a' || one === 'c')) {
    requires().test(`with a round trip of 20 ms: ${shape}`, () => compare('at 20 ms and 60 MB/s a connection', shape, (host) => delayed(host, FAR), false), 1_800_000);
  }
});
