import type { SqlDatabase } from './database';

/** Raised when the shape changes: it is in the file's name too, so that two versions of Berth never fight over one file. */
export const SCHEMA_VERSION = 2;

/** Marks a file as ours (`PRAGMA application_id`): "Brth". */
export const APPLICATION_ID = 0x42727468;

/** Bits of an image's id that count it within its repository: `repository << 20 | number`. */
export const IMAGE_BITS = 20;
export const IMAGES_OF_ONE = 2 ** IMAGE_BITS;

/**
 * Slim tables are scanned on every keystroke: what a search never looks at is kept apart. `text`, `profiles` and `words`
 * are lines (separated and, but for `text`, enclosed by line feeds) in which no word matches over two of them.
 * Instants are epoch milliseconds.
 */
const SCHEMA = `
CREATE TABLE source (
  id INTEGER PRIMARY KEY, profile TEXT NOT NULL, region TEXT NOT NULL, registry TEXT NOT NULL, position INTEGER NOT NULL,
  definition TEXT, account TEXT, host TEXT, read_at INTEGER, UNIQUE (profile, region, registry)
);
CREATE TABLE repository (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, registry TEXT NOT NULL,
  profiles TEXT NOT NULL, created INTEGER, read_at INTEGER, images INTEGER, size INTEGER, untagged INTEGER, newest INTEGER, oldest INTEGER, pulled INTEGER, stalest INTEGER,
  largest INTEGER, smallest INTEGER, cost REAL, unique_size INTEGER, findings TEXT, host TEXT NOT NULL, uri TEXT NOT NULL UNIQUE
);
CREATE INDEX repository_by_name ON repository (name, uri);
CREATE TABLE detail (id INTEGER PRIMARY KEY, json TEXT NOT NULL, print TEXT);
CREATE TABLE words (id INTEGER PRIMARY KEY, words TEXT NOT NULL);
CREATE TABLE seen (repository INTEGER NOT NULL, source INTEGER NOT NULL, PRIMARY KEY (source, repository)) WITHOUT ROWID;
CREATE INDEX seen_by_repository ON seen (repository);
CREATE TABLE image (
  id INTEGER PRIMARY KEY, head INTEGER, digest BLOB NOT NULL, size INTEGER NOT NULL, pushed INTEGER, pulled INTEGER,
  media INTEGER, tags TEXT, child_of TEXT, rest TEXT
);
CREATE INDEX image_by_head ON image (head);
CREATE TABLE media (id INTEGER PRIMARY KEY, type TEXT NOT NULL UNIQUE);
`;

/** Makes the tables of an empty file, in one step. */
export function createSchema(database: SqlDatabase): void {
  database.transaction(() => {
    // Another process may have been quicker.
    if (database.value<number>('SELECT count(*) FROM sqlite_schema') !== 0) return;
    database.exec(SCHEMA);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}
