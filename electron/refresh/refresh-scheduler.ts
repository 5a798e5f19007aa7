import { ClockWatch, type Clocks } from './clock-watch';
import { failureKind, type FailureKind } from './failure-kind';
import { isFromTheFuture, warnAt, type Life } from './life';
import { ageOf, floorOf, waitFor } from './refresh-plan';

export interface Timers {
  set(run: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
}

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

export interface RefreshSchedulerOptions extends Clocks {
  random: () => number;
  timers: Timers;
  /** Time went by, or the clock was set, without anybody knowing how much: what was judged by it is to be forgotten. */
  onDoubt?: () => void;
}

interface Entry {
  item: RefreshItem;
  /** Its age when it was set, by the wall clock, and what the steady clock said then. */
  mark: { age: number; steady: number };
  /** In which stretch of undisturbed time it was given; in a later one its age is in doubt. */
  stretch: number;
  longest: number;
  failures: number;
  failure: FailureKind | undefined;
  triedAt: number;
  jitter: number;
  phase: Phase;
  running: Promise<void> | undefined;
}

/** Timers stand still while the computer sleeps, so the clocks are looked at this often. */
const LONGEST_NAP_MS = 30_000;
const SHORTEST_NAP_MS = 50;
const MOST_AT_ONCE = 4;

/**
 * Owns every token and session: renews each at half of its life, and all of them after sleep or when the clock was set, for then
 * nobody knows how old they are. What needs a person is left alone until something changes.
 */
export class RefreshScheduler {
  readonly #options: RefreshSchedulerOptions;
  readonly #watch: ClockWatch;
  readonly #entries = new Map<string, Entry>();
  #stretch = 0;
  #running = false;
  #timer: unknown;

  constructor(options: RefreshSchedulerOptions) {
    this.#options = options;
    this.#watch = new ClockWatch(options);
  }

  start(): void {
    this.#running = true;
    this.#tick();
  }

  close(): void {
    this.#running = false;
    this.#options.timers.clear(this.#timer);
  }

  /** Takes care of it from now on. One with the same key and life is the same: what is known of it stays. */
  set(item: RefreshItem): void {
    const entry = this.#entries.get(item.key);
    if (entry !== undefined && entry.item.issuedAt === item.issuedAt && entry.item.expiresAt === item.expiresAt) entry.item = item;
    else if (entry !== undefined) this.#begin(entry, item, this.#stretch);
    else this.#entries.set(item.key, this.#entryOf(item));
    this.#tick();
  }

  remove(key: string): void {
    this.#entries.delete(key);
  }

  keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** How far its life has come, whatever the clock was set to meanwhile; `undefined` for a key that is not there. */
  phase(key: string): Phase | undefined {
    const entry = this.#entries.get(key);
    return entry && this.#phaseOf(entry);
  }

  /** Why it could not be renewed last, when it could not. */
  failure(key: string): FailureKind | undefined {
    return this.#entries.get(key)?.failure;
  }

  /** Renews it at once, together with whoever asks at the same time. A failure counts like one in the background. */
  async renewNow(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry !== undefined) await (entry.running ?? this.#renew(entry));
  }

  /** The computer woke up, or may have: how long it slept is not certain, so everything is renewed. */
  wake(): void {
    this.#watch.hasJumped();
    this.#stretch += 1;
    this.#options.onDoubt?.();
    this.#again(() => true);
  }

  /** What failed for want of a network is tried at once. */
  networkBack(): void {
    this.#again(({ failure }) => failure === 'network');
  }

  /** Profiles changed, or a person signed in somewhere: what waited for that is tried at once. */
  changed(): void {
    this.#again(({ failure }) => failure === 'person');
  }

  #again(which: (entry: Entry) => boolean): void {
    for (const entry of this.#entries.values()) {
      if (!which(entry)) continue;
      entry.failures = 0;
      entry.failure = undefined;
    }
    this.#tick();
  }

