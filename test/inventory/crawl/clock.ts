import type { CrawlClock } from '../../../electron/inventory/crawl/ports';

/** Time that passes only by sleeping. */
export class FakeClock implements CrawlClock {
  at = 0;
  readonly slept: number[] = [];

  now = (): number => 1_000_000 + this.at;
  ticks = (): number => this.at;
  random = (): number => 0.5;
  sleep = (ms: number): Promise<void> => {
    this.slept.push(ms);
    this.at += ms;
    return Promise.resolve();
  };
}
