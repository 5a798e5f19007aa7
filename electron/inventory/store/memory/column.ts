import type { SqlDatabase } from '../sql/database';

/** Columns of `repository` that searches and orders go by. */
export type NumberColumn = 'created' | 'images' | 'size' | 'untagged' | 'newest' | 'oldest' | 'pulled' | 'stalest' | 'largest' | 'smallest' | 'cost';

/** Separates rows in one text: no name, tag or label has it. */
const BETWEEN = '\u001e';

/** One value of every row, by id. SQLite joins them into one text: a row at a time costs ten times as much. Those that are not known are empty. */
export function textColumn(database: SqlDatabase, expression: string, from: string): string[] {
  return database.value<string>(`SELECT group_concat(coalesce(replace(${expression}, '${BETWEEN}', ' '), ''), '${BETWEEN}') FROM (SELECT * FROM ${from})`)?.split(BETWEEN) ?? [];
}

/** The same for numbers; those that are not known are `NaN`. */
export function numberColumn(database: SqlDatabase, expression: string, from: string): number[] {
  const text = database.value<string>(`SELECT group_concat(coalesce(${expression}, ''), ' ') FROM (SELECT * FROM ${from})`);
  return text === undefined || text === null ? [] : text.split(' ').map((number) => (number === '' ? Number.NaN : Number(number)));
}
