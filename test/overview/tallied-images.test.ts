import { expect, test } from 'vitest';
import { TalliedImages } from '../../electron/overview/tallied-images';
import type { OverviewPiece, OverviewPieceAsked } from '../../electron/inventory/store/read/overview';

/** A store of three pieces, whose prints and images a test changes; it writes down which pieces it went through. */
function pieces() {
  const prints = ['a', 'b', 'c'];
  const through: number[] = [];
  const ask = (_name: 'overviewPiece', { from, known }: OverviewPieceAsked): Promise<OverviewPiece> => {
    const print = prints[from] ?? '';
    const next = from + 1 < prints.length ? { next: from + 1 } : {};
    if (print === known) return Promise.resolve({ print, ...next });
    through.push(from);
    return Promise.resolve({ print, ...next, tallies: [['2026-11', 0, -1, 1, 0, 0, print.length, 10]] });
  };
  return { prints, through, images: new TalliedImages({ ask }) };
}

test('only pieces in which something has changed are gone through again', async () => {
  const { prints, through, images } = pieces();
  expect((await images.of({}, '2026-11-21')).months.get('2026-11')).toEqual({ images: 3, bytes: 30 });
  prints[1] = 'bb';
  const changed = await images.of({}, '2026-11-21');
  expect(changed.months.get('2026-11')).toEqual({ images: 4, bytes: 30 });
  expect(changed).toMatchObject({ untaggedBytes: 30, ages: expect.arrayContaining([expect.objectContaining({ images: 4 })]) as unknown });
  expect(through).toEqual([0, 1, 2, 1]);
});

test('on another day all are, and each scope has its own', async () => {
  const { through, images } = pieces();
  await images.of({}, '2026-11-21');
  await images.of({ profile: 'dev' }, '2026-11-21');
  await images.of({}, '2026-11-21');
  expect(through).toHaveLength(6);
  await images.of({}, '2026-11-22');
  expect(through).toHaveLength(9);
});
