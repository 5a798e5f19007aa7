import type { CrawlClock } from '../ports';

/** Calls a second: at the start, never less, never more. ECR publishes no rate for its Describe calls; it throttles, and we follow. */
export const RATES = { start: 100, least: 0.5, most: 1000 } as const;
/** What one more second of calls adds once the limit is known. */
const RECOVERY = 4;
/** Calls that were on their way together are throttled together: they count once. */
const ONE_CUT_MS = 1000;

/**
 * An adaptive token bucket, one for each (account, region, operation). It grows quickly until AWS throttles for the first time, halves
 * then, and recovers by a few calls a second. Time is that of a clock that only grows, so a clock that is set changes nothing.
 */
export class CallLimiter {
  readonly #clock: Pick<CrawlClock, 'ticks' | 'sleep'>;
  #rate: number;
  #tokens: number;
  #filledAt: number;
  #cutAt = Number.NEGATIVE_INFINITY;
  #isSure = false;

  constructor(clock: Pick<CrawlClock, 'ticks' | 'sleep'>, rate: number = RATES.start) {
    this.#clock = clock;
    this.#rate = rate;
    this.#tokens = rate;
    this.#filledAt = clock.ticks();
  }

  /** Calls a second just now. */
  get rate(): number {
    return this.#rate;
  }

  /** Waits until another call may go out; returns early, without having taken one, when the signal aborts. */
  async take(signal: AbortSignal): Promise<void> {
    this.#fill();
    this.#tokens -= 1;
    if (this.#tokens >= 0) return;
    // Places are given out in the order of asking: each waits for its own.
    await this.#clock.sleep((-this.#tokens / this.#rate) * 1000, signal);
    if (signal.aborted) this.#tokens += 1;
  }

  succeeded(): void {
    this.#rate = Math.min(RATES.most, this.#rate + (this.#isSure ? RECOVERY / this.#rate : 1));
  }

  throttled(): void {
    const now = this.#clock.ticks();
    if (now - this.#cutAt < ONE_CUT_MS) return;
    this.#fill();
    this.#cutAt = now;
    this.#isSure = true;
    this.#rate = Math.max(RATES.least, this.#rate / 2);
    this.#tokens = Math.min(0, this.#tokens);
  }

  #fill(): void {
    const now = this.#clock.ticks();
    this.#tokens = Math.min(this.#rate, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
  }
}
