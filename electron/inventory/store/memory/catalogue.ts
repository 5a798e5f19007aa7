import type { SqlDatabase } from '../sql/database';
import { numberColumn, textColumn, type NumberColumn } from './column';

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

/** More changes at a time than that are read as everything is. */
const MOST_TOUCHED = 2000;
const EVERYTHING = 'repository ORDER BY name, uri';
const PLACE = "account || char(31) || region || char(31) || registry || char(31) || lower(host) || char(31) || profiles";

/**
 * What every keystroke goes through, in memory: names, texts and words of all repositories, and their numbers once they were asked about. A row is a
 * number that stays the same until everything is read again. Follows what is written (`SqlDatabase.touched`) and what other processes write.
 */
export class Catalogue {
  readonly #database: SqlDatabase;
  readonly #numbers = new Map<NumberColumn, number[]>();
  readonly #placeOf = new Map<string, number>();
  #rowOf = new Map<number, number>();
  #words: string[] | undefined;
  #vocabulary: { listed: number; words: string[] } | undefined;
  #outside: number | undefined;
  /** By row. */
  ids: number[] = [];
  names: string[] = [];
  /** What words are looked for in, as `repository.text` has it. */
  texts: string[] = [];
  places: number[] = [];
  /** By the numbers in `places`. */
  readonly kinds: Place[] = [];
  /** Rows of all that is there, by name. */
  byName: number[] = [];
  /** Grows with every change. */
  version = 0;
  /** Grows when there are other repositories. */
  listed = 0;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Catches up with the file; before every question. */
  refresh(): this {
    const outside = this.#database.outsideWrites();
    const { touched } = this.#database;
    if (outside !== this.#outside || touched.size > MOST_TOUCHED) this.#readAll();
    else if (touched.size > 0) this.#readAgain([...touched]);
    this.#outside = outside;
    touched.clear();
    return this;
  }

  /** The row of a repository's id; undefined for one that is not there. */
  row(id: number): number | undefined {
    return this.#rowOf.get(id);
  }

  /** The words that names are made of: far fewer than names. */
  vocabulary(): readonly string[] {
    if (this.#vocabulary?.listed !== this.listed) this.#vocabulary = { listed: this.listed, words: [...new Set(this.byName.map((row) => this.names[row]).join('\n').toLowerCase().match(/[a-z]{3,}/g))] };
    return this.#vocabulary.words;
  }

  /** What images are found by, as `words.words` has it. */
  words(): readonly string[] {
    if (this.#words === undefined) {
      this.#words = this.ids.map(() => '');
      const ids = numberColumn(this.#database, 'id', 'words ORDER BY id');
      const texts = textColumn(this.#database, 'words', 'words ORDER BY id');
      ids.forEach((id, index) => this.#put(this.#words, id, texts[index] ?? ''));
    }
    return this.#words;
  }

  /** A number of every row; `NaN` where it is not known. */
  numbers(column: NumberColumn): readonly number[] {
    let numbers = this.#numbers.get(column);
    if (numbers === undefined) {
      const known = numberColumn(this.#database, column, 'repository ORDER BY id');
      numbers = this.ids.map(() => Number.NaN);
      const ids = numberColumn(this.#database, 'id', 'repository ORDER BY id');
      ids.forEach((id, index) => this.#put(numbers, id, known[index] ?? Number.NaN));
      this.#numbers.set(column, numbers);
    }
    return numbers;
  }

  #put<T>(column: T[] | undefined, id: number, value: T): void {
    const row = this.#rowOf.get(id);
    if (row !== undefined && column !== undefined) column[row] = value;
  }

  #readAll(): void {
    this.#numbers.clear();
    this.#words = undefined;
    this.ids = numberColumn(this.#database, 'id', EVERYTHING);
    this.names = textColumn(this.#database, 'name', EVERYTHING);
    this.texts = textColumn(this.#database, 'text', EVERYTHING);
    this.places = textColumn(this.#database, PLACE, EVERYTHING).map((place) => this.#placeNumber(place));
    this.#rowOf = new Map(this.ids.map((id, row) => [id, row]));
    this.byName = this.ids.map((_id, row) => row);
    this.version += 1;
    this.listed += 1;
  }

  #readAgain(ids: readonly number[]): void {
    const columns = [...this.#numbers.keys()];
    const rows = this.#database.rows<[number, string | null, string, string, string | null, ...(number | null)[]]>(
      `SELECT j.value, r.name, r.text, ${PLACE}, w.words ${columns.map((column) => `, r.${column}`).join('')}
       FROM json_each(?) j LEFT JOIN repository r ON r.id = j.value LEFT JOIN words w ON w.id = j.value`,
      [JSON.stringify(ids)],
    );
    let isListed = false;
    for (const [id, name, text, place, words, ...numbers] of rows) {
      let row = this.#rowOf.get(id);
      if (name === null) {
        isListed ||= this.#rowOf.delete(id);
        continue;
      }
      if (row === undefined) {
        row = this.ids.length;
        this.#rowOf.set(id, row);
        isListed = true;
      }
      this.ids[row] = id;
      this.names[row] = name;
      this.texts[row] = text;
      this.places[row] = this.#placeNumber(place);
      if (this.#words !== undefined) this.#words[row] = words ?? '';
      columns.forEach((column, index) => this.#put(this.#numbers.get(column), id, numbers[index] ?? Number.NaN));
    }
    if (isListed) this.#list();
    this.version += 1;
  }

  /** Sorts what is there: most of it is sorted already. */
  #list(): void {
    const before = this.byName.filter((row) => this.#rowOf.get(this.ids[row] as number) === row);
    const known = new Set(before);
    const fresh = [...this.#rowOf.values()].filter((row) => !known.has(row));
    const { names, texts } = this;
    const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    this.byName = [...before, ...fresh].sort((a, b) => compare(names[a] as string, names[b] as string) || compare(texts[a] as string, texts[b] as string));
    this.listed += 1;
  }

  #placeNumber(text: string): number {
    const known = this.#placeOf.get(text);
    if (known !== undefined) return known;
    const [account = '', region = '', registry = '', host = '', profiles = ''] = text.split('\u001f');
    const number = this.kinds.push({ account, region, registry, host, profiles }) - 1;
    this.#placeOf.set(text, number);
    return number;
  }
}
