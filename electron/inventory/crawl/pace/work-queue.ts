/** What waits to be done, for which source, and how urgent it is: 0 goes first. */
export interface Work {
  /** Twice the same is once: the more urgent of both. */
  id: string;
  lane: string;
  urgency: number;
}

/** Urgencies there are. */
export const URGENCIES = 5;

interface Lane<W> {
  /** By urgency, first come first. */
  waiting: Map<string, W>[];
  running: number;
}

/** Work of many sources: the most urgent first and, among equals, that of the source with the least of it running. */
export class WorkQueue<W extends Work> {
  readonly #lanes = new Map<string, Lane<W>>();
  readonly #urgencyOf = new Map<string, number>();

  get waiting(): number {
    return this.#urgencyOf.size;
  }

  waitingOf(lane: string): number {
    return this.#lanes.get(lane)?.waiting.reduce((sum, each) => sum + each.size, 0) ?? 0;
  }

  /** Whether anything of this urgency waits. */
  has(urgency: number): boolean {
    return [...this.#lanes.values()].some(({ waiting }) => (waiting[urgency]?.size ?? 0) > 0);
  }

  /** Answers whether it is new: false for what waits already. */
  add(work: W): boolean {
    const before = this.#urgencyOf.get(work.id);
    if (before !== undefined && before <= work.urgency) return false;
    const lane = this.#lane(work.lane);
    if (before !== undefined) lane.waiting[before]?.delete(work.id);
    lane.waiting[work.urgency]?.set(work.id, work);
    this.#urgencyOf.set(work.id, work.urgency);
    return before === undefined;
  }

  /** Makes what waits under this id more urgent; anything else is left as it is. */
  raise(id: string, lane: string, urgency: number): void {
    const before = this.#urgencyOf.get(id);
    // Work is found in its lane: no need to look through the others.
    const work = before === undefined ? undefined : this.#lanes.get(lane)?.waiting[before]?.get(id);
    if (work !== undefined) this.add({ ...work, urgency });
  }

  /** The next piece of work, which then runs until `done`. */
  next(): W | undefined {
    for (let urgency = 0; urgency < URGENCIES; urgency += 1) {
      let chosen: [string, Lane<W>] | undefined;
      for (const entry of this.#lanes) {
        if ((entry[1].waiting[urgency]?.size ?? 0) > 0 && (chosen === undefined || entry[1].running < chosen[1].running)) chosen = entry;
      }
      if (chosen === undefined) continue;
      const [name, lane] = chosen;
      const waiting = lane.waiting[urgency] as Map<string, W>;
      const [id, work] = waiting.entries().next().value as [string, W];
      waiting.delete(id);
      this.#urgencyOf.delete(id);
      lane.running += 1;
      // Behind the others, for its next turn.
      this.#lanes.delete(name);
      this.#lanes.set(name, lane);
      return work;
    }
    return undefined;
  }

  done({ lane }: W): void {
    const known = this.#lanes.get(lane);
    if (known === undefined) return;
    known.running -= 1;
    if (known.running === 0 && this.waitingOf(lane) === 0) this.#lanes.delete(lane);
  }

  /** Forgets what waits and is meant by `which`, telling of each. */
  remove(which: (work: W) => boolean, dropped: (work: W) => void): void {
    for (const { waiting } of this.#lanes.values())
      for (const works of waiting)
        for (const [id, work] of [...works]) {
          if (!which(work)) continue;
          works.delete(id);
          this.#urgencyOf.delete(id);
          dropped(work);
        }
  }

  #lane(name: string): Lane<W> {
    let lane = this.#lanes.get(name);
    if (lane === undefined) this.#lanes.set(name, (lane = { waiting: Array.from({ length: URGENCIES }, () => new Map<string, W>()), running: 0 }));
    return lane;
  }
}
