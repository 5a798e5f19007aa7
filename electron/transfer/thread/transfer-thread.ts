import type { Worker } from 'node:worker_threads';
import { AppError, toWireError } from '../../../shared/errors';
import type { JobContext } from '../../jobs/job-kinds';
import type { JobOutcome, JobProgress } from '../../../shared/model/moving/job';
import { BYTE_KINDS, type ByteKinds } from '../byte-kinds';
import type { ByteKind, FromThread, QuestionName, Questions, ToThread } from './thread-messages';

export type QuestionAnswers = { [N in QuestionName]: (asked: Questions[N]['asked']) => Promise<Questions[N]['answer']> };

export interface TransferThreadOptions {
  /** Starts the bundled `transfer-worker`. */
  launch: () => Worker;
  answers: QuestionAnswers;
  /** Takes what the thread notices of itself, for the log. */
  log?: (thrown: unknown) => void;
}

interface Running {
  report: (progress: JobProgress) => void;
  done: (outcome: JobOutcome) => void;
  failed: (error: AppError) => void;
}

/** Moves bytes in a worker thread, so that hashing and TLS never hold up the window. Started with the first transfer. */
export class TransferThread {
  readonly #options: TransferThreadOptions;
  readonly #running = new Map<number, Running>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: TransferThreadOptions) {
    this.#options = options;
  }

  /** The kinds of transfer that run there. */
  readonly kinds: ByteKinds = Object.fromEntries(
    BYTE_KINDS.map((kind) => [kind, (input: unknown, context: JobContext) => this.#run(kind, input, context)]),
  ) as unknown as ByteKinds;

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #run(kind: ByteKind, input: unknown, { signal, report }: JobContext): Promise<JobOutcome> {
    const id = ++this.#lastId;
    const cancel = (): void => this.#send({ type: 'cancel', id });
    return new Promise<JobOutcome>((done, failed) => {
      this.#running.set(id, { report, done, failed });
      this.#send({ type: 'run', id, kind, input });
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel);
    }).finally(() => {
      this.#running.delete(id);
      signal.removeEventListener('abort', cancel);
    });
  }

  #send(message: ToThread): void {
    this.#worker ??= this.#launch();
    this.#worker.postMessage(message);
  }

  #launch(): Worker {
    const worker = this.#options.launch();
    worker.on('message', (message: FromThread) => this.#receive(message));
    worker.on('error', (cause) => this.#broke(worker, cause));
    worker.on('exit', () => this.#broke(worker));
    return worker;
  }

  #receive(message: FromThread): void {
    if (message.type === 'ask') return void this.#answer(message);
    if (message.type === 'complaint') return this.#options.log?.(new Error(message.text));
    const running = this.#running.get(message.id);
    if (message.type === 'progress') running?.report(message.progress);
    else if (message.type === 'done') running?.done(message.outcome);
    else running?.failed(AppError.fromWire(message.error));
  }

  async #answer({ ask, name, asked }: Extract<FromThread, { type: 'ask' }>): Promise<void> {
    try {
      // The table's type ties question and answer of one name together; the compiler cannot follow it through a union.
      const answer = this.#options.answers[name] as (asked: unknown) => Promise<unknown>;
      this.#send({ type: 'answer', ask, value: await answer(asked) });
    } catch (thrown) {
      this.#send({ type: 'refusal', ask, error: toWireError(thrown) });
    }
  }

  /** Every transfer that ran there has failed; the next one gets a new thread. */
  #broke(worker: Worker, cause?: unknown): void {
    if (this.#worker === worker) this.#worker = undefined;
    const error = new AppError('internal', 'The part of Berth that moves images broke off.', { hint: 'Start the transfer again; what has arrived is not sent twice.', cause });
    for (const running of [...this.#running.values()]) running.failed(error);
  }
}
