import { AppError } from '../../../shared/errors';
import { isRead, type OperationInput, type OperationName, type OperationOutput } from './operations';
import type { StoreDesk } from './store-desk';

/** Images written in one go at most: some 20 ms, in which no question is answered. */
const IMAGES_TOGETHER = 2000;
const WRITES_TOGETHER = 64;

/** The first are what a person waits for with every letter. */
const URGENCY: Partial<Record<OperationName, number>> = { query: 0, images: 0, find: 0, placeOf: 0, total: 0, sources: 0, folders: 1, searchImages: 2 };
const LEAST_URGENT = 3;

interface Waiting {
  name: OperationName;
  input: unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * What the store is asked, one after the other: what a person waits for first, writing when nobody asks. A search that was typed on is never
 * answered while it still waits: it fails as `cancelled`.
 */
export class StoreQueue {
  readonly #desk: Pick<StoreDesk, 'answer' | 'together'>;
  /** Runs a step when everything that has arrived by now is in the queue. */
  readonly #soon: (step: () => void) => void;
  #waiting: Waiting[] = [];
  #isDue = false;
  #isClosed = false;

  constructor(desk: Pick<StoreDesk, 'answer' | 'together'>, soon: (step: () => void) => void = (step) => void setImmediate(step)) {
    this.#desk = desk;
    this.#soon = soon;
  }

  ask<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
    if (isRead(name)) this.#dropOutdated(name, input);
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(closed());
      this.#waiting.push({ name, input, resolve: resolve as (value: unknown) => void, reject });
      this.#due();
    });
  }

  /** Nothing more is done: what waits fails as `cancelled`, and what is asked from now on too. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
  }

  #due(): void {
    if (this.#isDue || this.#waiting.length === 0) return;
    this.#isDue = true;
    this.#soon(() => {
      this.#isDue = false;
      this.#step();
      this.#due();
    });
  }

  #step(): void {
    const read = this.#waiting
      .filter(({ name }) => isRead(name))
      .reduce<Waiting | undefined>((first, one) => (first === undefined || urgency(one) < urgency(first) ? one : first), undefined);
    const chosen = read === undefined ? this.#nextWrites() : [read];
    this.#waiting = this.#waiting.filter((one) => !chosen.includes(one));
    const [first] = chosen;
    if (chosen.length === 1 && first !== undefined) this.#perform(first);
    else if (chosen.length > 1) this.#performTogether(chosen);
  }

  #nextWrites(): Waiting[] {
    const writes: Waiting[] = [];
    let images = 0;
    for (const one of this.#waiting) {
      images += imagesIn(one.input);
      if (writes.length > 0 && (images > IMAGES_TOGETHER || writes.length >= WRITES_TOGETHER)) break;
      writes.push(one);
    }
    return writes;
  }

  #perform({ name, input, resolve, reject }: Waiting): void {
    try {
      resolve(this.#desk.answer(name, input as OperationInput<typeof name>));
    } catch (thrown) {
      reject(thrown);
    }
  }

  #performTogether(writes: readonly Waiting[]): void {
    let values: unknown[] = [];
    try {
      this.#desk.together(() => (values = writes.map(({ name, input }) => this.#desk.answer(name, input as OperationInput<typeof name>))));
    } catch {
      // Whose fault it was shows when each goes alone.
      return writes.forEach((write) => this.#perform(write));
    }
    writes.forEach(({ resolve }, index) => resolve(values[index]));
  }

  #dropOutdated(name: OperationName, input: unknown): void {
    const newer = searchIn(input);
    if (newer === undefined) return;
    const [outdated, kept] = [[] as Waiting[], [] as Waiting[]];
    for (const one of this.#waiting) (one.name === name && isTypedOn(searchIn(one.input), newer) ? outdated : kept).push(one);
    this.#waiting = kept;
    for (const { reject } of outdated) reject(new AppError('cancelled', 'The search was typed on.'));
  }
}

const closed = (): AppError => new AppError('cancelled', 'The list of repositories is closed.');

const urgency = ({ name }: Waiting): number => URGENCY[name] ?? LEAST_URGENT;

const imagesIn = (input: unknown): number => (typeof input === 'object' && input !== null && 'lists' in input ? IMAGES_TOGETHER : typeof input === 'object' && input !== null && 'images' in input && Array.isArray(input.images) ? input.images.length : 1);

/** The search of a question, and what else it asks for, wherever its window is. */
function searchIn(input: unknown): { search: string; other: string } | undefined {
  if (typeof input !== 'object' || input === null || !('search' in input) || typeof input.search !== 'string') return undefined;
  const { search, offset: _offset, limit: _limit, ...other } = input as { search: string; offset?: number; limit?: number };
  return { search, other: JSON.stringify(other) };
}

/** Whether one search came of the other by typing or deleting letters at its end; any other, and none at all, may be asked by somebody else. */
const isTypedOn = (older: ReturnType<typeof searchIn>, newer: { search: string; other: string }): boolean =>
  older !== undefined && older.other === newer.other && older.search !== newer.search && older.search !== '' && newer.search !== '' && (newer.search.startsWith(older.search) || older.search.startsWith(newer.search));
