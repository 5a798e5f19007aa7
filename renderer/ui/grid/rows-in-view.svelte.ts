/** The head of a grid stays above its rows, in CSS pixels. */
export const HEAD_HEIGHT = 28;
/** Rows made beyond both edges of the view: what a turn of the wheel brings is there already. */
const BEYOND = 4;

/**
 * Which rows of a long list of equal heights exist: those in view and a few beyond. Plain arithmetic, so that a list of a
 * million rows costs no more than one of fifty.
 */
export class RowsInView {
  readonly #shape: () => { count: number; rowHeight: number };
  scroller = $state.raw<HTMLElement>();
  #scrolled = $state(0);
  /** Of the whole grid with its head, in CSS pixels. */
  height = $state(0);

  /** How many rows exist at a time, when there are as many. */
  readonly pool = $derived.by(
    () => Math.ceil(Math.max(0, this.height - HEAD_HEIGHT) / this.#shape().rowHeight) + 1 + 2 * BEYOND,
  );
  readonly #first = $derived.by(() => {
    const { count, rowHeight } = this.#shape();
    const first = Math.floor(this.#scrolled / rowHeight) - BEYOND;
    return Math.max(0, Math.min(first, count - this.pool));
  });
  /** Indexes of the rows, from the top. */
  readonly indexes = $derived.by(() => {
    const length = this.height === 0 ? 0 : Math.min(this.pool, this.#shape().count - this.#first);
    return Array.from({ length: Math.max(0, length) }, (_, index) => this.#first + index);
  });

  #made = 0;
  /**
   * As `indexes`, and indexes behind the end for elements that were made for a longer list: hidden they cost nothing, and the next letter
   * of a search may need them again.
   */
  readonly elements = $derived.by(() => {
    const { indexes } = this;
    this.#made = Math.min(this.pool, Math.max(this.#made, indexes.length));
    const first = indexes[0] ?? 0;
    return Array.from({ length: this.#made }, (_, index) => first + index);
  });

  constructor(shape: () => { count: number; rowHeight: number }) {
    this.#shape = shape;
  }

  /** The grid became another height: the row at `kept` stays in view if it was. */
  resized(height: number, kept: number): void {
    const top = kept * this.#shape().rowHeight;
    const bottom = top + this.#shape().rowHeight;
    const wasInView = top >= this.#scrolled && bottom <= this.#scrolled + this.height - HEAD_HEIGHT;
    this.height = height;
    if (wasInView && height > 0) this.reveal(kept);
  }
  scrolled(): void {
    this.#scrolled = this.scroller?.scrollTop ?? 0;
  }
  /** Whether a row is in view, if only in part, and not beyond its edges. */
  isSeen(index: number): boolean {
    const { rowHeight } = this.#shape();
    return (
      (index + 1) * rowHeight > this.#scrolled &&
      index * rowHeight < this.#scrolled + this.height - HEAD_HEIGHT
    );
  }
  toTop(): void {
    // To ask the element would make it lay itself out.
    if (this.#scrolled > 0) this.#scrollTo(0);
  }
  /** Scrolls as little as brings a row into view. */
  reveal(index: number): void {
    const { rowHeight } = this.#shape();
    const top = index * rowHeight;
    const shown = this.height - HEAD_HEIGHT;
    if (top < this.#scrolled) this.#scrollTo(top);
    else if (top + rowHeight > this.#scrolled + shown) this.#scrollTo(top + rowHeight - shown);
  }

  #scrollTo(top: number): void {
    this.scroller?.scrollTo({ top });
    this.scrolled();
  }
}
