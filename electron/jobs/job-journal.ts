/** The jobs on disk (`jobs.json`): replaced as a whole, so that a crash leaves the old file or the new one. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Job } from '../../shared/model/moving/job';
import { journalled } from './condensed-progress';
import { writeAtomically } from '../files/write-atomically';

const JournalFile = z.object({ version: z.literal(1), jobs: z.array(z.unknown()) });

export class JobJournal {
  readonly #file: string | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** The write that has not begun yet: what comes in the meantime takes its place. */
  #next: { jobs: readonly Job[]; written: Promise<void> } | undefined;

  /** Without a file nothing is kept: the command line's jobs end with it. */
  constructor(file: string | undefined) {
    this.#file = file;
  }

  /** What was kept; a missing or damaged journal is an empty one, a damaged entry is left out. */
  async read(): Promise<Job[]> {
    const text = this.#file === undefined ? '' : await readFile(this.#file, 'utf8').catch(() => '');
    const parsed = JournalFile.safeParse(parseJson(text));
    if (!parsed.success) return [];
    return parsed.data.jobs.flatMap((entry) => {
      const job = Job.safeParse(entry);
      return job.success ? [job.data] : [];
    });
  }

  /** Writes one after another, the newest state only, without what matters only while Berth runs. @throws what the file system says, to whoever waits. */
  write(jobs: readonly Job[]): Promise<void> {
    if (this.#next !== undefined) {
      this.#next.jobs = jobs;
      return this.#next.written;
    }
    const next = { jobs, written: Promise.resolve() };
    next.written = this.#writing.then(() => {
      this.#next = undefined;
      return this.#file === undefined ? undefined : writeAtomically(this.#file, `${JSON.stringify({ version: 1, jobs: next.jobs.map(kept) })}\n`);
    });
    this.#next = next;
    this.#writing = next.written.catch(() => undefined);
    return next.written;
  }
}

/** Output is not kept, and what a job would have tidied up nobody does after the end of Berth. */
function kept({ outputLines: _lines, tidying: _tidying, ...job }: Job): Job {
  return { ...job, progress: journalled(job.progress) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
