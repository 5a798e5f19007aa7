import { expect, test } from 'vitest';
import { RowsInView } from '../../renderer/ui/grid/rows-in-view.svelte';

/** A list of rows of 30 pixels in a grid of 628, its head included: 20 of them fit. */
function list(count: number) {
  const shape = { count, rowHeight: 30 };
  const becomes = (next: number): void => {
    shape.count = next;
    // Plain numbers tell nobody that they have changed; a height does.
    view.height = view.height === 628 ? 627 : 628;
  };
  const asked: number[] = [];
  const view = new RowsInView(() => shape);
  const scroller = { scrollTop: 0, scrollTo: ({ top }: { top: number }) => void asked.push((scroller.scrollTop = top)) };
  view.scroller = scroller as unknown as HTMLElement;
  view.height = 628;
  const scrollTo = (top: number): void => {
    scroller.scrollTop = top;
    view.scrolled();
  };
  return { view, asked, scrollTo, becomes };
}
const ends = ({ indexes }: RowsInView) => [indexes[0], indexes.at(-1), indexes.length];

test('only what is in view exists, and a few rows beyond', () => {
  const { view, scrollTo } = list(1_000_000);
  expect(ends(view)).toEqual([0, 28, 29]);
  scrollTo(30 * 500_000 + 7);
  expect(ends(view)).toEqual([499_996, 500_024, 29]);
  scrollTo(30 * 1_000_000 - 600);
  expect(ends(view)).toEqual([999_971, 999_999, 29]);
});

test('a row is seen where a part of it is in view, and not beyond', () => {
  const { view, scrollTo } = list(1000);
  expect([0, 19, 20].map((index) => view.isSeen(index))).toEqual([true, true, false]);
  scrollTo(45);
  expect([0, 1, 21, 22].map((index) => view.isSeen(index))).toEqual([false, true, true, false]);
});

test('a short list is there whole, an empty one has no rows, and neither has one without a height', () => {
  expect(list(3).view.indexes).toEqual([0, 1, 2]);
  expect(list(0).view.indexes).toEqual([]);
  const { view } = list(3);
  view.height = 0;
  expect(view.indexes).toEqual([]);
});

test('elements that were made for a longer list stay, behind the end of the shorter one', () => {
  const { view, becomes } = list(1000);
  expect(view.elements).toEqual(view.indexes);
  for (const count of [3, 0]) {
    becomes(count);
    expect(view.indexes).toHaveLength(count);
    expect(view.elements).toEqual(Array.from({ length: 29 }, (_, index) => index));
  }
  becomes(1000);
  expect(view.elements).toEqual(view.indexes);
  expect(list(3).view.elements).toEqual([0, 1, 2]);
});

test('an element shows one row after the other: no two rows at a time share one', () => {
  const { view, scrollTo } = list(10_000);
  for (let top = 0; top < 3000; top += 17) {
    scrollTo(top);
    expect(new Set(view.indexes.map((index) => index % view.pool)).size).toBe(view.indexes.length);
  }
});

test('a row is brought into view by as little as needed, and the top is asked for only from elsewhere', () => {
  const { view, asked, scrollTo } = list(1000);
  view.toTop();
  view.reveal(5);
  expect(asked).toEqual([]);
  view.reveal(20);
  expect(asked).toEqual([30]);
  scrollTo(3000);
  view.reveal(99);
  view.reveal(119);
  expect(asked).toEqual([30, 2970, 3000]);
  view.toTop();
  expect(asked.at(-1)).toBe(0);
});

test('the active row stays in view when the grid becomes smaller, and the rest where it is', () => {
  const { view, asked } = list(1000);
  view.resized(328, 15);
  expect(asked).toEqual([180]);
  view.resized(628, 15);
  // It is above what is shown now: somebody scrolled away from it.
  view.resized(328, 2);
  expect(asked).toEqual([180]);
});
