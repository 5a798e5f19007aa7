import { askedWait, isTransient } from './registry-errors';

/** What retrying needs from its surroundings. */
export interface RetryPorts {
  /** Waits some milliseconds; ends early, without failing, when the signal aborts. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** 0 ≤ n < 1. */
  random: () => number;
}

const TRIES = 5;

/**
 * Wait before try number `tried` + 1, in milliseconds: doubling from half a second to 10 s, half of it random; never shorter than
 * the registry asked for with its refusal (`Retry-After`).
 */
export function backOff(tried: number, random: () => number, refusal?: unknown): number {
  const whole = Math.min(10_000, 500 * 2 ** (tried - 1));
  return Math.max(whole / 2 + (whole / 2) * random(), askedWait(refusal));
}

/** Runs `work` up to five times while it fails with something transient. */
export async function withRetries<T>(ports: RetryPorts, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (tried >= TRIES || signal.aborted || !isTransient(thrown)) throw thrown;
      await ports.sleep(backOff(tried, ports.random, thrown), signal);
    }
  }
}
