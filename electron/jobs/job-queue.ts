import type { Job } from '../../shared/model/moving/job';

/** A job in the queue or at work, with what it writes. */
export interface Claiming {
  job: Pick<Job, 'id' | 'title'>;
  claims: readonly string[];
}

export interface Queue {
  /** Those that run, and those that were stopped and still tidy up. */
  busy: readonly Claiming[];
  /** Those that wait, the first come first. */
  waiting: readonly Claiming[];
  /** How many may start. */
  free: number;
}

/** Which jobs start now, and for whom each of the others has to wait besides a free place: by id, that one's title. */
export interface QueueMove {
  start: string[];
  waitsFor: ReadonlyMap<string, string>;
}

/** Who writes what another job writes waits for it, and lets those behind it pass; otherwise first come, first served. */
export function nextMove({ busy, waiting, free }: Queue): QueueMove {
  const start: string[] = [];
  const waitsFor = new Map<string, string>();
  const before: Claiming[] = [...busy];
  for (const next of waiting) {
    const other = before.find(({ claims }) => claims.some((claim) => next.claims.some((own) => collide(claim, own))));
    if (other !== undefined) waitsFor.set(next.job.id, other.job.title);
    else if (start.length < free) start.push(next.job.id);
    // Also one that waits: of two that write the same the one that came first goes first.
    before.push(next);
  }
  return { start, waitsFor };
}

/** The same, or one a tag or digest of the repository that the other is. */
const collide = (one: string, other: string): boolean => one === other || isWithin(one, other) || isWithin(other, one);

const isWithin = (reference: string, repository: string): boolean => reference.startsWith(repository) && [':', '@'].includes(reference.charAt(repository.length));
