/** Copies of which little or nothing has to move: into another repository of the same registry, and an image that is there already. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { requires } from '../support/capabilities';
import { PEER, startContenders, type Contenders } from './contenders';
import { comparison, interleaved } from './measured';
import { processWithPort, type Place } from './process-with-port';
import { ROUNDS, SHAPES, shapes } from './synthetic-image';

type Asked = Readonly<Record<string, number>>;

requires('skopeo', 'time', 'display', 'keyring').describe('copies of what is there', () => {
  let folder: string;
  let contenders: Contenders;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
    contenders = await startContenders();
  }, 120_000);
  afterAll(async () => {
    await contenders?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const registry = (image: readonly number[]): Promise<Place> => processWithPort('blank-registry.mjs', image);
  const asked = async ({ host }: Place): Promise<Asked> => (await (await fetch(`http://${host}/asked`)).json()) as Asked;
  const forget = async ({ host }: Place): Promise<void> => void (await fetch(`http://${host}/reset`));

  for (const shape of shapes) {
    requires().test(
      `mounts in one registry: ${shape}`,
      async () => {
        const { platforms, layers, bytes } = SHAPES[shape];
        const one = await registry([platforms, layers, bytes]);
        const seen = new Map<string, Asked>();
        const all = [...contenders.copies].map(([name, copy]) => ({
          name,
          run: async (round: number) => {
            await forget(one);
            const measured = await copy(`${one.host}/t/${shape}:x`, `${one.host}/${name.toLowerCase().replace(/[^a-z]+/g, '-')}/${round}:x`);
            seen.set(name, await asked(one));
            return measured;
          },
        }));
        const medians = await interleaved(all, ROUNDS);
        await one.close();
        console.log(comparison(`mount ${shape} in one registry, ${ROUNDS} rounds in turn`, medians, PEER));
        for (const [name, requests] of seen) console.log(`  ${name}: ${JSON.stringify(requests)}`);
        for (const [name, requests] of seen) if (name !== PEER) expect(requests['PUT blobs/uploads'] ?? 0).toBe(0);
      },
      1_800_000,
    );
  }

  requires().test('an unchanged image again', async () => {
    const { platforms, layers, bytes } = SHAPES.c;
    const [source, target] = [await registry([platforms, layers, bytes]), await registry([0, 0, 0])];
    for (const [name, copy] of contenders.copies) {
      await forget(target);
      await copy(`${source.host}/t/c:x`, `${target.host}/t/c:x`);
      const before = [await asked(source), await asked(target)];
      await copy(`${source.host}/t/c:x`, `${target.host}/t/c:x`);
      const more = [await asked(source), await asked(target)].map((after, side) => Object.fromEntries(Object.entries(after).map(([what, count]) => [what, count - (before[side]?.[what] ?? 0)]).filter(([, count]) => count !== 0)));
      console.log(`unchanged again, ${name}: of the source ${JSON.stringify(more[0])}, of the target ${JSON.stringify(more[1])}`);
      if (name !== PEER) expect(more).toEqual([{ 'GET manifests': 1 }, { 'HEAD manifests': 1 }]);
    }
    await source.close();
    await target.close();
  }, 600_000);
});
