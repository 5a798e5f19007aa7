import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SqlDatabase } from './database';
import { APPLICATION_ID, SCHEMA_VERSION, createSchema } from './schema';

/** Kibibytes of pages kept in memory: searches go through columns of their own. */
const PAGE_CACHE_KIB = 16_384;
/** How long a write of another process is waited for, in milliseconds. */
const BUSY_MS = 4000;

export interface OpenedStore {
  database: SqlDatabase;
  /** Why what was there could not be used, for the log. Nothing but a copy of what AWS knows was in it. */
  trouble?: unknown;
  /** Whether it will be there at the next start. */
  isKept: boolean;
}

/** The file of this version of the schema, which its name says: `inventory-2.db`. */
export const storeFile = (folder: string): string => join(folder, `inventory-${SCHEMA_VERSION}.db`);

/**
 * Opens the file, or makes it anew where it is damaged, or keeps everything in memory for this run where that cannot be
 * either (a folder nobody may write to, a file that another program holds). Never throws.
 */
export function openStore(file: string): OpenedStore {
  try {
    return { database: opened(file), isKept: true };
  } catch (trouble) {
    if (isHeld(trouble)) return { database: inMemory(), trouble, isKept: false };
    try {
      removeStore(file);
      return { database: opened(file), trouble, isKept: true };
    } catch {
      return { database: inMemory(), trouble, isKept: false };
    }
  }
}

/** Removes a file and what SQLite keeps beside it. */
export function removeStore(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true, recursive: true });
}

/** Removes the files of older versions of Berth; newer ones stay, for whoever wrote them. */
function removeOlderStores(file: string): void {
  const folder = dirname(file);
  for (const name of readdirSync(folder)) {
    const version = /^inventory-(\d+)\.db$/.exec(name)?.[1];
    if (name !== basename(file) && version !== undefined && Number(version) < SCHEMA_VERSION) removeStore(join(folder, name));
  }
  // What was kept before there was a database.
  rmSync(join(folder, 'inventory.json'), { force: true });
}

/** Whether the failure says that somebody else has the file just now: it is in order, then. */
export const isHeld = (thrown: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(thrown));
export const isFull = (thrown: unknown): boolean => /^SQLITE_FULL/.test(codeOf(thrown)) || codeOf(thrown) === 'SQLITE_IOERR_WRITE';
/** Whether the failure says that the file is of no use any more. */
export const isDamaged = (thrown: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB|IOERR|CANTOPEN|READONLY|FORMAT)/.test(codeOf(thrown)) || /malformed|not a database|no such (table|column)/.test(String(thrown)) || thrown instanceof SyntaxError;

const codeOf = (thrown: unknown): string => (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '');

function opened(file: string): SqlDatabase {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // What stands beside it gets the same mode from SQLite.
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
  const database = new SqlDatabase(file, { timeout: BUSY_MS });
  try {
    prepare(database);
    if (file !== ':memory:') removeOlderStores(file);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function inMemory(): SqlDatabase {
  const database = new SqlDatabase(':memory:');
  prepare(database);
  return database;
}

function prepare(database: SqlDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  // Before anything else is written; a file that is there keeps its own.
  database.exec('PRAGMA page_size = 16384');
  database.value('PRAGMA journal_mode = WAL');
  database.exec(`PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${PAGE_CACHE_KIB}; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864`);
  const tables = database.value<number>('SELECT count(*) FROM sqlite_schema') ?? 0;
  if (tables === 0) createSchema(database);
  const version = database.value<number>('PRAGMA user_version');
  if (version !== SCHEMA_VERSION || database.value<number>('PRAGMA application_id') !== APPLICATION_ID) throw new Error(`The inventory has version ${version}, not ${SCHEMA_VERSION}.`);
  // Touches each table, so that a file that was cut off shows itself here.
  for (const table of ['source', 'repository', 'detail', 'words', 'seen', 'image', 'media']) database.row(`SELECT * FROM ${table} LIMIT 1`);
}
