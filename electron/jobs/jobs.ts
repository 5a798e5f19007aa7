/** Long work as plain data: run, progress, cancel, journal, start again. */
import { setMaxListeners } from 'node:events';
import { AppError, toWireError } from '../../shared/errors';
import type { Job, JobKind, JobOutcome, JobProgress, JobsState } from '../../shared/model/job';
import { JobJournal } from './job-journal';
import type { JobKinds } from './job-kinds';

export interface JobsOptions {
  /** Epoch milliseconds. */
  now: () => number;
  newId: () => string;
  /** `jobs.json`; its folder is made when missing. Without one nothing is kept (the command line). */
  journalFile?: string;
  kinds: JobKinds;
  /** How many run at once; further ones wait. */
  atOnce?: number;
  /** Least milliseconds between two publications of progress. */
  publishEvery?: number;
}

const NO_PROGRESS: JobProgress = { step: 'Waiting', doneBytes: 0, totalBytes: 0, parts: [] };
/** Ended jobs beyond this many are forgotten, oldest first. */
const KEPT = 100;

export class Jobs {
  readonly #options: JobsOptions;
  readonly #journal: JobJournal;
  /** Newest first. */
  #jobs: Job[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #running = new Map<string, AbortController>();
  readonly #waiting = new Map<string, ((job: Job) => void)[]>();
  #publishTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #journalProblem: unknown;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#journal = new JobJournal(options.journalFile);
  }

  state(): JobsState {
    return { jobs: this.#jobs };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the journal: what ran or waited when Berth ended is `interrupted`, and can be started again. */
  async start(): Promise<void> {
    const kept = await this.#journal.read();
    const known = new Set(this.#jobs.map(({ id }) => id));
    const old = kept.filter(({ id }) => !known.has(id)).map((job) => (isOver(job) ? job : this.#interrupted(job)));
    this.#jobs = [...this.#jobs, ...old];
    this.#changed();
  }

  /** Stops all that runs, waits for it to tidy up, and leaves it in the journal as interrupted. */
  async close(): Promise<void> {
    this.#closed = true;
    const ends = this.#jobs.filter((job) => !isOver(job) && this.#running.has(job.id)).map(({ id }) => this.wait(id));
    for (const controller of this.#running.values()) controller.abort();
    await Promise.all(ends);
    this.#jobs = this.#jobs.map((job) => (isOver(job) ? job : this.#interrupted(job)));
    clearTimeout(this.#publishTimer);
    await this.#journal.write(this.#jobs);
  }

  /** Starts a job of this kind and answers its id at once. `input` must hold no secret: it is journalled. */
  begin({ kind, title, input }: { kind: JobKind; title: string; input: Job['input'] }): string {
    const id = this.#options.newId();
    const job: Job = { id, kind, title, input, status: 'queued', createdAt: this.#instant(), progress: NO_PROGRESS };
    this.#jobs = [job, ...this.#jobs];
    this.#runNext();
    this.#changed();
    return id;
  }

  /** Asks a job to stop; it is `cancelled` once it has tidied up. One that has ended stays as it is. */
  cancel(id: string): void {
    const job = this.#get(id);
    if (job.status === 'queued') this.#end(id, { status: 'cancelled' });
    else this.#running.get(id)?.abort();
  }

  /** Starts a failed, cancelled or interrupted job again as a new one; the old one goes. */
  retry(id: string): string {
    const { kind, title, input, status } = this.#get(id);
    if (!['failed', 'cancelled', 'interrupted'].includes(status)) {
      throw new AppError('invalid-input', 'Only a job that failed or was stopped can be started again.', { hint: 'Wait until it has ended.' });
    }
    this.dismiss(id);
    return this.begin({ kind, title, input });
  }

  /** Forgets a job that has ended. */
  dismiss(id: string): void {
    if (!isOver(this.#get(id))) throw new AppError('invalid-input', 'A job that runs cannot be dismissed.', { hint: 'Cancel it first.' });
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
    this.#changed();
  }

  /** Resolves with the job once it has ended, however it ended. */
  wait(id: string): Promise<Job> {
    const job = this.#get(id);
    if (isOver(job)) return Promise.resolve(job);
    return new Promise((resolve) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
    });
  }

  /** Why the journal could not be written the last time, for the log. */
  journalProblem(): unknown {
    return this.#journalProblem;
  }

  #runNext(): void {
    if (this.#closed) return;
    const free = (this.#options.atOnce ?? 3) - this.#running.size;
    const next = this.#jobs.filter(({ status }) => status === 'queued').reverse().slice(0, Math.max(0, free));
    for (const job of next) void this.#run(job);
  }

  /** Never throws: whatever happens becomes the job's end. */
  async #run({ id, kind, input }: Job): Promise<void> {
    const controller = new AbortController();
    // A transfer listens once per blob in flight; Node would take that for a leak.
    setMaxListeners(0, controller.signal);
    this.#running.set(id, controller);
    this.#set(id, { status: 'running', progress: { ...NO_PROGRESS, step: 'Starting' } });
    const report = (progress: JobProgress): void => {
      if (!this.#running.has(id)) return;
      this.#set(id, { progress });
      this.#publishSoon();
    };
    try {
      const outcome: JobOutcome = await this.#options.kinds[kind](input, { signal: controller.signal, report });
      this.#end(id, { status: 'succeeded', outcome });
    } catch (thrown) {
      const error = toWireError(thrown);
      if (controller.signal.aborted && this.#closed) this.#end(id, { status: 'interrupted', error: INTERRUPTED });
      else if (controller.signal.aborted && error.code === 'cancelled') this.#end(id, { status: 'cancelled' });
      else this.#end(id, { status: 'failed', error });
    }
  }

  #end(id: string, how: Partial<Job>): void {
    this.#running.delete(id);
    this.#set(id, { ...how, endedAt: this.#instant() });
    const ended = this.#jobs.filter(isOver);
    const forgotten = new Set(ended.slice(KEPT).map((job) => job.id));
    const job = this.#get(id);
    if (forgotten.size > 0) this.#jobs = this.#jobs.filter((each) => !forgotten.has(each.id));
    this.#runNext();
    this.#changed();
    for (const resolve of this.#waiting.get(id) ?? []) resolve(job);
    this.#waiting.delete(id);
  }

  #interrupted(job: Job): Job {
    return { ...job, status: 'interrupted', endedAt: this.#instant(), error: INTERRUPTED };
  }

  #get(id: string): Job {
    const job = this.#jobs.find((each) => each.id === id);
    if (job === undefined) throw new AppError('job-not-found', 'This job is not known any more.', { hint: 'It may have been dismissed.' });
    return job;
  }

  #set(id: string, change: Partial<Job>): void {
    this.#jobs = this.#jobs.map((job) => (job.id === id ? { ...job, ...change } : job));
  }

  /** A change of state: told at once and journalled. */
  #changed(): void {
    this.#publish();
    this.#journal.write(this.#jobs).then(
      () => (this.#journalProblem = undefined),
      // A full disk must not end a push; the composition logs it.
      (thrown: unknown) => (this.#journalProblem = thrown),
    );
  }

  /** Progress: told a few times a second, never journalled. */
  #publishSoon(): void {
    this.#publishTimer ??= setTimeout(() => this.#publish(), this.#options.publishEvery ?? 200);
  }

  #publish(): void {
    clearTimeout(this.#publishTimer);
    this.#publishTimer = undefined;
    for (const listener of [...this.#listeners]) listener();
  }

  #instant(): string {
    return new Date(this.#options.now()).toISOString();
  }
}

const INTERRUPTED = { code: 'cancelled' as const, message: 'Berth ended before this job did.', hint: 'Start it again.' };

const isOver = ({ status }: Job): boolean => status !== 'queued' && status !== 'running';
