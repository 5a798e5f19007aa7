import type { SqlDatabase } from '../sql/database';

/** The indexes of images: after very many were written they are made at once. One statement each, so that readers come in between. */
const INDEXES: Readonly<Record<string, string>> = { image_by_head: 'head' };
export const IMAGE_INDEXES = Object.keys(INDEXES);

/** Pages that the log beside the file holds before they are brought home: most are written again and again in a filling. SQLite's own is 1000. */
const LOG_PAGES = { filling: 4000, usual: 1000 } as const;

/**
 * Before very many images are written at once: searches over all images go without their indexes until `indexImages`. After a kill in
 * between they are only slower; the first turn of every start ends with all of them. Always answers false: nothing is known that was not before.
 */
export function dropImageIndexes(database: SqlDatabase, _input: object): boolean {
  database.value(`PRAGMA wal_autocheckpoint = ${LOG_PAGES.filling}`);
  // Those of older versions as well, which nobody asks for any more.
  for (const [name] of database.rows<[string]>("SELECT name FROM sqlite_schema WHERE type = 'index' AND name GLOB 'image_by_*'")) database.exec(`DROP INDEX ${name}`);
  return false;
}

/** Makes one of the indexes where it is missing: for a million images, a second's work. */
export function indexImages(database: SqlDatabase, { name }: { name: string }): boolean {
  const column = INDEXES[name];
  database.value(`PRAGMA wal_autocheckpoint = ${LOG_PAGES.usual}`);
  if (column !== undefined) database.exec(`CREATE INDEX IF NOT EXISTS ${name} ON image (${column})`);
  return false;
}
