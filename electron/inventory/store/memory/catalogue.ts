import type { SqlDatabase } from '../sql/database';
import { NUMBER_COLUMNS, numbersIn, numberTexts, readTexts, TextReading, type NumberColumn, type ReadColumns } from './column';
import { ImageColumns } from './images/image-columns';
import { Part } from './part';
import { Places, PLACE } from './places';
import { BETWEEN, TextColumn } from './text-column';
import { Words, WORDS } from './words';

/** More changes at a time than that are read as everything is. */
const MOST_TOUCHED = 2000;

interface Parts {
  texts: Part<TextColumn>;
  places: Part<Places>;
  words: Part<Words>;
  numbers: Part<Readonly<Record<NumberColumn, number[]>>>;
}

/**
 * What every keystroke goes through, in memory: names of all repositories, and their texts, words and numbers once they were asked about. A row is a
 * number that stays the same until everything is read again. Follows what is written (`SqlDatabase.touched`) and what other processes write.
 */
export class Catalogue {
  readonly #database: SqlDatabase;
  #rowOf = new Map<number, number>();
  #parts: Parts = this.#unread();
  #images: ImageColumns | undefined;
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
    else if (touched.size > 0) {
      const ids = [...touched];
      for (const part of Object.values(this.#parts) as Part<unknown>[]) part.touch(ids);
      this.#readAgain(ids);
    }
    this.#outside = outside;
    touched.clear();
    return this;
  }

  /** Reads a little more of what was not asked about yet; false when all is there. */
  prepare(): boolean {
    for (const part of Object.values(this.#parts) as Part<unknown>[]) {
      if (!part.step()) continue;
      this.#catchUp(part);
      return true;
    }
    if (this.texts.readLetters()) return true;
    if (this.#vocabulary !== undefined) return this.images.prepare();
    this.vocabulary();
    return true;
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
    return this.#read(this.#parts.texts);
  }

  get places(): Places {
    return this.#read(this.#parts.places);
  }

  /** What images are found by. */
  get words(): Words {
    return this.#read(this.#parts.words);
  }

  /** All images, one by one. */
  get images(): ImageColumns {
    return (this.#images ??= new ImageColumns({ database: this.#database, rowOf: (id) => this.#rowOf.get(id), last: () => this.#last }));
  }

  /** A number of every row; `NaN` where it is not known. */
  numbers(column: NumberColumn): readonly number[] {
    return this.#read(this.#parts.numbers)[column];
  }

  /** The words that names are made of: far fewer than names. */
  vocabulary(): readonly string[] {
    if (this.#vocabulary?.listed !== this.listed) this.#vocabulary = { listed: this.listed, words: [...new Set(this.names.whole().toLowerCase().match(/[a-z]{3,}/g))] };
    return this.#vocabulary.words;
  }

  #rows(ids: readonly number[]): number[] {
    return ids.map((id) => this.#rowOf.get(id) ?? -1);
  }

  #unread(): Parts {
    const reading = (expressions: readonly string[], table = 'repository') => (): TextReading => new TextReading(this.#database, expressions, table);
    return {
      texts: new Part(reading(['text']), ({ ids, texts }) => new TextColumn(texts[0] ?? '', this.#rows(ids))),
      places: new Part(reading([PLACE]), ({ ids, texts }) => new Places(texts[0] ?? '', this.#rows(ids))),
      words: new Part(reading(WORDS, 'words'), ({ ids, texts }) => new Words({ tags: texts[0] ?? '', traits: texts[1] ?? '', rows: this.#rows(ids) })),
      numbers: new Part(reading(numberTexts), (read) => this.#numbersOf(read)),
    };
  }

  #read<T>(part: Part<T>): T {
    const known = part.known;
    if (known !== undefined) return known;
    const value = part.finish();
    this.#catchUp(part);
    return value;
  }

  /** What was written while a part was being read is read once more. */
  #catchUp(part: Part<unknown>): void {
    const late = part.takeLate();
    if (late.length > 0) this.#readAgain(late);
  }

  #numbersOf({ ids, texts }: ReadColumns): Record<NumberColumn, number[]> {
    const rows = this.#rows(ids);
    const inRows = (text = ''): number[] => {
      const column = new Array<number>(this.ids.length).fill(Number.NaN);
      const known = numbersIn(text, ids.length, BETWEEN);
      // Eleven columns of a hundred thousand: a plain loop.
      for (let index = 0; index < rows.length; index += 1) {
        const row = rows[index] as number;
        if (row >= 0) column[row] = known[index] as number;
      }
      return column;
    };
    return Object.fromEntries(NUMBER_COLUMNS.map((column, index) => [column, inRows(texts[index])])) as Record<NumberColumn, number[]>;
  }

  #readAll(): void {
    this.#parts = this.#unread();
    this.#images = undefined;
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
    const [texts, places, words, numbers] = [this.#parts.texts.known, this.#parts.places.known, this.#parts.words.known, this.#parts.numbers.known];
    const rows = this.#database.rows<[number, string | null, string, string, string | null, string | null, ...(number | null)[]]>(
      `SELECT j.value, r.name, r.text, ${PLACE}, ${WORDS.join(', ')}, ${NUMBER_COLUMNS.map((column) => `r.${column}`).join(', ')}
       FROM json_each(?) j LEFT JOIN repository r ON r.id = j.value LEFT JOIN words w ON w.id = j.value`,
      [JSON.stringify(touched)],
    );
    for (const [id, name, text, place, tags, traits, ...values] of rows) {
      const known = this.#rowOf.get(id);
      this.#images?.touch(id);
      if (name === null) {
        isListed = this.#rowOf.delete(id) || isListed;
        if (known !== undefined) [this.names, texts].forEach((column) => column?.set(known, ''));
        continue;
      }
      const row = known ?? this.ids.length;
      isListed ||= known === undefined || this.names.at(row) !== name;
      this.#rowOf.set(id, row);
      this.#last = Math.max(this.#last, id);
      this.ids[row] = id;
      this.names.set(row, name);
      texts?.set(row, text.replaceAll(BETWEEN, ' '));
      places?.set(row, place);
      words?.set(row, tags ?? '', traits ?? '');
      if (numbers !== undefined) for (const [index, column] of NUMBER_COLUMNS.entries()) numbers[column][row] = values[index] ?? Number.NaN;
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
