import { matches } from '../../sql/condition';
import type { SqlDatabase } from '../../sql/database';
import { DIGEST, headRange } from '../../sql/search-terms';

/** Ids of the images whose digest is like this: its beginning, which the index of images finds, or a pattern of the whole. What is no digit begins none. */
export function digestIds(database: SqlDatabase, wanted: string): ReadonlySet<number> {
  const rows = wanted.includes('*') ? digestsLike(database, wanted) : /^[0-9a-f]+$/.test(wanted) ? digestsFrom(database, wanted) : wanted === '' ? database.rows<[number]>('SELECT id FROM image') : [];
  return new Set(rows.map(([id]) => id));
}

const digestsFrom = (database: SqlDatabase, digits: string): [number][] =>
  database.rows<[number]>(`SELECT i.id FROM image i WHERE i.head BETWEEN ? AND ? AND instr(${DIGEST}, ?) > 0`, [...headRange(digits), `:${digits}`]);

function digestsLike(database: SqlDatabase, pattern: string): [number][] {
  const { sql, values } = matches(DIGEST, pattern);
  return database.rows<[number]>(`SELECT i.id FROM image i WHERE ${sql}`, values);
}
