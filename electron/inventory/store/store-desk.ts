import { AppError, toAppError } from '../../../shared/errors';
import { isRead, READS, WRITES, type OperationInput, type OperationName, type OperationOutput } from './operations';
import { KeptAnswers } from './read/kept-answers';
import { Catalogue } from './memory/catalogue';
import { Remembered } from './memory/remembered';
import type { Reading } from './read/repositories';
import { prepareLetters } from './read/search/relevance';
import type { SqlDatabase } from './sql/database';
import { isDamaged, isFull, isHeld, openStore, removeStore, type OpenedStore } from './sql/open-store';

const MINUTE_MS = 60_000;

export interface DeskOptions {
  file: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** Something for the log: nothing fails by it. */
  complain: (thrown: unknown) => void;
  /** What was known is gone: everything has to be read again. */
  rebuilt: () => void;
}

/** Answers one question after the other from the file, in whatever thread it is made in. */
export class StoreDesk {
  readonly #options: DeskOptions;
  #opened: OpenedStore | undefined;
  #kept: KeptAnswers | undefined;
  #catalogue: Catalogue | undefined;
  #found = new Remembered<readonly number[]>();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** @throws AppError `disk-full`, or `internal` for what cannot be mended. */
  answer<N extends OperationName>(name: N, input: OperationInput<N>): OperationOutput<N> {
    try {
      return this.#perform(name, input);
    } catch (thrown) {
      if (!isDamaged(thrown)) throw asAppError(thrown);
      this.#rebuild(thrown);
      return this.#perform(name, input);
    }
  }

  /** Reads a little of what the next questions will need: names, and once somebody has `searched`, the rest. False when all of it is there. */
  prepare(searched: boolean): boolean {
    try {
      const catalogue = (this.#catalogue ??= new Catalogue(this.#open().database)).refresh();
      return searched && (catalogue.prepare() || prepareLetters(catalogue.names, catalogue.count));
    } catch {
      // The next question meets the same, and answers for it.
      return false;
    }
  }

  /** Several writes as one transaction: far cheaper for a file. Each has its own outcome; a failure that ends the transaction is everybody's. */
  together(writes: () => void): void {
    try {
      this.#open().database.transaction(writes);
    } catch (thrown) {
      if (isDamaged(thrown)) this.#rebuild(thrown);
      throw asAppError(thrown);
    }
  }

  close(): void {
    this.#opened?.database.close();
    this.#opened = undefined;
  }

  #perform<N extends OperationName>(name: N, input: OperationInput<N>): OperationOutput<N> {
    const { database } = this.#open();
    // The table's type ties input and output of one name together; the compiler cannot follow it through a union.
    if (!isRead(name)) return (WRITES as Readonly<Record<string, (on: SqlDatabase, input: unknown) => boolean>>)[name]?.(database, input) as OperationOutput<N>;
    this.#kept ??= new KeptAnswers(database);
    const catalogue = (this.#catalogue ??= new Catalogue(database));
    let fresh: Catalogue | undefined;
    const reading: Reading = {
      database, kept: this.#kept, found: this.#found,
      // To the minute: “in the last 30 days” is the same question while somebody types on.
      now: Math.floor(this.#options.now() / MINUTE_MS) * MINUTE_MS,
      // Once: within one answer, rows stay what they are.
      get catalogue() {
        return (fresh ??= catalogue.refresh());
      },
    };
    return (READS[name] as (on: Reading, input: unknown) => unknown)(reading, input) as OperationOutput<N>;
  }

  #open(): OpenedStore {
    if (this.#opened === undefined) {
      this.#opened = openStore(this.#options.file);
      const { trouble } = this.#opened;
      if (trouble !== undefined) {
        this.#options.complain(trouble);
        this.#options.rebuilt();
      }
    }
    return this.#opened;
  }

  #rebuild(trouble: unknown): void {
    this.#options.complain(trouble);
    this.close();
    this.#kept = undefined;
    this.#catalogue = undefined;
    this.#found = new Remembered();
    removeStore(this.#options.file);
    this.#options.rebuilt();
  }
}

function asAppError(thrown: unknown): AppError {
  if (isFull(thrown)) return new AppError('disk-full', 'There is no room left for the list of repositories and images.', { hint: 'Make room on the disk of Berth’s data folder.', cause: thrown });
  if (isHeld(thrown)) return new AppError('timeout', 'Another program holds the list of repositories.', { hint: 'Try again in a moment.', cause: thrown });
  return toAppError(thrown);
}
