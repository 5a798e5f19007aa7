import { expect, test } from 'vitest';
import { GatheredLists } from '../../../electron/inventory/crawl/gathered-lists';
import type { ReadList } from '../../../electron/inventory/crawl/ports';

const list = (uri: string, images = 1): ReadList => ({ uri, readAt: 1, images: Array.from({ length: images }, (_, at) => ({ digest: `sha256:${at}`, tags: [], sizeBytes: 1 })) });

/** A store that hears of lists, and a clock that passes when the test says so. */
function setUp(write: (lists: readonly ReadList[]) => Promise<boolean> = () => Promise.resolve(true)) {
  const written: string[][] = [];
  const waiting: (() => void)[] = [];
  const lists = new GatheredLists({
    store: {
      putImageLists: (all) => {
        written.push(all.map(({ uri }) => uri));
        return write(all);
      },
    },
    clock: {
      sleep: (_ms, signal) =>
        new Promise((resolve) => {
          waiting.push(resolve);
          signal.addEventListener('abort', () => resolve());
        }),
    },
  });
  return { lists, written, passTime: () => waiting.splice(0).forEach((resolve) => resolve()) };
}

test('writes what comes within a moment as one, and the next as another', async () => {
  const { lists, written, passTime } = setUp();
  const both = [lists.put(list('a')), lists.put(list('b'))];
  passTime();
  expect(await Promise.all(both)).toEqual([true, true]);
  const third = lists.put(list('c'));
  passTime();
  await third;
  expect(written).toEqual([['a', 'b'], ['c']]);
});

test('does not wait for more where it has much', async () => {
  const { lists, written } = setUp();
  await Promise.all([lists.put(list('a', 2000)), lists.put(list('b', 1500))]);
  expect(written).toEqual([['a', 'b']]);
});

test('tells everybody of a failure, and goes on', async () => {
  let fails = true;
  const { lists, passTime } = setUp(() => (fails ? Promise.reject(new Error('The disk is full.')) : Promise.resolve(true)));
  const both = Promise.allSettled([lists.put(list('a')), lists.put(list('b'))]);
  passTime();
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  const next = lists.put(list('a'));
  lists.flush();
  expect(await next).toBe(true);
});

test('writes nothing once the store closes', async () => {
  const { lists, written } = setUp();
  const pending = lists.put(list('a'));
  lists.close();
  expect(await pending).toBe(false);
  expect(written).toEqual([]);
});
