/** Most rows that can be chosen at once: enough for a repository's tags, few enough to hold and to list in a dialog. */
export const MOST_SELECTED = 1_000;

/**
 * Rows a person has chosen in a list of any length, in the order of choosing. Rows are known by their key, so that the
 * choice survives another sort and rows that have left the view; `range` fetches those that are not loaded.
 */
export class RowSelection<Row> {
  #rows = $state.raw<ReadonlyMap<string, Row>>(new Map());
  readonly #key: (row: Row) => string;
  readonly #range: (first: number, last: number) => Promise<readonly Row[]>;
  /** Grows with every choice: an answer for an older one is dropped. */
  #choices = 0;

  constructor(key: (row: Row) => string, range: (first: number, last: number) => Promise<readonly Row[]>) {
    this.#key = key;
    this.#range = range;
  }

  get size(): number {
    return this.#rows.size;
  }
  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }
  has(row: Row): boolean {
    return this.#rows.has(this.#key(row));
  }

  /** This row and no other. */
  only(row: Row): void {
    this.#set([row]);
  }
  toggle(row: Row): void {
    const key = this.#key(row);
    this.#set(this.#rows.has(key) ? this.rows.filter((one) => this.#key(one) !== key) : [...this.rows, row]);
  }
  /**
   * The rows from one index to another, whichever comes first, instead of what was chosen or, with `add`, besides it;
   * at most `MOST_SELECTED`, counted from `from`. When they cannot be fetched the choice stays as it was.
   */
  async extend(from: number, to: number, add = false): Promise<void> {
    this.#choices += 1;
    const choice = this.#choices;
    const first = Math.max(Math.min(from, to), from - MOST_SELECTED + 1);
    const last = Math.min(Math.max(from, to), from + MOST_SELECTED - 1);
    const rows = await this.#range(first, last).catch(() => undefined);
    if (rows !== undefined && choice === this.#choices) this.#set(add ? [...this.rows, ...rows] : rows);
  }
  clear(): void {
    this.#set([]);
  }
  /** Lets go of what is not there any more, and takes the rows as they are now. */
  renew(rows: readonly Row[]): void {
    const now = new Map(rows.map((row) => [this.#key(row), row]));
    this.#set(this.rows.flatMap((row) => now.get(this.#key(row)) ?? []));
  }

  #set(rows: readonly Row[]): void {
    this.#choices += 1;
    this.#rows = new Map(rows.slice(0, MOST_SELECTED).map((row) => [this.#key(row), row]));
  }
}
