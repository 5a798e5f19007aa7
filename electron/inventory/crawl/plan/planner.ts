import type { CrawlClock, CrawlStore } from '../ports';
import { dueRepositories, type Due } from './due-repositories';
import type { Filling } from './filling';
import type { Turn } from './turn';
import type { Watched } from './watched';

/** So many repositories that were never read, and more than are known, are a first filling. */
const FILLING = 2000;

export interface PlannerPorts {
  store: Pick<CrawlStore, 'readings'>;
  clock: Pick<CrawlClock, 'now' | 'ticks'>;
  filling: Filling;
  watched: Watched;
  /** Takes what is due. */
  ask: (due: Due) => void;
  /** Takes failures that nothing fails by. */
  log: (thrown: unknown) => void;
}

/** Puts what is due in the queue, when the lists of repositories are read or take long. */
export class Planner {
  readonly #ports: PlannerPorts;

  constructor(ports: PlannerPorts) {
    this.#ports = ports;
  }

  /** Plans once where slow registries are still being listed, and again when the last one was. Answers whether there was anything to plan. */
  async plan(turn: Turn): Promise<boolean> {
    if (turn.planning || turn.isPlanned) return false;
    turn.planning = true;
    do await this.#once(turn);
    while (!turn.isPlanned && turn.listing === 0);
    turn.planning = false;
    return true;
  }

  async #once(turn: Turn): Promise<void> {
    const { store, clock, filling, watched, ask, log } = this.#ports;
    const isLast = turn.listing === 0;
    try {
      const all = await store.readings();
      const { everything, listCalls } = turn;
      const due = dueRepositories(all, { now: clock.now(), listCalls, watched: watched.uris(), everything });
      if (due.fresh.length >= FILLING && due.fresh.length > all.length / 2) await filling.begin();
      ask(isLast ? due : { ...due, overdue: [] });
      turn.isPlanned = isLast && turn.listing === 0;
    } catch (thrown) {
      // Without knowing what is due, the lists of repositories are what there is; the next turn tries again.
      log(thrown);
      turn.isPlanned = true;
    } finally {
      turn.plannedAt = clock.ticks();
    }
  }
}
