import type { CrawlStore } from '../ports';

export interface FillingPorts {
  store: Pick<CrawlStore, 'fill'>;
  /** Takes failures that nothing fails by. */
  log(thrown: unknown): void;
}

/**
 * Tells the store when very many images are about to be written, which then goes without their indexes, and when they were. Whether an
 * earlier run was killed in between nobody knows: the first turn ends with all indexes, whatever it read. A store that cannot hear it
 * is only slower.
 */
export class Filling {
  readonly #ports: FillingPorts;
  #isClosed = false;
  #stage: 'unknown' | 'filling' | 'ending' | 'ended' = 'unknown';

  constructor(ports: FillingPorts) {
    this.#ports = ports;
  }

  /** Whether the store is to be told that a filling ended, once nothing is read. */
  get isToEnd(): boolean {
    return this.#stage === 'unknown' || this.#stage === 'filling';
  }

  /** Whether the store makes its indexes just now. */
  get isEnding(): boolean {
    return this.#stage === 'ending';
  }

  async begin(): Promise<void> {
    if (this.#stage === 'filling') return;
    this.#stage = 'filling';
    await this.#tell('begin');
  }

  async end(): Promise<void> {
    this.#stage = 'ending';
    await this.#tell('end');
    // Another filling may have begun meanwhile; it ends by itself.
    if (this.isEnding) this.#stage = 'ended';
  }

  /** The store closes: what it does not get done is the next start's. */
  close(): void {
    this.#isClosed = true;
  }

  async #tell(stage: 'begin' | 'end'): Promise<void> {
    await this.#ports.store.fill?.(stage).catch((thrown: unknown) => {
      if (!this.#isClosed) this.#ports.log(thrown);
    });
  }
}
