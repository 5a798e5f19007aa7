import { BETWEEN } from './text-column';

/** Where repositories are and who sees them: as many as there are registries, so that a question about it is asked once each. */
export interface Place {
  account: string;
  region: string;
  registry: string;
  /** In lower case. */
  host: string;
  /** Lines, enclosed by line feeds. */
  profiles: string;
}

/** A place as SQL text, of `repository`. */
export const PLACE = 'account || char(31) || region || char(31) || registry || char(31) || lower(host) || char(31) || profiles';

/** The place of every row. */
export class Places {
  readonly #numberOf = new Map<string, number>();
  readonly #kinds: Place[] = [];
  readonly #numbers: number[] = [];

  /** `all` are `PLACE`s with `BETWEEN` between them, `rows` the row that each is of. */
  constructor(all: string, rows: readonly number[]) {
    // Neighbours are mostly in one place.
    let [last, number] = ['', -1];
    for (const [index, text] of all.split(BETWEEN).entries()) {
      const row = rows[index] ?? -1;
      if (row < 0) continue;
      if (number < 0 || text !== last) [last, number] = [text, this.#numberFor(text)];
      this.#numbers[row] = number;
    }
  }

  at(row: number): Place {
    return this.#kinds[this.#numbers[row] as number] as Place;
  }

  set(row: number, text: string): void {
    this.#numbers[row] = this.#numberFor(text);
  }

  /** Of each row whether it is at such a place. */
  holds(isThere: (place: Place) => boolean): (row: number) => boolean {
    const answers = this.#kinds.map(isThere);
    return (row) => answers[this.#numbers[row] as number] === true;
  }

  /** Whether every place is such a one, and with it every row. */
  areAll(isThere: (place: Place) => boolean): boolean {
    return this.#kinds.every(isThere);
  }

  #numberFor(text: string): number {
    const known = this.#numberOf.get(text);
    if (known !== undefined) return known;
    const [account = '', region = '', registry = '', host = '', profiles = ''] = text.split('\u001f');
    const number = this.#kinds.push({ account, region, registry, host, profiles }) - 1;
    this.#numberOf.set(text, number);
    return number;
  }
}
