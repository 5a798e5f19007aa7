import type { SqlDatabase } from '../sql/database';
import { NUMBER_COLUMNS, readNumbers, readTexts, type NumberColumn } from './column';
import { ImageColumns } from './images/image-columns';
import { Places, PLACE } from './places';
import { BETWEEN, TextColumn } from './text-column';
import { Words, WORDS } from './words';

/** More changes at a time than that are read as everything is. */
const MOST_TOUCHED = 2000;
const BY_ID = 'repository ORDER BY id';

/**
 * What every keystroke goes through, in memory: names of all repositories, and their texts, words and numbers once they were asked about. A row is a
 * number that stays the same until everything is read again. Follows what is written (`SqlDatabase.touched`) and what other processes write.
 */
export class Catalogue {
  readonly #database: SqlDatabase;
  #rowOf = new Map<number, number>();
  #texts: TextColumn | undefined;
  #places: Places | undefined;
  #words: Words | undefined;
  #images: ImageColumns | undefined;
  #numbers: Readonly<Record<NumberColumn, number[]>> | undefined;
  #vocabulary: { listed: number; words: string[] } | undefined;
  #outside: number | undefined;
  /** The highest id. */
  #last = 0;
  /** By row. */
  ids: number[] = [];
  names = new TextColumn('', []);
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

  /** Reads one more of the columns that were not asked about yet; false when all are there. */
  prepare(): boolean {
    const next = [() => this.texts, () => this.places, () => this.words, () => this.numbers('images'), () => this.vocabulary()][[this.#texts, this.#places, this.#words, this.#numbers, this.#vocabulary].indexOf(undefined)];
    next?.();
    return next !== undefined || this.images.prepare();
  }

  /** How many rows there are, those that have gone included. */
  get count(): number {
    return this.ids.length;
  }

  /** The row of a repository's id; undefined for one that is not there. */
  row(id: number): number | undefined {
    return this.#rowOf.get(id);
  }

  /** What words are looked for in, as `repository.text` has it. */
  get texts(): TextColumn {
    if (this.#texts === undefined) {
      const { ids, texts } = readTexts(this.#database, ['text'], BY_ID);
      this.#texts = new TextColumn(texts[0] ?? '', this.#rows(ids));
    }
    return this.#texts;
  }

  get places(): Places {
    if (this.#places === undefined) {
      const { ids, texts } = readTexts(this.#database, [PLACE], BY_ID);
      this.#places = new Places(texts[0] ?? '', this.#rows(ids));
    }
    return this.#places;
  }

  /** What images are found by. */
  get words(): Words {
    if (this.#words === undefined) {
      const { ids, texts } = readTexts(this.#database, WORDS, 'words ORDER BY id');
      this.#words = new Words({ tags: texts[0] ?? '', traits: texts[1] ?? '', rows: this.#rows(ids) });
    }
    return this.#words;
  }

  /** All images, one by one. */
  get images(): ImageColumns {
    return (this.#images ??= new ImageColumns({ database: this.#database, rowOf: (id) => this.#rowOf.get(id), last: () => this.#last }));
  }

  /** A number of every row; `NaN` where it is not known. */
  numbers(column: NumberColumn): readonly number[] {
    return (this.#numbers ??= this.#readNumbers())[column];
  }

  /** The words that names are made of: far fewer than names. */
  vocabulary(): readonly string[] {
    if (this.#vocabulary?.listed !== this.listed) this.#vocabulary = { listed: this.listed, words: [...new Set(this.names.whole().toLowerCase().match(/[a-z]{3,}/g))] };
    return this.#vocabulary.words;
  }

  #rows(ids: readonly number[]): number[] {
    return ids.map((id) => this.#rowOf.get(id) ?? -1);
  }

  #readNumbers(): Record<NumberColumn, number[]> {
    const { ids, numbers } = readNumbers(this.#database, NUMBER_COLUMNS);
    const rows = this.#rows(ids);
    const inRows = (known: ArrayLike<number> = []): number[] => {
      const column = Array.from(this.ids, () => Number.NaN);
      rows.forEach((row, index) => row >= 0 && (column[row] = known[index] ?? Number.NaN));
      return column;
    };
    return Object.fromEntries(NUMBER_COLUMNS.map((column, index) => [column, inRows(numbers[index])])) as Record<NumberColumn, number[]>;
  }

  #readAll(): void {
    this.#texts = this.#places = this.#words = this.#numbers = this.#images = undefined;
    // All of it is in the index by name.
    const { ids, texts } = readTexts(this.#database, ['name'], 'repository ORDER BY name, uri');
    this.ids = ids;
    this.byName = ids.map((_id, row) => row);
    this.names = new TextColumn(texts[0] ?? '', this.byName);
    this.#rowOf = new Map(ids.map((id, row) => [id, row]));
    this.#last = ids.reduce((most, id) => Math.max(most, id), 0);
    this.version += 1;
    this.listed += 1;
  }

  #readAgain(touched: readonly number[]): void {
    let isListed = false;
    const rows = this.#database.rows<[number, string | null, string, string, string | null, string | null, ...(number | null)[]]>(
      `SELECT j.value, r.name, r.text, ${PLACE}, ${WORDS.join(', ')}, ${NUMBER_COLUMNS.map((column) => `r.${column}`).join(', ')}
       FROM json_each(?) j LEFT JOIN repository r ON r.id = j.value LEFT JOIN words w ON w.id = j.value`,
      [JSON.stringify(touched)],
    );
    for (const [id, name, text, place, tags, traits, ...numbers] of rows) {
      const known = this.#rowOf.get(id);
      this.#images?.touch(id);
      if (name === null) {
        isListed = this.#rowOf.delete(id) || isListed;
        if (known !== undefined) [this.names, this.#texts].forEach((column) => column?.set(known, ''));
        continue;
      }
      const row = known ?? this.ids.length;
      isListed ||= known === undefined || this.names.at(row) !== name;
      this.#rowOf.set(id, row);
      this.#last = Math.max(this.#last, id);
      this.ids[row] = id;
      this.names.set(row, name);
      this.#texts?.set(row, text.replaceAll(BETWEEN, ' '));
      this.#places?.set(row, place);
      this.#words?.set(row, tags ?? '', traits ?? '');
      if (this.#numbers !== undefined) for (const [index, column] of NUMBER_COLUMNS.entries()) this.#numbers[column][row] = numbers[index] ?? Number.NaN;
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
    this.byName = [...before, ...fresh].sort((a, b) => compare(names.at(a), names.at(b)) || compare(texts.at(a), texts.at(b)));
    this.listed += 1;
  }
}
