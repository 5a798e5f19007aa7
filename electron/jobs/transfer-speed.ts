import type { JobProgress } from '../../shared/model/moving/job';

/** Time constant of the smoothing: what moved three seconds ago counts a third of what moves now, in milliseconds. */
const SMOOTH_OVER = 3_000;
/** No speed is told before something moved for this long: the first bytes come in bursts, in milliseconds. */
const FIRST_AFTER = 500;
/** Slower than this is standing still, in bytes a second. */
const STILL = 1;

/** Speed and time left of one transfer, smoothed exponentially over the time that really passed between two looks. */
export class TransferSpeed {
  readonly #clock: () => number;
  /** When the first byte was on its way. */
  #since: number | undefined;
  #last: { at: number; moved: number } | undefined;
  #smoothed = 0;

  /** `clock` tells milliseconds and never goes back. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The progress with its speed as it is now; also for progress that has not changed since, which slows down. */
  measure(progress: JobProgress): JobProgress {
    const { bytesPerSecond: _speed, secondsLeft: _left, ...plain } = progress;
    this.#note(movedBytes(progress));
    const speed = this.#speed();
    if (speed === undefined) return plain;
    const left = progress.totalBytes - progress.doneBytes;
    return { ...plain, bytesPerSecond: Math.round(speed), ...(left > 0 && speed > STILL && { secondsLeft: Math.ceil(left / speed) }) };
  }

  #note(moved: number): void {
    const at = this.#clock();
    const last = this.#last;
    if (last !== undefined && at <= last.at) return;
    this.#last = { at, moved };
    // Preparing is no slowness: the time runs from the last look before the first byte.
    if (moved === 0) {
      this.#since = undefined;
      this.#smoothed = 0;
      return;
    }
    this.#since ??= last?.at ?? at;
    if (last === undefined) return;
    // A try that starts over takes bytes back; that is no speed below zero.
    const present = Math.max(0, moved - last.moved) / ((at - last.at) / 1000);
    this.#smoothed += (present - this.#smoothed) * (1 - Math.exp(-(at - last.at) / SMOOTH_OVER));
  }

  #speed(): number | undefined {
    const at = this.#last?.at ?? 0;
    if (this.#since === undefined || at - this.#since < FIRST_AFTER) return undefined;
    // What was smoothed from nothing is too low at first: divided by the weight that its samples have in all.
    return this.#smoothed / (1 - Math.exp(-(at - this.#since) / SMOOTH_OVER));
  }
}

/** Bytes that went over; what was there already moved nothing, though it counts as done. */
function movedBytes({ parts, doneBytes }: JobProgress): number {
  if (parts.length === 0) return doneBytes;
  return doneBytes - parts.reduce((sum, part) => sum + (part.state === 'skipped' ? part.doneBytes : Math.min(part.keptBytes ?? 0, part.doneBytes)), 0);
}
