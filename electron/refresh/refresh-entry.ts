import type { Clocks } from './clock-watch';
import { failureKind, type FailureKind } from './failure-kind';
import { isFromTheFuture, warnAt, type Life } from './life';
import { ageOf, floorOf, waitFor } from './refresh-plan';

/** How far its life has come: `ends-soon` is the time in which a person is told of an end that only they can put off. */
export type Phase = 'fresh' | 'ends-soon' | 'ended';

/** Something that ends and is to be renewed before: a registry token, a session. */
export interface RefreshItem extends Life {
  key: string;
  /** Gets a new one; `undefined`: it is not wanted any more. Without it only a person can renew it. Rejects with AppError. */
  renew?: () => Promise<Life | undefined>;
  /** It has come into another phase. */
  onPhase?: (phase: Phase) => void;
}

export interface EntrySurroundings extends Clocks {
  random: () => number;
}

/** One item in the scheduler's care, and what became of its renewals. */
export class RefreshEntry {
  readonly #around: EntrySurroundings;
  item: RefreshItem;
  running: Promise<void> | undefined;
  failure: FailureKind | undefined;
  #failures = 0;
  #triedAt = 0;
  #jitter = 0;
  #longest = 0;
  /** Its age when it was given, by the wall clock, and what the steady clock said then. */
  #mark = { age: 0, steady: 0 };
  /** In which stretch of undisturbed time it was given; in a later one its age is in doubt. */
  #stretch = 0;
  #toldPhase: Phase = 'fresh';

  constructor(item: RefreshItem, stretch: number, around: EntrySurroundings) {
    this.#around = around;
    this.item = item;
    this.begin(item, stretch);
  }

  /** A new life. One that seems to begin in the future tells that the clock was set back: its age is in doubt. */
  begin(item: RefreshItem, stretch: number): void {
    const wall = this.#around.wall();
    this.item = item;
    this.#mark = { age: wall - item.issuedAt, steady: this.#around.steady() };
    this.#stretch = isFromTheFuture(item, wall) ? stretch - 1 : stretch;
    this.#longest = Math.max(this.#longest, this.#lifetime());
    this.#jitter = this.#around.random();
    this.#toldPhase = this.phase();
    this.tryAgain();
  }

  failed(thrown: unknown): void {
    this.#failures += 1;
    this.failure = failureKind(thrown);
    this.#triedAt = this.#around.steady();
    this.#jitter = this.#around.random();
  }

  /** What failed before counts no more. */
  tryAgain(): void {
    this.#failures = 0;
    this.failure = undefined;
  }

  /** Milliseconds that are left of its life, as far as one knows. */
  left(): number {
    return this.#lifetime() - this.#age();
  }

  phase(): Phase {
    const at = this.item.issuedAt + this.#age();
    if (at >= this.item.expiresAt) return 'ended';
    return at >= warnAt(this.item) ? 'ends-soon' : 'fresh';
  }

  /** Tells its phase when that is another one than was told before. */
  tellPhase(): void {
    const phase = this.phase();
    if (phase === this.#toldPhase) return;
    this.#toldPhase = phase;
    this.item.onPhase?.(phase);
  }

  /** Milliseconds until it is to be renewed; never, while it waits for a person. */
  wait(stretch: number): number {
    if (this.item.renew === undefined || this.failure === 'person') return Infinity;
    return waitFor({
      lifetime: this.#lifetime(),
      age: this.#age(),
      failures: this.#failures,
      waited: this.#around.steady() - this.#triedAt,
      jitter: this.#jitter,
      inDoubt: this.#stretch !== stretch,
      floor: floorOf(this.#longest),
    });
  }

  #lifetime(): number {
    return this.item.expiresAt - this.item.issuedAt;
  }

  #age(): number {
    const { age, steady } = this.#mark;
    return ageOf(this.item, { wall: this.#around.wall(), steadyAge: age + this.#around.steady() - steady });
  }
}
