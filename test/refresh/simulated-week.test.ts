import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repetitions } from '../support/long-form';
import { MINUTE, type WeekFigures } from './week/figures';
import { simulateWeek, WAYS } from './week/simulate-week';

/** Waking that nobody tells of is noticed within 30 s, and with nothing valid left AWS is asked every 90 s at the least. */
const GRACE_MS = 2 * MINUTE;
/** AWS calls an hour awake for each profile: half-lives of one-hour sessions, wakings, clocks, and failures a minute apart. */
const MOST_CALLS = 20;

test(
  'in a week of sleep, outages and clocks set wrong, Docker’s credential is never over while a new one can be had, and nobody is asked twice',
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const weeks: WeekFigures[] = [];
    const scenario = fc.record({ numbers: fc.integer(), failing: fc.double({ min: 0, max: 0.2, noNaN: true }), told: fc.constantFrom(0, 0.5, 1), countsSleep: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ numbers, ...rest }) => {
        const week = await simulateWeek({ random: numbersFrom(numbers), ...rest });
        weeks.push(week);
        expect(week.longestGap).toBeLessThan(GRACE_MS);
        expect(week.askedTwice).toEqual([]);
        expect(week.awsCalls / week.hoursAwake / WAYS.length).toBeLessThan(MOST_CALLS);
      }),
      { seed, numRuns: repetitions({ short: 4, long: 150 }), endOnFailure: true },
    );
    console.log(figuresOf(weeks, seed));
  },
  repetitions({ short: 60_000, long: 900_000 }),
);

function figuresOf(weeks: readonly WeekFigures[], seed: number): string {
  const sum = (of: (week: WeekFigures) => number): number => Math.round(weeks.reduce((total, week) => total + of(week), 0));
  const longest = Math.max(...weeks.map(({ longestGap }) => longestGap)) / 1000;
  const calls = Math.max(...weeks.map(({ awsCalls, hoursAwake }) => awsCalls / hoursAwake / WAYS.length));
  return [
    `simulated weeks: ${weeks.length} (seed ${seed}), ${WAYS.length} profiles, ${sum((week) => week.hoursAwake)} hours awake`,
    `${sum((week) => week.sleeps)} sleeps, ${sum((week) => week.outages)} network outages, ${sum((week) => week.awsOutages)} AWS outages, ${sum((week) => week.clockSets)} clocks set`,
    `longest time with an ended credential although a new one could be had: ${longest.toFixed(0)} s (bound ${GRACE_MS / 1000} s)`,
    `asked ${sum((week) => week.asked)} times, never twice for one event; at most ${calls.toFixed(1)} AWS calls an hour for a profile (bound ${MOST_CALLS})`,
  ].join('\n');
}

/** Deterministic numbers from 0 to 1 (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
