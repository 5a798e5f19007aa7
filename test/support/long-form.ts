/** How often a test repeats itself: the short form in `npm test`, the long one in `npm run test:long`. */
export const repetitions = ({ short, long }: { short: number; long: number }): number =>
  process.env.BERTH_TEST_LONG === '1' ? long : short;
