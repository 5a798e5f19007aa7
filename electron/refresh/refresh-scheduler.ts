import { ClockWatch } from './clock-watch';
import type { FailureKind } from './failure-kind';
import { RefreshEntry, type EntrySurroundings, type Phase, type RefreshItem } from './refresh-entry';

export type { Phase, RefreshItem } from './refresh-entry';

export interface Timers {
  set(run: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
}

export interface RefreshSchedulerOptions extends EntrySurroundings {
  timers: Timers;
  /** Time went by, or the clock was set, without anybody knowing how much: what was judged by it is to be forgotten. */
  onDoubt?: () => void;
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
  readonly #entries = new Map<string, RefreshEntry>();
  /** Counts the stretches of undisturbed time. */
  #stretch = 0;
  /** Counts what may have made a person's help needless. */
  #changes = 0;
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
    if (entry === undefined) this.#entries.set(item.key, new RefreshEntry(item, this.#stretch, this.#options));
    else if (entry.item.issuedAt === item.issuedAt && entry.item.expiresAt === item.expiresAt) entry.item = item;
    else entry.begin(item, this.#stretch);
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
    return this.#entries.get(key)?.phase();
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
    this.#changes += 1;
    this.#options.onDoubt?.();
    this.#again(() => true);
  }

  /** What failed for want of a network is tried at once. */
  networkBack(): void {
    this.#again(({ failure }) => failure === 'network');
  }

  /** Profiles changed, or a person signed in somewhere: what waited for that is tried at once. */
  changed(): void {
    this.#changes += 1;
    this.#again(({ failure }) => failure === 'person');
  }

  #again(which: (entry: RefreshEntry) => boolean): void {
    [...this.#entries.values()].filter(which).forEach((entry) => entry.tryAgain());
    this.#tick();
  }

  async #renew(entry: RefreshEntry): Promise<void> {
    const [stretch, changes] = [this.#stretch, this.#changes];
    const { key, renew } = entry.item;
    if (renew === undefined) return;
    // Not at once: whoever is called may set items again, and must find this one running.
    const running = Promise.resolve().then(renew).then((life) => {
      if (life === undefined) this.remove(key);
      else entry.begin({ ...entry.item, ...life }, stretch);
    });
    entry.running = running;
    try {
      await running;
    } catch (thrown) {
      entry.failed(thrown);
      // The person came while it was being tried: it may have failed for want of what is there now.
      if (entry.failure === 'person' && changes !== this.#changes) entry.tryAgain();
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
    const due = entries.filter((entry) => entry.running === undefined && entry.wait(this.#stretch) <= 0).sort((one, other) => one.left() - other.left());
    const free = MOST_AT_ONCE - entries.filter(({ running }) => running !== undefined).length;
    // Failures are kept in the entry, and told by whoever renews.
    for (const entry of due.slice(0, Math.max(0, free))) void this.#renew(entry).catch(() => undefined);
    // Those that are due and found no place are taken as soon as one has ended.
    const waits = entries.map((entry) => entry.wait(this.#stretch)).filter((wait) => wait > 0);
    this.#timer = timers.set(() => this.#tick(), Math.max(SHORTEST_NAP_MS, Math.min(LONGEST_NAP_MS, ...waits)));
    entries.forEach((entry) => entry.tellPhase());
  }
}
