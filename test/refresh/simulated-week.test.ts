import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repetitions } from '../support/long-form';
import { GRACE_MS, simulateWeek, WAYS, type WeekFigures } from './week/simulate-week';

/** Deterministic numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('in a week of sleep, outages and clocks set wrong, Docker’s credential is never over while a new one can be had', async () => {
  const weeks: WeekFigures[] = [];
  const seed = Math.floor(Math.random() * 2 ** 31);
  const scenario = fc.record({ seed: fc.integer(), failing: fc.double({ min: 0, max: 0.2, noNaN: true }), told: fc.constantFrom(0, 0.5, 1) });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ seed: numberSeed, failing, told }) => {
      const week = await simulateWeek({ random: numbers(numberSeed), failing, told });
      weeks.push(week);
      expect(week.longestGap).toBeLessThan(GRACE_MS);
      expect(week.askedTwice).toEqual([]);
    }),
    { seed, numRuns: repetitions({ short: 4, long: 200 }), endOnFailure: true },
  );
  const most = (of: (week: WeekFigures) => number): number => Math.max(...weeks.map(of));
  console.log(`seed ${seed}, ${weeks.length} weeks`, WAYS.length, JSON.stringify(weeks[0]), most((w) => w.longestGap), most((w) => w.awsCalls / w.hoursAwake));
});
