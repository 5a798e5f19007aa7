/** A clock that people and time servers set, and one that only goes forward but may stand still while the computer sleeps; milliseconds. */
export interface Clocks {
  wall: () => number;
  steady: () => number;
}

/** Less than this apart is the drift of a clock that is being corrected. */
const TOLERANCE_MS = 60_000;

/**
 * Compares the two clocks. They come apart when the computer slept or when its clock was set, forward or back; which of these
 * it was, and how long it took, cannot be told from them.
 */
export class ClockWatch {
  readonly #clocks: Clocks;
  #apart: number;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
    this.#apart = clocks.wall() - clocks.steady();
  }

  /** Whether they came apart since the last time it was told, small steps added up. */
  hasJumped(): boolean {
    const apart = this.#clocks.wall() - this.#clocks.steady();
    if (Math.abs(apart - this.#apart) <= TOLERANCE_MS) return false;
    this.#apart = apart;
    return true;
  }
}
