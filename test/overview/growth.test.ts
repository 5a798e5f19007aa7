import { describe, expect, test } from 'vitest';
import { growth } from '../../electron/overview/growth';
import { ImageTallies } from '../../electron/overview/image-tallies';

const pushed = (images: number, bytes: number) => ({ images, bytes });

describe('growth', () => {
  test('cumulates what was pushed, over months without a push too', () => {
    const months = growth(new Map([['2025-11', pushed(2, 20)], ['2026-02', pushed(1, 5)]]), '2026-03');
    expect(months.map(({ month, totalBytes }) => [month, totalBytes])).toEqual([['2025-11', 20], ['2025-12', 20], ['2026-01', 20], ['2026-02', 25], ['2026-03', 25]]);
    expect(months[3]).toEqual({ month: '2026-02', images: 1, bytes: 5, totalImages: 3, totalBytes: 25 });
  });
  test('images without a date count from before the first month', () => {
    expect(growth(new Map([['', pushed(3, 30)], ['2026-01', pushed(1, 1)]]), '2026-01')).toEqual([{ month: '2026-01', images: 1, bytes: 1, totalImages: 4, totalBytes: 31 }]);
  });
  test('a push from the future, as clocks differ, counts as now', () => {
    expect(growth(new Map([['2026-01', pushed(1, 1)], ['2031-01', pushed(1, 9)]]), '2026-01')).toEqual([{ month: '2026-01', images: 2, bytes: 10, totalImages: 2, totalBytes: 10 }]);
  });
  test('a clock of another century makes no endless chart', () => {
    expect(growth(new Map([['1970-01', pushed(1, 1)]]), '2026-01')).toHaveLength(240);
  });
  test('nothing has no growth', () => {
    expect(growth(new Map(), '2026-01')).toEqual([]);
  });
});

test('tallies add up to the same images in ages and pulls; never pulled is a band of its own', () => {
  const tallies = new ImageTallies();
  tallies.add([['2026-01', 0, -1, 1, 0, 0, 2, 20], ['2026-01', 3, 1, 0, 1, 1, 5, 50]]);
  tallies.add([['', -1, -1, 0, 0, 0, 1, 7]]);
  const sum = (bands: readonly { images: number }[]): number => bands.reduce((total, { images }) => total + images, 0);
  expect([sum(tallies.ages), sum(tallies.pulls)]).toEqual([8, 8]);
  expect(tallies.pulls.at(-1)).toMatchObject({ label: 'Never pulled', images: 3, bytes: 27 });
  expect(tallies).toMatchObject({ untaggedBytes: 20, archivedBytes: 50, scanned: 5 });
});
