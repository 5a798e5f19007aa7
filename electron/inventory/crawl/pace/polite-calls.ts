import { AppError } from '../../../../shared/errors';
import type { CrawlClock } from '../ports';
import { CallLimiter } from './call-limiter';

/** Tries before a throttled call is given up: with the pauses below, some two minutes. */
const THROTTLED_TRIES = 12;
/** Tries of a call that the network, or AWS itself, failed. */
const FAILED_TRIES = 4;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 20_000;

const PASSING: readonly string[] = ['network', 'timeout', 'registry-failed'];

/** Makes calls at the pace that each account, region and operation bears, and repeats those that only failed for a moment. */
export class PoliteCalls {
  readonly #clock: CrawlClock;
  readonly #limiters = new Map<string, CallLimiter>();
  #made = 0;

  constructor(clock: CrawlClock) {
    this.#clock = clock;
  }

  /** Calls sent so far, repeated ones included. */
  get made(): number {
    return this.#made;
  }

  /** Calls a second of the slowest bucket; undefined before the first call. */
  get slowest(): number | undefined {
    const rates = [...this.#limiters.values()].map(({ rate }) => rate);
    return rates.length === 0 ? undefined : Math.min(...rates);
  }

  /** Runs `call` in the pace of `bucket`. @throws AppError of the last try; `cancelled` once the signal aborts. */
  async run<T>(bucket: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    const limiter = this.#limiter(bucket);
    for (let attempt = 1; ; attempt += 1) {
      await limiter.take(signal);
      if (signal.aborted) throw cancelled();
      this.#made += 1;
      try {
        const answer = await call();
        limiter.succeeded();
        return answer;
      } catch (thrown) {
        if (signal.aborted) throw cancelled();
        const code = thrown instanceof AppError ? thrown.code : undefined;
        if (code === 'throttled') limiter.throttled();
        const tries = code === 'throttled' ? THROTTLED_TRIES : code !== undefined && PASSING.includes(code) ? FAILED_TRIES : 1;
        if (attempt >= tries) throw thrown;
        // Full jitter: callers that failed together do not come back together.
        await this.#clock.sleep(this.#clock.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt), signal);
      }
    }
  }

  #limiter(bucket: string): CallLimiter {
    let limiter = this.#limiters.get(bucket);
    if (limiter === undefined) this.#limiters.set(bucket, (limiter = new CallLimiter(this.#clock)));
    return limiter;
  }
}

const cancelled = (): AppError => new AppError('cancelled', 'Reading the registries was cancelled.', { hint: 'Read them again when you like.' });
