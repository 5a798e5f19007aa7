import type { SqlDatabase } from '../sql/database';
import { describeAgain, removeUnseen, sourceNumber, type SourceKey } from './put-repositories';

/** A source sees the very registry that another one was just listed to its end for: it has what that one has. Answers whether anything has changed. */
export function mirrorSource(database: SqlDatabase, { from, to }: { from: SourceKey; to: SourceKey }): boolean {
  return database.transaction(() => {
    const [one, other] = [sourceNumber(database, from), sourceNumber(database, to)];
    const difference = (here: number, there: number): number[] =>
      database.rows<[number]>('SELECT repository FROM seen WHERE source = ? AND repository NOT IN (SELECT repository FROM seen WHERE source = ?)', [here, there]).map(([id]) => id);
    const [added, gone] = [difference(one, other), difference(other, one)];
    if (added.length > 0) database.run('INSERT INTO seen (source, repository) SELECT ?, value FROM json_each(?)', [other, JSON.stringify(added)]);
    if (gone.length > 0) database.run('DELETE FROM seen WHERE source = ? AND repository IN (SELECT value FROM json_each(?))', [other, JSON.stringify(gone)]);
    const [account = null, host = null, readAt = null] = database.row<[string | null, string | null, number | null]>('SELECT account, host, read_at FROM source WHERE id = ?', [one]) ?? [];
    database.run('UPDATE source SET account = ?, host = ?, read_at = ? WHERE id = ?', [account, host, readAt, other]);
    if (added.length > 0) describeAgain(database, added);
    if (gone.length > 0) removeUnseen(database, gone);
    return added.length + gone.length > 0;
  });
}
