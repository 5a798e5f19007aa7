/** What an image is ordered by: the least goes first. */
export type Key = number | string;

/** The first so many of very many, as they come in the order of their ids. */
export class Best {
  readonly #most: number;
  readonly #way: 1 | -1;
  #kept: { key: Key; id: number }[] = [];
  #worst: Key | undefined;

  /** `way` -1 puts the greatest first. */
  constructor(most: number, way: 1 | -1 = 1) {
    this.#most = most;
    this.#way = way;
  }

  add(key: Key, id: number): void {
    if (this.#worst !== undefined && !this.#isBefore(key, this.#worst)) return;
    this.#kept.push({ key, id });
    if (this.#kept.length >= 2 * this.#most + 1000) this.#cut();
  }

  /** Ids, the best first. */
  ids(): number[] {
    this.#cut();
    return this.#kept.map(({ id }) => id);
  }

  #isBefore(one: Key, other: Key): boolean {
    return this.#way === 1 ? one < other : one > other;
  }

  #cut(): void {
    this.#kept.sort((a, b) => (this.#isBefore(a.key, b.key) ? -1 : this.#isBefore(b.key, a.key) ? 1 : a.id - b.id));
    this.#kept.length = Math.min(this.#kept.length, this.#most);
    if (this.#kept.length === this.#most) this.#worst = this.#kept.at(-1)?.key;
  }
}
