import { expect, test } from 'vitest';
import { TransferSpeed } from '../../electron/jobs/transfer-speed';
import type { JobPart, JobProgress } from '../../shared/model/moving/job';

const MB = 1_000_000;

/** A transfer of 100 MB, seen at moments in milliseconds. */
function transfer(): (at: number, doneBytes: number, parts?: JobPart[]) => JobProgress {
  let now = 0;
  const speed = new TransferSpeed(() => now);
  return (at, doneBytes, parts = []) => {
    now = at;
    return speed.measure({ step: 'Copying', doneBytes, totalBytes: 100 * MB, parts });
  };
}

test('nothing is told before something has moved for half a second', () => {
  const see = transfer();
  expect(see(0, 0).bytesPerSecond).toBeUndefined();
  expect(see(5_000, 0).bytesPerSecond).toBeUndefined();
  expect(see(5_200, 1 * MB).bytesPerSecond).toBeUndefined();
  expect(see(5_500, 2.5 * MB)).toMatchObject({ bytesPerSecond: 5 * MB, secondsLeft: 20 });
});

test('a steady transfer has its speed from the first moment on, however often it is looked at', () => {
  for (const every of [10, 250, 900]) {
    const see = transfer();
    see(0, 0);
    let seen: JobProgress | undefined;
    for (let at = every; at <= 9_000; at += every) seen = see(at, at * 10_000);
    expect(seen?.bytesPerSecond).toBeCloseTo(10 * MB, -1);
    expect(seen?.secondsLeft).toBe(1);
  }
});

test('a change of speed shows by two thirds after three seconds', () => {
  const see = transfer();
  see(0, 0);
  for (let at = 100; at <= 30_000; at += 100) see(at, at * 1_000);
  let last = 0;
  for (let at = 100; at <= 3_000; at += 100) last = see(30_000 + at, 30 * MB + at * 4_000).bytesPerSecond ?? 0;
  expect(last / MB).toBeCloseTo(1 + 3 * (1 - Math.exp(-1)), 1);
});

test('one that stands still slows down, and has no time left to tell in the end', () => {
  const see = transfer();
  see(0, 0);
  see(1_000, 10 * MB);
  expect(see(4_000, 10 * MB).bytesPerSecond).toBeLessThan(6 * MB);
  const late = see(400_000, 10 * MB);
  expect(late.bytesPerSecond).toBe(0);
  expect(late.secondsLeft).toBeUndefined();
});

test('what was there already is no speed', () => {
  const see = transfer();
  const there = (doneBytes: number): JobPart[] => [{ id: 'a', label: 'a', note: '', state: 'skipped', doneBytes, totalBytes: doneBytes }];
  see(0, 0);
  see(1_000, 1 * MB, there(0));
  expect(see(2_000, 52 * MB, there(50 * MB)).bytesPerSecond).toBeCloseTo(1 * MB, -1);
});

test('a try that starts over is no speed below zero, and a clock that stands still harms nothing', () => {
  const see = transfer();
  see(0, 0);
  see(1_000, 10 * MB);
  expect(see(2_000, 2 * MB).bytesPerSecond).toBeGreaterThan(0);
  expect(see(2_000, 3 * MB).bytesPerSecond).toBeGreaterThan(0);
});
