import type { GridSelection } from '../ui/grid/grid-selection';

/** More rows than this are not chosen at once: what is done to them would not be overseen. */
export const MOST_SELECTED = 1000;

/** Several rows of a list of any length, by key. Those that were chosen are kept, whether or not they are in view. */
export class RowSelection<Row> implements GridSelection<Row> {
  readonly #keyOf: (row: Row) => string;
  readonly #range: (first: number, last: number) => Promise<readonly Row[]>;
  #rows = $state.raw<readonly Row[]>([]);
  #generation = 0;

  /** @param range the rows between two indexes of the list, both included */
  constructor(keyOf: (row: Row) => string, range: (first: number, last: number) => Promise<readonly Row[]>) {
    this.#keyOf = keyOf;
    this.#range = range;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }
  get size(): number {
    return this.#rows.length;
  }
  has(row: Row): boolean {
    const key = this.#keyOf(row);
    return this.#rows.some((other) => this.#keyOf(other) === key);
  }
  only(row: Row): void {
    this.#set([row]);
  }
  toggle(row: Row): void {
    this.#set(this.has(row) ? this.#without([row]) : [...this.#rows, row]);
  }
  async extend(from: number, to: number, add = false): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const first = Math.min(from, to);
    const last = Math.min(Math.max(from, to), first + MOST_SELECTED - 1);
    // What cannot be read is not chosen; the list itself says why.
    const between = await this.#range(first, last).catch(() => undefined);
    // Another choice may have been made while these rows were on their way.
    if (between === undefined || generation !== this.#generation) return;
    this.#set(add ? [...this.#without(between), ...between] : between);
  }
  clear(): void {
    this.#set([]);
  }
  /** The list as it is now: what has gone is not chosen any more, what has changed is taken as it is. */
  renew(rows: readonly Row[]): void {
    if (this.size > 0) this.#set(rows.filter((row) => this.has(row)));
  }

  #set(rows: readonly Row[]): void {
    this.#generation += 1;
    this.#rows = rows.slice(0, MOST_SELECTED);
  }
  #without(rows: readonly Row[]): Row[] {
    const gone = rows.map(this.#keyOf);
    return this.#rows.filter((row) => !gone.includes(this.#keyOf(row)));
  }
}
