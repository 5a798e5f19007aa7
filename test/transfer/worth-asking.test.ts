import { expect, test } from 'vitest';
import { WorthAsking } from '../../electron/transfer/content/worth-asking';

const SMALL = 1000;
const LARGE = 50_000_000;

test('small blobs are asked about while that finds some, large ones always', () => {
  const fresh = new WorthAsking();
  expect(Array.from({ length: 6 }, () => fresh.about(SMALL))).toEqual([true, true, true, true, false, false]);
  for (let n = 0; n < 4; n += 1) fresh.answered(false);
  expect(fresh.about(LARGE)).toBe(true);
  // A large one that is there says that this image is known here.
  fresh.answered(true);
  expect(fresh.about(SMALL)).toBe(true);
});
