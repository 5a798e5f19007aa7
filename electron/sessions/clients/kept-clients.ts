interface Closable {
  destroy(): void;
}

/** SDK clients that were made, to be used again with their connections. A key names the kind of its client, too. */
export class KeptClients {
  readonly #clients = new Map<string, Closable>();

  once<T extends Closable>(key: string, make: () => T): T {
    const known = this.#clients.get(key);
    // The key names the kind, so what is stored under it is of that kind.
    if (known !== undefined) return known as T;
    const client = make();
    this.#clients.set(key, client);
    return client;
  }

  /** Hands none of them out again; those in use finish their calls. */
  forget(): void {
    this.#clients.clear();
  }

  close(): void {
    this.#clients.forEach((client) => client.destroy());
    this.#clients.clear();
  }
}
