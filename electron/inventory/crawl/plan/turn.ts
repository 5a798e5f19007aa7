import type { Leader } from '../list-source';

/** One pass over all sources. */
export interface Turn {
  /** Reads everything, whatever it costs. */
  everything: boolean;
  /** Who lists a registry for all that see it, by its host. */
  leaders: Map<string, Leader>;
  /** Sources still to be listed. */
  listing: number;
  /** Calls that the lists took. */
  listCalls: number;
  /** Repositories (URIs) that were put in the queue. */
  asked: Set<string>;
  planning: boolean;
  /** Milliseconds of the growing clock. */
  plannedAt: number;
  isPlanned: boolean;
}

/** A turn that has not begun; `ticks` are milliseconds of the growing clock. */
export const newTurn = (everything: boolean, ticks: number): Turn => ({
  everything, leaders: new Map(), listing: 0, listCalls: 0, asked: new Set(), planning: false, plannedAt: ticks, isPlanned: false,
});
