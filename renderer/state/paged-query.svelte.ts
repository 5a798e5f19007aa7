import type { AppError } from '../../shared/errors';
import { toAppError } from '../../shared/errors';

export interface Page<Row> {
  rows: Row[];
  total: number;
  /** What was searched for. */
  search?: string;
}
export type FetchPage<Row> = (window: { offset: number; limit: number }) => Promise<Page<Row>>;

/** Rows asked for at a time: two screens. More of them cost more on their way here than they spare in questions. */
const PAGE_SIZE = 80;

type Pages<Row> = Readonly<Record<number, Row[]>>;

/**
 * A long list of which only the pages in view are held. While a new question is under way the rows of the
 * old one stay, so that typing in a search field does not flicker; an answer to an outdated question is dropped.
 */
export class PagedQuery<Row> {
  #fetch: FetchPage<Row>;
  readonly #pageSize: number;
  #pages = $state.raw<Pages<Row>>({});
  #total = $state(0);
  #search = $state('');
  #answers = $state(0);
  #loaded = $state(false);
  #busy = $state(0);
  #error = $state.raw<AppError>();
  #generation = 0;
  #asked: readonly number[] = [];
  #view = { first: 0, last: 0 };

  constructor(fetch: FetchPage<Row>, pageSize = PAGE_SIZE) {
    this.#fetch = fetch;
    this.#pageSize = pageSize;
  }

  get total(): number {
    return this.#total;
  }
  /** What the rows that are held were searched for; what is typed meanwhile is not answered yet. */
  get search(): string {
    return this.#search;
  }
  /** How many questions have been answered: another number, other rows. */
  get answers(): number {
    return this.#answers;
  }
  /** Whether any question has been answered yet. */
  get loaded(): boolean {
    return this.#loaded;
  }
  get busy(): boolean {
    return this.#busy > 0;
  }
  get error(): AppError | undefined {
    return this.#error;
  }

  /** The row at `index`, or `undefined` while its page is on its way. */
  at(index: number): Row | undefined {
    return this.#pages[Math.floor(index / this.#pageSize)]?.[index % this.#pageSize];
  }

  /** The rows from index `first` to `last`, asked for where they are not held. @throws AppError as the question does. */
  async range(first: number, last: number): Promise<Row[]> {
    const held = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => this.at(first + index));
    if (!held.includes(undefined)) return held as Row[];
    return (await this.#fetch({ offset: first, limit: last - first + 1 })).rows;
  }

  /** Says which rows are in view, so that their pages get loaded. */
  show(first: number, last: number): void {
    this.#view = { first, last };
    // Those next to the view are there before they are in it.
    const ahead = Math.floor(this.#pageSize / 4);
    for (const page of this.#pagesOf(Math.max(0, first - ahead), Math.min(last + ahead, this.#total - 1))) {
      if (!this.#asked.includes(page)) void this.#load(page);
    }
  }

  /** Asks a new question, from the top of the list. */
  ask(fetch: FetchPage<Row>): Promise<void> {
    this.#fetch = fetch;
    this.#view = { first: 0, last: 0 };
    return this.refresh();
  }

  /** Asks the same question again, for the pages in view. */
  async refresh(): Promise<void> {
    this.#generation += 1;
    this.#asked = [];
    const { first, last } = this.#view;
    await Promise.all(this.#pagesOf(first, last).map((page) => this.#load(page)));
  }

  #pagesOf(first: number, last: number): number[] {
    const from = Math.floor(first / this.#pageSize);
    const to = Math.floor(Math.max(first, last) / this.#pageSize);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    const first = this.#asked.length === 0;
    this.#asked = [...this.#asked, page];
    this.#busy += 1;
    try {
      const answer = await this.#fetch({ offset: page * this.#pageSize, limit: this.#pageSize });
      if (generation !== this.#generation) return;
      // The first page of a new question replaces what the old one had; the others join it.
      this.#pages = { ...(first ? {} : this.#pages), [page]: answer.rows };
      if (first) this.#answers += 1;
      this.#total = answer.total;
      this.#search = answer.search ?? '';
      this.#error = undefined;
      this.#loaded = true;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.#asked = this.#asked.filter((other) => other !== page);
      this.#error = toAppError(thrown);
      this.#loaded = true;
    } finally {
      this.#busy -= 1;
    }
  }
}
