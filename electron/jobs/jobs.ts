/** Long work as plain data: queue, run, progress, output, cancel, journal, start again. */
import { AppError, toWireError, type WireError } from '../../shared/errors';
import type { Job, JobKind, JobProgress, JobsState } from '../../shared/model/moving/job';
import { isOver, JobBook } from './job-book';
import { JobJournal } from './job-journal';
import type { JobClaims, JobKinds } from './job-kinds';
import { JobOutput, type OutputStretch } from './job-output';
import { nextMove } from './job-queue';
import { Publisher } from './publisher';
import { RunningJob } from './running-job';

export interface JobsOptions {
  /** Epoch milliseconds. */
  now: () => number;
  /** Milliseconds that never go back, for speeds. */
  clock: () => number;
  newId: () => string;
  /** `jobs.json`; its folder is made when missing. Without one nothing is kept (the command line). */
  journalFile?: string;
  kinds: JobKinds;
  /** What each of them writes; two that write the same run one after the other. */
  claims?: Partial<JobClaims>;
  /** How many run at once; further ones wait. Asked anew with every change of the queue. */
  atOnce: () => number;
  /** Least milliseconds between two publications of progress: four a second unless told. */
  publishEvery?: number;
}

const WAITING: JobProgress = { step: 'Waiting', doneBytes: 0, totalBytes: 0, parts: [] };

