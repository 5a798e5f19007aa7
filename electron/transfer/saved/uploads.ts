/** Work that comes in bit by bit, some of it at a time; the first failure stops the rest. */
export class Uploads {
  readonly #stop = new AbortController();
  readonly #limit: number;
  readonly #queue: (() => Promise<void>)[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];
  readonly #release: () => void;

  constructor({ limit, signal }: { limit: number; signal: AbortSignal }) {
    this.#limit = limit;
    const forward = (): void => this.#stop.abort(signal.reason);
    signal.addEventListener('abort', forward);
    if (signal.aborted) forward();
    this.#release = () => signal.removeEventListener('abort', forward);
  }

  /** Aborts with the outer signal, and at the first failure. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Begins as soon as there is room. */
  add(work: (signal: AbortSignal) => Promise<void>): void {
    this.#queue.push(() => work(this.#stop.signal));
    this.#next();
  }

  /** Waits for all of it. @throws the first failure. */
  async done(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    this.#release();
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  /** Stops what runs and waits for its end; answers what had failed before, or else `thrown`. */
  async end(thrown: unknown): Promise<unknown> {
    const first = this.#failures[0] ?? thrown;
    this.#queue.length = 0;
    this.#stop.abort();
    await this.done().catch(() => undefined);
    return first;
  }

  #next(): void {
    while (this.#running.size < this.#limit && this.#failures.length === 0) {
      const work = this.#queue.shift();
      if (work === undefined) return;
      const run: Promise<void> = work()
        .catch((thrown: unknown) => {
          if (this.#stop.signal.aborted && this.#failures.length > 0) return;
          this.#failures.push(thrown);
          this.#stop.abort();
        })
        .finally(() => {
          this.#running.delete(run);
          this.#next();
        });
      this.#running.add(run);
    }
  }
}
