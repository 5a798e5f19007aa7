import type { SqlDatabase } from '../sql/database';
import { describeAgain, removeUnseen, sourceNumber, type SourceKey } from './put-repositories';

/** A source, and what it stands for: under the same name another account or endpoint may be meant one day. */
export interface WantedSource extends SourceKey {
  definition: string;
}

/** What the store knows of a source. */
export interface KnownSource extends SourceKey {
  repositories: number;
  accountId?: string;
  /** Registry host. */
  host?: string;
  /** When it was last listed to its end, in epoch milliseconds. */
  readAt?: number;
}

/** Keeps these sources alone, in this order: the first that sees a repository speaks for it. What is under another definition is forgotten. */
export function keepSources(database: SqlDatabase, { sources }: { sources: readonly WantedSource[] }): boolean {
  return database.transaction(() => {
    const rows = database.rows<[number, string, string, string, number, string | null]>('SELECT id, profile, region, registry, position, definition FROM source');
    const known = new Map(rows.map(([id, profile, region, registry, position, definition]) => [`${profile} ${region} ${registry}`, { id, position, definition }]));
    const kept = new Set<number>();
    const moved: number[] = [];
    let changed = false;
    sources.forEach((source, position) => {
      const before = known.get(`${source.profile} ${source.region} ${source.registry}`);
      const id = before?.id ?? sourceNumber(database, source);
      kept.add(id);
      if (before?.position === position && before.definition === source.definition) return;
      changed = true;
      if (before !== undefined && before.definition !== null && before.definition !== source.definition) forget(database, id);
      else if (before !== undefined) moved.push(id);
      database.run('UPDATE source SET position = ?, definition = ? WHERE id = ?', [position, source.definition, id]);
    });
    for (const { id } of known.values()) {
      if (kept.has(id)) continue;
      forget(database, id);
      database.run('DELETE FROM source WHERE id = ?', [id]);
      changed = true;
    }
    if (moved.length > 0) reorder(database, moved);
    return changed;
  });
}

/** All sources, in their order. */
export function sources(database: SqlDatabase): KnownSource[] {
  const rows = database.rows<[string, string, SourceKey['registry'], string | null, string | null, number | null, number]>(
    `SELECT profile, region, registry, account, host, read_at, (SELECT count(*) FROM seen WHERE seen.source = source.id) FROM source ORDER BY position`,
  );
  return rows.map(([profile, region, registry, account, host, readAt, repositories]) => ({
    profile, region, registry, repositories,
    ...(account !== null && { accountId: account }),
    ...(host !== null && { host }),
    ...(readAt !== null && { readAt }),
  }));
}

function forget(database: SqlDatabase, source: number): void {
  const seen = database.rows<[number]>('SELECT repository FROM seen WHERE source = ?', [source]).map(([id]) => id);
  database.run('DELETE FROM seen WHERE source = ?', [source]);
  database.run('UPDATE source SET account = NULL, host = NULL, read_at = NULL WHERE id = ?', [source]);
  if (seen.length > 0) removeUnseen(database, seen);
}

/** Those that several sources see may have another speaker now. */
function reorder(database: SqlDatabase, moved: readonly number[]): void {
  const shared = database.rows<[number]>('SELECT repository FROM seen GROUP BY repository HAVING count(*) > 1 AND max(source IN (SELECT value FROM json_each(?)))', [JSON.stringify(moved)]).map(([id]) => id);
  if (shared.length > 0) describeAgain(database, shared);
}