export class Jobs {
  readonly #options: JobsOptions;
  readonly #journal: JobJournal;
  readonly #book = new JobBook();
  readonly #publisher: Publisher;
  /** At work, and stopped ones that still tidy up. */
  readonly #running = new Map<string, RunningJob>();
  readonly #claims = new Map<string, readonly string[]>();
  readonly #outputs = new Map<string, JobOutput>();
  readonly #waiting = new Map<string, ((job: Job) => void)[]>();
  #closed = false;
  #journalProblem: unknown;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#journal = new JobJournal(options.journalFile);
    this.#publisher = new Publisher({ every: options.publishEvery ?? 250, prepare: () => this.#lookAtRunning() });
  }

  state(): JobsState {
    return { jobs: this.#book.all() };
  }

  onChange(listener: () => void): () => void {
    return this.#publisher.onChange(listener);
  }

  /** Reads the journal: what ran or waited when Berth ended is `interrupted`, and can be started again. */
  async start(): Promise<void> {
    const kept = await this.#journal.read();
    this.#book.addOld(kept.filter(({ id }) => this.#book.find(id) === undefined).map((job) => (isOver(job) ? job : this.#interrupted(job))));
    this.#changed();
  }

  /** Stops all that runs, waits for it to tidy up, and leaves it in the journal as interrupted. */
  async close(): Promise<void> {
    this.#closed = true;
    const ends = [...this.#running.keys()].map((id) => this.#ended(id));
    for (const running of this.#running.values()) running.stop();
    await Promise.all(ends);
    for (const job of this.#book.all().filter((each) => !isOver(each))) this.#book.add(this.#interrupted(job));
    this.#publisher.close();
    await this.#journal.write(this.#book.all());
  }

  /** Starts a job of this kind and answers its id at once. `input` must hold no secret: it is journalled. */
  begin({ kind, title, input }: { kind: JobKind; title: string; input: Job['input'] }): string {
    const id = this.#options.newId();
    this.#book.add({ id, kind, title, input, status: 'queued', createdAt: this.#instant(), progress: WAITING });
    this.#claims.set(id, this.#options.claims?.[kind]?.(input) ?? []);
    this.#runNext();
    this.#changed();
    return id;
  }

  /**
   * Stops a job: it is `cancelled` at once, and `tidying` while it still takes away what it had begun. One that was past stopping
   * turns out `succeeded` after all, or `failed` where it could not tidy up. One that has ended stays as it is.
   */
  cancel(id: string): void {
    const { status } = this.#book.get(id);
    const running = this.#running.get(id);
    if (status === 'queued') return this.#end(id, { status: 'cancelled' });
    if (status !== 'running' || running === undefined) return;
    this.#book.change(id, { status: 'cancelled', tidying: true, progress: running.lastProgress(), endedAt: this.#instant() });
    running.stop();
    this.#changed();
  }

  /** Starts a failed, cancelled or interrupted job again as a new one; the old one goes. */
  retry(id: string): string {
    const { kind, title, input, status } = this.#book.get(id);
    if (!['failed', 'cancelled', 'interrupted'].includes(status)) {
      throw new AppError('invalid-input', 'Only a job that failed or was stopped can be started again.', { hint: 'Wait until it has ended.' });
    }
    this.#forget(id);
    return this.begin({ kind, title, input });
  }

  /** Forgets a job that has ended. */
  dismiss(id: string): void {
    if (!isOver(this.#book.get(id))) throw new AppError('invalid-input', 'A job that runs cannot be dismissed.', { hint: 'Cancel it first.' });
    this.#forget(id);
    this.#changed();
  }

  /** Forgets every job that has ended and tidied up. */
  dismissEnded(): void {
    for (const job of this.#book.all().filter((each) => isOver(each) && each.tidying !== true)) this.#forget(job.id);
    this.#changed();
  }

  /** What programs that worked for the job printed, from line number `from` on. @throws AppError `job-not-found`. */
  output(id: string, from: number): OutputStretch {
    this.#book.get(id);
    return (this.#outputs.get(id) ?? new JobOutput()).read(from);
  }

  /** Resolves with the job once it has ended and tidied up, however it ended. */
  wait(id: string): Promise<Job> {
    const job = this.#book.get(id);
    return isOver(job) && !this.#running.has(id) ? Promise.resolve(job) : this.#ended(id);
  }

  /** More or fewer may run at once from now on; those that run go on. */
  limitChanged(): void {
    const before = this.#running.size;
    this.#runNext();
    if (this.#running.size > before) this.#changed();
  }

  /** Why the journal could not be written the last time, for the log. */
  journalProblem(): unknown {
    return this.#journalProblem;
  }

  #runNext(): void {
    if (this.#closed) return;
    const waiting = this.#book.queued().map((job) => ({ job, claims: this.#claims.get(job.id) ?? [] }));
    const { start, waitsFor } = nextMove({ busy: [...this.#running.values()], waiting, free: this.#options.atOnce() - this.#running.size });
    for (const { job } of waiting) {
      const other = waitsFor.get(job.id);
      const step = other === undefined ? WAITING.step : `Waiting for “${other}”`;
      if (job.progress.step !== step) this.#book.change(job.id, { progress: { ...WAITING, step } });
    }
    for (const id of start) void this.#run(this.#book.get(id));
  }

  /** Never throws: whatever happens becomes the job's end. */
  async #run(job: Job): Promise<void> {
    const { id, kind } = job;
    const output = new JobOutput();
    const started: Job = { ...job, status: 'running', startedAt: this.#instant(), progress: { ...WAITING, step: 'Starting' } };
    const running = new RunningJob({ job: started, claims: this.#claims.get(id) ?? [], output, clock: this.#options.clock, onReport: () => this.#publisher.soon() });
    this.#running.set(id, running);
    this.#outputs.set(id, output);
    this.#book.add(started);
    this.#publisher.watch(true);
    try {
      this.#end(id, { status: 'succeeded', outcome: await running.run(this.#options.kinds[kind]) });
    } catch (thrown) {
      this.#end(id, this.#failureOf(id, running, toWireError(thrown)));
    }
  }

  #failureOf(id: string, running: RunningJob, error: WireError): Partial<Job> {
    if (!running.isStopped || error.code !== 'cancelled') {
      return this.#closed && running.isStopped ? { status: 'interrupted', error: INTERRUPTED } : { status: 'failed', error };
    }
    if (this.#book.find(id)?.status === 'running') return { status: 'interrupted', error: INTERRUPTED };
    // A next step is told only where something was left behind.
    return { status: 'cancelled', ...(error.hint !== undefined && { error }) };
  }

  #end(id: string, how: Partial<Job>): void {
    const running = this.#running.get(id);
    this.#running.delete(id);
    this.#claims.delete(id);
    const known = this.#book.find(id);
    const { tidying: _tidying, ...before } = known ?? (running as RunningJob).job;
    const lines = this.#outputs.get(id)?.count ?? 0;
    const job: Job = {
      ...before,
      ...(running !== undefined && { progress: running.lastProgress() }),
      endedAt: this.#instant(),
      ...(lines > 0 && { outputLines: lines }),
      ...how,
    };
    // One that was dismissed while it tidied up stays forgotten.
    if (known !== undefined) this.#book.add(job);
    for (const gone of this.#book.forgetOldest()) this.#outputs.delete(gone);
    this.#publisher.watch(this.#running.size > 0);
    this.#runNext();
    this.#changed();
    for (const resolve of this.#waiting.get(id) ?? []) resolve(job);
    this.#waiting.delete(id);
  }

  #ended(id: string): Promise<Job> {
    return new Promise((resolve) => this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]));
  }

  #forget(id: string): void {
    this.#book.remove(id);
    this.#outputs.delete(id);
  }

  #lookAtRunning(): void {
    for (const [id, running] of this.#running) {
      if (running.isStopped) continue;
      const outputLines = this.#outputs.get(id)?.count ?? 0;
      this.#book.change(id, { progress: running.progress(), ...(outputLines > 0 && { outputLines }) });
    }
  }

  #interrupted(job: Job): Job {
    return { ...job, status: 'interrupted', endedAt: this.#instant(), error: INTERRUPTED };
  }

  /** A change of state: told at once and journalled. */
  #changed(): void {
    this.#publisher.now();
    this.#journal.write(this.#book.all()).then(
      () => (this.#journalProblem = undefined),
      // A full disk must not end a push; the composition logs it.
      (thrown: unknown) => (this.#journalProblem = thrown),
    );
  }

  #instant(): string {
    return new Date(this.#options.now()).toISOString();
  }
}

const INTERRUPTED = { code: 'cancelled' as const, message: 'Berth ended before this job did.', hint: 'Resume it: what has arrived is not sent again.' };
