import type { SqlDatabase } from '../sql/database';

const MOST = 200;

/** Numbers and lists that cost a look at everything, kept until something is written: paging asks the same again and again. */
export class KeptAnswers {
  readonly #database: SqlDatabase;
  readonly #answers = new Map<string, unknown>();
  #state = '';

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  answer<T>(question: string, work: () => T): T {
    const state = `${this.#database.writes} ${this.#database.outsideWrites()}`;
    if (state !== this.#state || this.#answers.size >= MOST) this.#answers.clear();
    this.#state = state;
    if (!this.#answers.has(question)) this.#answers.set(question, work());
    return this.#answers.get(question) as T;
  }
}
