/** So many that were looked at lately count as in view. */
const IN_VIEW = 200;
/** Favourites are a person's choice, but a refresh has its budget. */
const FAVOURITES = 500;

/** Repositories that somebody has before their eyes, or wants to: they are read first, and at every turn. */
export class Watched {
  readonly #seen = new Set<string>();
  #favourites = new Set<string>();

  looked(uris: readonly string[]): void {
    for (const uri of uris.slice(0, IN_VIEW)) {
      this.#seen.delete(uri);
      this.#seen.add(uri);
    }
    for (const oldest of this.#seen) {
      if (this.#seen.size <= IN_VIEW) break;
      this.#seen.delete(oldest);
    }
  }

  favour(uris: readonly string[]): void {
    // The latest are last.
    this.#favourites = new Set(uris.slice(-FAVOURITES));
  }

  has(uri: string): boolean {
    return this.#seen.has(uri) || this.#favourites.has(uri);
  }

  uris(): string[] {
    return [...new Set([...this.#favourites, ...this.#seen])];
  }
}
