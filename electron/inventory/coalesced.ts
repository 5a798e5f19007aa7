import type { Timers } from './ports';
import { Listeners } from '../listeners';

/** Listeners that hear of changes at once, then at most every `everyMs` milliseconds, and always of the last one. */
export class CoalescedChanges {
  readonly #timers: Timers;
  readonly #everyMs: number;
  readonly #listeners = new Listeners();
  #cancel: (() => void) | undefined;
  #pending = false;

  constructor(timers: Timers, everyMs: number) {
    this.#timers = timers;
    this.#everyMs = everyMs;
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  changed(): void {
    this.#pending = true;
    if (this.#cancel === undefined) this.#tell();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#listeners.clear();
  }

  #tell(): void {
    this.#cancel = undefined;
    if (!this.#pending) return;
    this.#pending = false;
    this.#cancel = this.#timers.after(this.#everyMs, () => this.#tell());
    this.#listeners.tell();
  }
}
