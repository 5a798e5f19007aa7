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
  return { ids: numbersIn(ids), texts: expressions.map((_expression, index) => texts[index] ?? '') };
}

/** The same for numbers; those that are not known are `NaN`. */
export function readNumbers(database: SqlDatabase, columns: readonly NumberColumn[]): { ids: number[]; numbers: number[][] } {
  const joined = columns.map((column) => `group_concat(coalesce(${column}, ''), ' ')`).join(', ');
  const [ids = null, ...texts] = database.row<(string | null)[]>(`SELECT group_concat(id, ' '), ${joined} FROM (SELECT id, ${columns.join(', ')} FROM repository ORDER BY id)`) ?? [];
  return { ids: numbersIn(ids), numbers: columns.map((_column, index) => numbersIn(texts[index] ?? null)) };
}

const numbersIn = (text: string | null): number[] => (text === null ? [] : text.split(' ').map((number) => (number === '' ? Number.NaN : Number(number))));
