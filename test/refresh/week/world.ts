/** A computer in simulated time: it sleeps, loses its network and has its clock set. Timers stand still while it sleeps. */
export class World {
  /** True time, epoch milliseconds. */
  now: number;
  asleep = false;
  online = true;
  #offset = 0;
  #slept = 0;
  #sleptAt = 0;
  #sequence = 0;
  #queue: Scheduled[] = [];
  #naps = 0;

  /** Whether its steady clock goes on while it sleeps; on some systems it stands still. */
  readonly countsSleep: boolean;

  constructor(start: number, { countsSleep = false } = {}) {
    this.now = start;
    this.countsSleep = countsSleep;
  }

  /** What the computer's clock says. */
  readonly wall = (): number => Math.round(this.now + this.#offset);
  /** A clock that goes forward only. */
  readonly steady = (): number => (this.countsSleep ? this.now : this.awake());
  /** How long it has been awake; timers follow it. */
  readonly awake = (): number => this.now - this.#slept - (this.asleep ? this.now - this.#sleptAt : 0);

  readonly timers = {
    set: (run: () => void, milliseconds: number): Scheduled => this.#put({ run, at: this.awake() + milliseconds, kind: 'timer' }),
    clear: (timer: unknown): void => void (this.#queue = this.#queue.filter((one) => one !== timer)),
  };

  /** Milliseconds that this computer's clock is behind the true time. */
  behind(): number {
    return this.now - this.wall();
  }

  setClock(by: number): void {
    this.#offset += by;
  }

  sleep(): void {
    this.asleep = true;
    this.#sleptAt = this.now;
  }

  wake(): void {
    this.#slept += this.now - this.#sleptAt;
    this.asleep = false;
    this.#naps += 1;
  }

  /** How often it has slept: connections from before are dead. */
  get naps(): number {
    return this.#naps;
  }

  /** At a true time, asleep or not. */
  at(when: number, run: () => void): void {
    this.#put({ run, at: when, kind: 'event' });
  }

  /** Resolves after so much time awake. */
  readonly pass = (milliseconds: number): Promise<void> => new Promise((resolve) => void this.timers.set(resolve, milliseconds));

  /** Runs everything until a true time, one thing after the other; `look` is called after each. */
  async runUntil(end: number, look: () => void): Promise<void> {
    await settled();
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#queue = this.#queue.filter((one) => one !== next.scheduled);
      this.now = Math.max(this.now, next.at);
      next.scheduled.run();
      await settled();
      look();
    }
    this.now = end;
  }

  #put(scheduled: Omit<Scheduled, 'sequence'>): Scheduled {
    const put = { ...scheduled, sequence: (this.#sequence += 1) };
    this.#queue.push(put);
    return put;
  }

  #next(): { at: number; scheduled: Scheduled } | undefined {
    const due = this.#queue
      .filter(({ kind }) => kind === 'event' || !this.asleep)
      .map((scheduled) => ({ scheduled, at: scheduled.kind === 'event' ? scheduled.at : this.now + scheduled.at - this.awake() }));
    return due.sort((one, other) => one.at - other.at || one.scheduled.sequence - other.scheduled.sequence)[0];
  }
}

interface Scheduled {
  run: () => void;
  /** True time of an event, time awake of a timer. */
  at: number;
  kind: 'event' | 'timer';
  sequence: number;
}

/** Every promise that can go on has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
