import { setMaxListeners } from 'node:events';
import type { Job, JobOutcome, JobProgress } from '../../shared/model/moving/job';
import { condensed } from './condensed-progress';
import type { JobContext, JobWork } from './job-kinds';
import type { JobOutput } from './job-output';
import { TransferSpeed } from './transfer-speed';

export interface RunningJobOptions {
  job: Job;
  claims: readonly string[];
  output: JobOutput;
  /** Milliseconds that never go back. */
  clock: () => number;
  /** There is progress or output to show. */
  onReport: () => void;
}

/** One job at work: its signal to stop, how far it is, how fast. */
export class RunningJob {
  readonly job: Job;
  readonly claims: readonly string[];
  readonly #options: RunningJobOptions;
  readonly #controller = new AbortController();
  readonly #speed: TransferSpeed;
  #latest: JobProgress;
  #over = false;

  constructor(options: RunningJobOptions) {
    this.#options = options;
    this.job = options.job;
    this.claims = options.claims;
    this.#latest = options.job.progress;
    this.#speed = new TransferSpeed(options.clock);
    // A transfer listens once per blob in flight; Node would take that for a leak.
    setMaxListeners(0, this.#controller.signal);
  }

  get isStopped(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Resolves when the work has ended and tidied up. @throws what the work throws. */
  async run(work: JobWork): Promise<JobOutcome> {
    try {
      return await work(this.job.input, this.#context());
    } finally {
      this.#over = true;
      this.#options.output.end();
    }
  }

  stop(): void {
    this.#controller.abort();
  }

  /** How far it is at this moment, as it is shown. */
  progress(): JobProgress {
    return condensed(this.#speed.measure(this.#latest));
  }

  /** How far it came. */
  lastProgress(): JobProgress {
    const { bytesPerSecond: _speed, secondsLeft: _left, ...progress } = this.#latest;
    return condensed(progress);
  }

  #context(): JobContext {
    const { output, onReport } = this.#options;
    return {
      signal: this.#controller.signal,
      report: (progress) => {
        if (this.#over) return;
        this.#latest = progress;
        onReport();
      },
      output: (text) => {
        if (this.#over) return;
        output.write(text);
        onReport();
      },
    };
  }
}
