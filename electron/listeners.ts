/** Those who hear of a change; the failure of one never keeps it from the others. */
export class Listeners<Told extends unknown[] = []> {
  readonly #listeners = new Set<(...told: Told) => void>();

  /** Answers how to stop listening. */
  add(listener: (...told: Told) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells everybody, in the order in which they came. What one throws surfaces as an uncaught error, later. */
  tell(...told: Told): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(...told);
      } catch (thrown) {
        queueMicrotask(() => {
          throw thrown;
        });
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
