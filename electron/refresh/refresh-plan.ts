import type { Life } from './life';

/** How things stand with one renewal. Times are ages: milliseconds since it was given, by whichever clock says more. */
export interface Standing {
  /** How long it lives. */
  lifetime: number;
  age: number;
  /** Failures in a row since the last success. */
  failures: number;
  /** Milliseconds since the last attempt, by the clock that nobody sets. */
  waited: number;
  /** 0 to 1, drawn anew at each attempt. */
  jitter: number;
  /** Nobody knows how old it is: the computer slept, or its clock was set. */
  inDoubt: boolean;
  /** The least pause after a success, in milliseconds. */
  floor: number;
}

const FIRST_BACK_OFF_MS = 5_000;
const LONGEST_BACK_OFF_MS = 5 * 60_000;
/** When nothing valid is left, or may be, a person is being kept from work. */
const LONGEST_BACK_OFF_EXPIRED_MS = 60_000;
/** Renewals are spread from half of a life to this much of it later, so that many do not come at once. */
const SPREAD = 0.05;
const SHORTEST_FLOOR_MS = 60_000;

/**
 * Milliseconds until the next try; 0 or less: now. At half of its life, spread a little; after failures with a growing, spread
 * pause that never sleeps past the end.
 */
export function waitFor(standing: Standing): number {
  const { lifetime, age, failures, waited, jitter, floor, inDoubt } = standing;
  if (failures === 0) {
    if (inDoubt) return 0;
    const half = lifetime * (0.5 + SPREAD * jitter) - age;
    // A renewal that brings no later end (the session behind it ends) would otherwise be due ever more often.
    return Math.max(half, Math.min(floor - age, lifetime - age));
  }
  const left = lifetime - age;
  const longest = left > 0 && !inDoubt ? LONGEST_BACK_OFF_MS : LONGEST_BACK_OFF_EXPIRED_MS;
  const pause = Math.min(longest, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 10)) * (0.5 + jitter);
  if (left <= 0) return pause - waited;
  // At the attempt this much was left: try again well before its end, and never sleep past it.
  const leftThen = left + waited;
  return Math.min(leftThen, Math.max(1_000, Math.min(pause, leftThen / 2))) - waited;
}

/** The least pause between two successful renewals of something that has lived at most `longest` so far. */
export const floorOf = (longest: number): number => Math.min(SHORTEST_FLOOR_MS, longest / 4);

/** How old it is: by the wall clock or by the steady one, whichever says more, because either may have stood still or been set back. */
export function ageOf(life: Life, at: { wall: number; steadyAge: number }): number {
  return Math.max(at.wall - life.issuedAt, at.steadyAge);
}