  #entryOf(item: RefreshItem): Entry {
    const entry: Entry = {
      item, mark: { age: 0, steady: 0 }, stretch: this.#stretch, longest: 0, failures: 0, failure: undefined, triedAt: 0, jitter: 0, phase: 'fresh', running: undefined,
    };
    this.#begin(entry, item, this.#stretch);
    return entry;
  }

  /** A new life. One that seems to begin in the future tells that the clock was set back: its age is in doubt. */
  #begin(entry: Entry, item: RefreshItem, stretch: number): void {
    const wall = this.#options.wall();
    entry.item = item;
    entry.mark = { age: wall - item.issuedAt, steady: this.#options.steady() };
    entry.stretch = isFromTheFuture(item, wall) ? stretch - 1 : stretch;
    entry.longest = Math.max(entry.longest, item.expiresAt - item.issuedAt);
    entry.failures = 0;
    entry.failure = undefined;
    entry.jitter = this.#options.random();
    entry.phase = this.#phaseOf(entry);
  }

  #age({ item, mark }: Entry): number {
    return ageOf(item, { wall: this.#options.wall(), steadyAge: mark.age + this.#options.steady() - mark.steady });
  }

  #phaseOf(entry: Entry): Phase {
    const at = entry.item.issuedAt + this.#age(entry);
    if (at >= entry.item.expiresAt) return 'ended';
    return at >= warnAt(entry.item) ? 'ends-soon' : 'fresh';
  }

  /** Milliseconds until it is to be renewed; never, while it waits for a person. */
  #wait(entry: Entry): number {
    if (entry.item.renew === undefined || entry.failure === 'person') return Infinity;
    return waitFor({
      lifetime: entry.item.expiresAt - entry.item.issuedAt,
      age: this.#age(entry),
      failures: entry.failures,
      waited: this.#options.steady() - entry.triedAt,
      jitter: entry.jitter,
      inDoubt: entry.stretch !== this.#stretch,
      floor: floorOf(entry.longest),
    });
  }

  async #renew(entry: Entry): Promise<void> {
    const stretch = this.#stretch;
    const { key, renew } = entry.item;
    if (renew === undefined) return;
    // Not at once: whoever is called may set items again, and must find this one running.
    const running = Promise.resolve().then(renew).then((life) => {
      if (life === undefined) this.remove(key);
      else this.#begin(entry, { ...entry.item, ...life }, stretch);
    });
    entry.running = running;
    try {
      await running;
    } catch (thrown) {
      entry.failures += 1;
      entry.failure = failureKind(thrown);
      entry.triedAt = this.#options.steady();
      entry.jitter = this.#options.random();
      throw thrown;
    } finally {
      entry.running = undefined;
      this.#tick();
    }
  }

  /** Renews what is due, the one with least left first, then sleeps until the next moment. */
  #tick(): void {
    const { timers } = this.#options;
    timers.clear(this.#timer);
    if (!this.#running) return;
    if (this.#watch.hasJumped()) return this.wake();
    const entries = [...this.#entries.values()];
    const due = entries.filter((entry) => entry.running === undefined && this.#wait(entry) <= 0).sort((one, other) => this.#left(one) - this.#left(other));
    const free = MOST_AT_ONCE - entries.filter(({ running }) => running !== undefined).length;
    // Failures are kept in the entry, and told by whoever renews.
    for (const entry of due.slice(0, Math.max(0, free))) void this.#renew(entry).catch(() => undefined);
    // Those that are due and found no place are taken as soon as one has ended.
    const waits = entries.map((entry) => this.#wait(entry)).filter((wait) => wait > 0);
    this.#timer = timers.set(() => this.#tick(), Math.max(SHORTEST_NAP_MS, Math.min(LONGEST_NAP_MS, ...waits)));
    this.#tellPhases(entries);
  }

  #left(entry: Entry): number {
    return entry.item.expiresAt - entry.item.issuedAt - this.#age(entry);
  }

  #tellPhases(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const phase = this.#phaseOf(entry);
      if (phase === entry.phase) continue;
      entry.phase = phase;
      entry.item.onPhase?.(phase);
    }
  }
}
