/** What a click or key means for a selection of several rows. */
export interface SelectHow {
  /** Ctrl or ⌘: this one more, or one less. */
  toggle: boolean;
  /** Shift: all between the last one and this. */
  range: boolean;
}

/** Reads the meaning from an event's modifier keys. */
export const selectHow = (event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }): SelectHow => ({
  toggle: event.ctrlKey || event.metaKey,
  range: event.shiftKey,
});

/** Some rows of a list, by key, chosen as file managers do. The list may change beneath: keys that are gone are not counted. */
export class Selection {
  #keys = $state.raw<ReadonlySet<string>>(new Set());
  #anchor: string | undefined;

  get size(): number {
    return this.#keys.size;
  }
  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Chooses `key` in `order`, all keys as they stand in the list. */
  choose(key: string, { toggle, range }: SelectHow, order: readonly string[]): void {
    const from = this.#anchor === undefined ? -1 : order.indexOf(this.#anchor);
    const to = order.indexOf(key);
    if (range && from >= 0 && to >= 0) {
      const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
      this.#keys = new Set(toggle ? [...this.#keys, ...between] : between);
      return;
    }
    this.#anchor = key;
    if (!toggle) this.#keys = new Set([key]);
    else this.#keys = new Set(this.#keys.has(key) ? [...this.#keys].filter((other) => other !== key) : [...this.#keys, key]);
  }
  /** Selects all of `order`. */
  all(order: readonly string[]): void {
    this.#keys = new Set(order);
  }
  clear(): void {
    this.#keys = new Set();
    this.#anchor = undefined;
  }

  /** What an action on `row` is about: the selected rows when it is one of them, else it alone. */
  with<Row>(row: Row, rows: readonly Row[], keyOf: (row: Row) => string): readonly Row[] {
    return this.has(keyOf(row)) ? rows.filter((other) => this.has(keyOf(other))) : [row];
  }
}
