/** What was read by digest, kept while it is in use: content of a digest never changes. */
export class ContentCache {
  readonly #entries = new Map<string, { bytes: Buffer; mediaType: string }>();
  readonly #limit: number;
  #held = 0;

  /** `limit`: bytes that are kept at most. */
  constructor(limit = 32 * 1024 * 1024) {
    this.#limit = limit;
  }

  get(key: string): { bytes: Buffer; mediaType: string } | undefined {
    const found = this.#entries.get(key);
    if (found === undefined) return undefined;
    // The map's order is the order of last use.
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  put(key: string, entry: { bytes: Buffer; mediaType: string }): void {
    if (entry.bytes.length > this.#limit / 4) return;
    this.#held += entry.bytes.length - (this.#entries.get(key)?.bytes.length ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#held <= this.#limit) break;
      this.#entries.delete(oldest);
      this.#held -= bytes.length;
    }
  }

  /** Bytes that are kept. */
  get held(): number {
    return this.#held;
  }
}
