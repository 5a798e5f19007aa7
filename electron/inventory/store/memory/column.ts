import type { SqlDatabase } from '../sql/database';
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
export function readTexts(database: SqlDatabase, expressions: readonly string[], from: string): ReadColumns {
  const joined = expressions.map((_expression, index) => `group_concat(c${index}, '${BETWEEN}')`).join(', ');
  const columns = expressions.map((expression, index) => `coalesce(replace(${expression}, '${BETWEEN}', ' '), '') AS c${index}`).join(', ');
  const [ids = null, ...texts] = database.row<[string | null, ...(string | null)[]]>(`SELECT group_concat(id, ' '), ${joined} FROM (SELECT id, ${columns} FROM ${from})`) ?? [];
  return { ids: [...numbersIn(ids, countOf(ids))], texts: expressions.map((_expression, index) => texts[index] ?? '') };
}

/** The same for numbers; those that are not known are `NaN`. */
export function readNumbers(database: SqlDatabase, columns: readonly NumberColumn[]): { ids: number[]; numbers: Float64Array[] } {
  const joined = columns.map((column) => `group_concat(coalesce(${column}, ''), ' ')`).join(', ');
  const [ids = null, ...texts] = database.row<(string | null)[]>(`SELECT group_concat(id, ' '), ${joined} FROM (SELECT id, ${columns.join(', ')} FROM repository ORDER BY id)`) ?? [];
  const count = countOf(ids);
  return { ids: [...numbersIn(ids, count)], numbers: columns.map((_column, index) => numbersIn(texts[index], count)) };
}

const countOf = (ids: string | null): number => (ids === null ? 0 : ids.split(' ').length);

/** Numbers with blanks between them, `NaN` where there is none; as many as are told. */
export function numbersIn(text: string | null | undefined, count: number): Float64Array {
  const numbers = new Float64Array(count).fill(Number.NaN);
  if (text === null || text === undefined) return numbers;
  for (let index = 0, start = 0; index < count; index += 1) {
    let end = start;
    let number = 0;
    // Whole numbers are nearly all of them.
    for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt((end += 1))) number = number * 10 + code - 48;
    if (end < text.length && text[end] !== ' ') {
      end = text.indexOf(' ', start);
      if (end < 0) end = text.length;
      number = Number(text.slice(start, end));
    }
    if (end > start) numbers[index] = number;
    start = end + 1;
  }
  return numbers;
}
