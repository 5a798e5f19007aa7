import type { Worker } from 'node:worker_threads';
import { AppError, toWireError } from '../../../shared/errors';
import type { Denied, Explanation } from '../../transfer/ports';
import { LAYER_QUERIES, type LayerQueries } from '../ports';
import type { AccessAsked, FromLayers, LayerQueryName, ToLayers } from './layer-messages';

export interface LayersThreadOptions {
  /** Starts the bundled `layers-worker`. */
  launch: () => Worker;
  /** Base64 of `user:password`, or undefined for an anonymous visit. */
  authorization: (asked: AccessAsked) => Promise<string | undefined>;
  explanation: (denied: Denied) => Promise<Explanation | undefined>;
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: AppError) => void;
}

/** Looks into layers in a worker thread, so that unpacking and sorting never hold up the window. Started with the first question. */
export class LayersThread {
  readonly #options: LayersThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: LayersThreadOptions) {
    this.#options = options;
  }

  /** The questions that are answered there. */
  readonly queries: LayerQueries = Object.fromEntries(LAYER_QUERIES.map((name) => [name, (input: unknown) => this.#ask(name, input)])) as unknown as LayerQueries;

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #ask(name: LayerQueryName, input: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ type: 'query', id, name, input });
    });
  }

  #send(message: ToLayers): void {
    this.#worker ??= this.#launch();
    this.#worker.postMessage(message);
  }

  #launch(): Worker {
    const worker = this.#options.launch();
    worker.on('message', (message: FromLayers) => this.#receive(message));
    worker.on('error', (cause) => this.#broke(worker, cause));
    worker.on('exit', () => this.#broke(worker));
    return worker;
  }

  #receive(message: FromLayers): void {
    if (message.type === 'ask') return void this.#answer(message);
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'done') waiting?.resolve(message.value);
    else waiting?.reject(AppError.fromWire(message.error));
  }

  async #answer({ ask, name, asked }: Extract<FromLayers, { type: 'ask' }>): Promise<void> {
    try {
      const { authorization, explanation } = this.#options;
      const value = name === 'authorization' ? await authorization(asked as AccessAsked) : await explanation(asked as Denied);
      this.#send({ type: 'answer', ask, value });
    } catch (thrown) {
      this.#send({ type: 'refusal', ask, error: toWireError(thrown) });
    }
  }

  /** Every question that waited has failed; the next one gets a new thread. */
  #broke(worker: Worker, cause?: unknown): void {
    if (this.#worker === worker) this.#worker = undefined;
    const error = new AppError('internal', 'The part of Berth that looks into layers broke off.', { hint: 'Try again.', cause });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
