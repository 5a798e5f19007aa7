import type { InventorySource } from '../../../shared/model/repository';
import type { Timers } from '../ports';

/** Milliseconds between two refreshes: at least, and at most while nothing can be reached. */
export const EVERY = { least: 10 * 60_000, most: 60 * 60_000 } as const;
/** A refresh takes at most this part of the time between two. */
const PART_OF_THE_TIME = 20;

export interface PeriodicPorts {
  crawl: { refresh(): void; settled(): Promise<void>; state(): readonly InventorySource[] };
  timers: Timers;
  /** Milliseconds that only grow. */
  ticks: () => number;
}

/**
 * Refreshes in the background: ten minutes after the last one ended, later where it took long, and ever later (up to an hour) while no source can be
 * reached. What falls due while it is not allowed is done once it is again. A sleeping computer runs no timers: the refresh that fell into it comes after it wakes.
 */
export class PeriodicRefresh {
  readonly #ports: PeriodicPorts;
  #cancel: () => void = () => undefined;
  #isClosed = false;
  #wait: number = EVERY.least;
  #isAllowed = true;
  #isDue = false;

  constructor(ports: PeriodicPorts) {
    this.#ports = ports;
  }

  /** Begins with the turn that runs now. */
  start(): void {
    void this.#watch();
  }

  /** Not allowed: nobody looks, or there is no network. */
  allow(may: boolean): void {
    this.#isAllowed = may;
    if (may && this.#isDue) this.#go();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #watch(): Promise<void> {
    const { crawl, timers, ticks } = this.#ports;
    const begun = ticks();
    await crawl.settled();
    if (this.#isClosed) return;
    const took = ticks() - begun;
    const sources = crawl.state();
    const isOffline = sources.length > 0 && sources.every(({ error }) => error?.code === 'network' || error?.code === 'timeout');
    this.#wait = Math.min(EVERY.most, isOffline ? this.#wait * 2 : Math.max(EVERY.least, took * PART_OF_THE_TIME));
    this.#cancel = timers.after(this.#wait, () => {
      if (this.#isAllowed) this.#go();
      else this.#isDue = true;
    });
  }

  #go(): void {
    if (this.#isClosed) return;
    this.#isDue = false;
    this.#ports.crawl.refresh();
    void this.#watch();
  }
}
