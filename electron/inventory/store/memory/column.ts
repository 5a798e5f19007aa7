import type { SqlDatabase, SqlValue } from '../sql/database';
import { BETWEEN } from './text-column';

/** Columns of `repository` that searches and orders go by. */
export const NUMBER_COLUMNS = ['created', 'images', 'size', 'untagged', 'newest', 'oldest', 'pulled', 'stalest', 'largest', 'smallest', 'cost'] as const;
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

/** Values of many rows, in the order in which they were read. */
export interface ReadColumns {
  ids: number[];
  /** Each with `BETWEEN` between its values; those that are not known are empty. */
  texts: string[];
}

/** Several texts of every row, read at once. SQLite joins them: a row at a time costs ten times as much. */
export function readTexts(database: SqlDatabase, expressions: readonly string[], from: string, values: readonly SqlValue[] = []): ReadColumns {
  const joined = expressions.map((_expression, index) => `group_concat(c${index}, '${BETWEEN}')`).join(', ');
  const columns = expressions.map((expression, index) => `coalesce(replace(${expression}, '${BETWEEN}', ' '), '') AS c${index}`).join(', ');
  const [ids = null, ...texts] = database.row<[string | null, ...(string | null)[]]>(`SELECT group_concat(id, ' '), ${joined} FROM (SELECT id, ${columns} FROM ${from})`, values) ?? [];
  return { ids: [...numbersIn(ids, countOf(ids))], texts: expressions.map((_expression, index) => texts[index] ?? '') };
}

/** Rows read in one go: some 20 ms, in which nobody is answered. */
const ROWS_OF_PIECE = 5000;

/** Texts of every row of a table by id, read a piece at a time. */
export class TextReading {
  readonly #database: SqlDatabase;
  readonly #expressions: readonly string[];
  readonly #from: string;
  readonly #ids: number[] = [];
  readonly #texts: string[][] = [];
  #isDone = false;

  constructor(database: SqlDatabase, expressions: readonly string[], table: string) {
    this.#database = database;
    this.#expressions = expressions;
    this.#from = `${table} WHERE id > ? ORDER BY id LIMIT ${ROWS_OF_PIECE}`;
  }

  /** Reads one piece more; false when there is none. */
  step(): boolean {
    if (this.#isDone) return false;
    const { ids, texts } = readTexts(this.#database, this.#expressions, this.#from, [this.#ids.at(-1) ?? -1]);
    this.#isDone = ids.length < ROWS_OF_PIECE;
    if (ids.length === 0) return false;
    for (const id of ids) this.#ids.push(id);
    this.#texts.push(texts);
    return !this.#isDone;
  }

  /** Everything; what was not read yet is read now. */
  all(): ReadColumns {
    while (this.step());
    return { ids: this.#ids, texts: this.#expressions.map((_expression, index) => this.#texts.map((texts) => texts[index] ?? '').join(BETWEEN)) };
  }
}

/** Numbers as texts are read: those that are not known are empty. */
export const numberTexts = NUMBER_COLUMNS.map((column) => `coalesce(${column}, '')`);

const countOf = (ids: string | null): number => (ids === null ? 0 : ids.split(' ').length);

/** Numbers with a sign between them, `NaN` where there is none; as many as are told. */
export function numbersIn(text: string | null | undefined, count: number, between = ' '): Float64Array {
  const numbers = new Float64Array(count).fill(Number.NaN);
  if (text === null || text === undefined) return numbers;
  for (let index = 0, start = 0; index < count; index += 1) {
    let end = start;
    let number = 0;
    // Whole numbers are nearly all of them.
    for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt((end += 1))) number = number * 10 + code - 48;
    if (end < text.length && text[end] !== between) {
      end = text.indexOf(between, start);
      if (end < 0) end = text.length;
      number = Number(text.slice(start, end));
    }
    if (end > start) numbers[index] = number;
    start = end + 1;
  }
  return numbers;
}
