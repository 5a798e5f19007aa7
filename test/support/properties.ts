import { repetitions } from './long-form';

/**
 * How a property is run: fewer times in the short form. The seed is another one every time and printed with what it ran;
 * BERTH_TEST_SEED repeats one.
 */
export const propertyRuns = (name: string, { short, long }: { short: number; long: number }): { numRuns: number; seed: number } => {
  const seed = Number(process.env.BERTH_TEST_SEED ?? Date.now() % 2 ** 31);
  const numRuns = repetitions({ short, long });
  console.info(`${name}: ${numRuns} runs, seed ${seed}`);
  return { numRuns, seed };
};
