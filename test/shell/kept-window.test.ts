import { expect, test } from 'vitest';
import { KEEP_MS, KeptWindow } from '../../electron/shell/window/kept-window';

const parts = () => {
  const waiting = new Map<object, { then: () => void; milliseconds: number }>();
  let destroyed = 0;
  const kept = new KeptWindow({
    destroy: () => (destroyed += 1),
    after: (milliseconds, then) => {
      const one = {};
      waiting.set(one, { then, milliseconds });
      return () => void waiting.delete(one);
    },
  });
  return { kept, waiting, destroyed: () => destroyed };
};

test('a closed window goes when its time is over', () => {
  const { kept, waiting, destroyed } = parts();
  kept.hidden();
  expect([...waiting.values()].map(({ milliseconds }) => milliseconds)).toEqual([KEEP_MS]);
  for (const { then } of waiting.values()) then();
  expect(destroyed()).toBe(1);
});

test('one that is shown again stays, and its time begins anew with the next closing', () => {
  const { kept, waiting } = parts();
  kept.hidden();
  kept.over();
  expect(waiting.size).toBe(0);
  kept.hidden();
  kept.hidden();
  expect(waiting.size).toBe(1);
});
