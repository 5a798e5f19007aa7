import { refreshAt } from './registry-token';

/** What decides when a sign-in is renewed; instants in epoch milliseconds. */
export interface RefreshInput {
  issuedAt: number;
  expiresAt: number;
  /** Failures in a row since the last success. */
  failures: number;
  lastTriedAt: number;
  /** 0 to 1, drawn once per failure. */
  jitter: number;
}

const FIRST_BACK_OFF_MS = 5_000;
const LONGEST_BACK_OFF_MS = 5 * 60_000;

/** When to try next: at half of the token's life, after failures with a growing pause that never sleeps past the end. */
export function nextTryAt({ issuedAt, expiresAt, failures, lastTriedAt, jitter }: RefreshInput): number {
  if (failures === 0) return refreshAt({ issuedAt: new Date(issuedAt), expiresAt: new Date(expiresAt) }).getTime();
  const pause = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 10)) * (0.5 + jitter);
  const left = expiresAt - lastTriedAt;
  return lastTriedAt + (left > 0 ? Math.max(1_000, Math.min(pause, left / 2)) : pause);
}

/** Due when its moment has come, or when the clock was set back before the token was issued. */
export const isDue = (input: RefreshInput, now: number): boolean => now >= nextTryAt(input) || now < input.issuedAt - 60_000;
