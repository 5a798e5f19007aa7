import type { Worker } from 'node:worker_threads';
import { AppError } from '../../../../shared/errors';
import type { OperationInput, OperationName, OperationOutput } from '../operations';
import type { FromStore, ToStore } from './store-messages';

export interface StoreThreadOptions {
  /** Starts the bundled `store-worker`. */
  launch: () => Worker;
  log: (thrown: unknown) => void;
  rebuilt: () => void;
}

/** How long the thread may take to close its file, in milliseconds. */
const CLOSE_WITHIN_MS = 2000;

interface Asked {
  resolve: (value: unknown) => void;
  reject: (error: AppError) => void;
}

/** The store's thread, as seen from main: started with the first question, and again after it broke. */
export class StoreThread {
  readonly #options: StoreThreadOptions;
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: StoreThreadOptions) {
    this.#options = options;
  }

  ask<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#worker ??= this.#launch();
      this.#worker.postMessage({ type: 'ask', id, name, input } satisfies ToStore);
    });
  }

  /** Starts the thread before anything is asked. */
  warmUp(): void {
    this.#worker ??= this.#launch();
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ type: 'close' } satisfies ToStore);
    const timer = setTimeout(() => void worker.terminate(), CLOSE_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }

  #launch(): Worker {
    const worker = this.#options.launch();
    worker.on('message', (message: FromStore) => this.#receive(message));
    worker.on('error', (cause) => this.#broke(worker, cause));
    worker.on('exit', () => this.#broke(worker));
    return worker;
  }

  #receive(message: FromStore): void {
    if (message.type === 'complaint') return this.#options.log(new Error(message.text));
    if (message.type === 'rebuilt') return this.#options.rebuilt();
    const asked = this.#asked.get(message.id);
    this.#asked.delete(message.id);
    if (message.type === 'answer') asked?.resolve(message.value);
    else asked?.reject(AppError.fromWire(message.error));
  }

  #broke(worker: Worker, cause?: unknown): void {
    if (this.#worker === worker) this.#worker = undefined;
    if (cause !== undefined) this.#options.log(cause);
    const error = new AppError('internal', 'The part of Berth that keeps the list of repositories broke off.', { hint: 'Ask again; it is started anew.', cause });
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}
