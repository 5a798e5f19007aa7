/** Milliseconds between two looks at work that reports nothing: its speed falls. */
const LOOK_EVERY = 1_000;

export interface PublisherOptions {
  /** Least milliseconds between two tellings of progress. */
  every: number;
  /** Called before each telling: what is shown is brought up to date. */
  prepare: () => void;
}

/** Tells listeners of changes: of those of state at once, of progress a few times a second. */
export class Publisher {
  readonly #listeners = new Set<() => void>();
  readonly #options: PublisherOptions;
  #timer: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.prepare();
    for (const listener of [...this.#listeners]) listener();
  }

  soon(): void {
    this.#timer ??= setTimeout(() => this.now(), this.#options.every);
  }

  /** While something is at work it is looked at from time to time even if it reports nothing. */
  watch(on: boolean): void {
    if (!on) {
      clearInterval(this.#look);
      this.#look = undefined;
      return;
    }
    this.#look ??= setInterval(() => this.soon(), LOOK_EVERY).unref();
  }

  close(): void {
    this.watch(false);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
