import LibsqlDatabase from 'libsql';

/** What SQLite takes and gives. */
export type SqlValue = string | number | Uint8Array | null;

/** Statements kept ready; searches differ in their text, so that old ones have to go. */
const KEPT_STATEMENTS = 64;

/** Values go as one list: spread, libsql makes a list of them again. */
type Statement = LibsqlDatabase.Statement<[readonly SqlValue[]]>;

/** One open SQLite file: rows come as tuples, transactions nest into one. */
export class SqlDatabase {
  readonly #database: LibsqlDatabase.Database;
  readonly #statements = new Map<string, Statement>();
  /** Repositories that were written to since somebody last looked here: what is kept of them elsewhere is old. */
  readonly touched = new Set<number>();
  #depth = 0;
  #writes = 0;

  constructor(file: string, options: LibsqlDatabase.Options = {}) {
    this.#database = new LibsqlDatabase(file, options);
  }

  /** Grows with every write of this connection; with `outsideWrites`, what answers that are kept go by. */
  get writes(): number {
    return this.#writes;
  }

  /** Changes when another process wrote. */
  outsideWrites(): number {
    return this.value<number>('PRAGMA data_version') ?? 0;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  rows<Row extends readonly SqlValue[]>(sql: string, values: readonly SqlValue[] = []): Row[] {
    return this.#prepared(sql).all(values) as Row[];
  }

  row<Row extends readonly SqlValue[]>(sql: string, values: readonly SqlValue[] = []): Row | undefined {
    return this.rows<Row>(sql, values)[0];
  }

  /** The first column of the first row. */
  value<Value extends SqlValue>(sql: string, values: readonly SqlValue[] = []): Value | undefined {
    return this.row<[Value]>(sql, values)?.[0];
  }

  run(sql: string, values: readonly SqlValue[] = []): void {
    this.#writes += 1;
    this.#prepared(sql, false).run(values);
  }

  /** All of `work` or nothing of it; inside another one, a part of that. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#database.exec('BEGIN IMMEDIATE');
    this.#depth += 1;
    try {
      const done = work();
      this.#database.exec('COMMIT');
      return done;
    } catch (thrown) {
      // Some failures, a full disk among them, have ended the transaction already.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      throw thrown;
    } finally {
      this.#depth -= 1;
    }
  }

  close(): void {
    this.#statements.clear();
    try {
      // libsql lets go of the file when its statements are collected: what was written is brought home before.
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // A file that cannot be written to, or that another program uses: the log beside it is as good.
    }
    this.#database.close();
  }

  #prepared(sql: string, reads = true): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare<[readonly SqlValue[]]>(sql);
    if (reads) statement.raw(true);
    if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value as string);
    this.#statements.set(sql, statement);
    return statement;
  }
}
