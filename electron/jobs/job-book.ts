import { AppError } from '../../shared/errors';
import type { Job } from '../../shared/model/moving/job';

/** Ended jobs beyond this many are forgotten, oldest first. */
const KEPT = 100;

export const isOver = ({ status }: Pick<Job, 'status'>): boolean => status !== 'queued' && status !== 'running';

/** All jobs that are known, and how long they are remembered. */
export class JobBook {
  /** In the order they came. */
  readonly #jobs = new Map<string, Job>();
  #newestFirst: Job[] | undefined;

  /** Newest first; the same list until something changes. */
  all(): Job[] {
    return (this.#newestFirst ??= [...this.#jobs.values()].reverse());
  }

  /** Those that wait, the first come first. */
  queued(): Job[] {
    return [...this.#jobs.values()].filter(({ status }) => status === 'queued');
  }

  find(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** @throws AppError `job-not-found`. */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new AppError('job-not-found', 'This job is not known any more.', { hint: 'It may have been dismissed.' });
    return job;
  }

  add(job: Job): void {
    this.#jobs.set(job.id, job);
    this.#newestFirst = undefined;
  }

  /** Puts jobs of another day, newest first, before all that came since. */
  addOld(jobs: readonly Job[]): void {
    const since = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const job of [...[...jobs].reverse(), ...since]) this.#jobs.set(job.id, job);
    this.#newestFirst = undefined;
  }

  /** A job that is not known any more stays so. */
  change(id: string, change: Partial<Job>): void {
    const job = this.#jobs.get(id);
    if (job !== undefined) this.add({ ...job, ...change });
  }

  remove(id: string): void {
    if (this.#jobs.delete(id)) this.#newestFirst = undefined;
  }

  /** Forgets the oldest of too many that have ended; answers which. */
  forgetOldest(): string[] {
    const gone = this.all().filter(isOver).slice(KEPT).map(({ id }) => id);
    for (const id of gone) this.remove(id);
    return gone;
  }
}
