import { createHash } from 'node:crypto';

/** MB of SHA-256 a second below which something is wrong: every processor of these years does four times as much. */
export const SLOW_HASHING = 300;

const SAMPLE = 2 * 1024 * 1024;
const TRIES = 3;

/**
 * MB of SHA-256 a second on this thread, the best of three tries of a millisecond or two each. Inside Electron it is a sixth of what it
 * should be in a thread that was started before the default session existed. `now` answers milliseconds.
 */
export function hashingSpeed(now: () => number): number {
  const bytes = Buffer.alloc(SAMPLE);
  let best = Infinity;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const start = now();
    createHash('sha256').update(bytes).digest();
    best = Math.min(best, now() - start);
  }
  return SAMPLE / 1e6 / (best / 1000);
}
