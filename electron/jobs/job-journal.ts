/** The jobs on disk (`jobs.json`): replaced as a whole, so that a crash leaves the old file or the new one. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Job } from '../../shared/model/job';

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

  /** Writes one after another, the newest state only. @throws what the file system says, to whoever waits. */
  write(jobs: readonly Job[]): Promise<void> {
    if (this.#next !== undefined) {
      this.#next.jobs = jobs;
      return this.#next.written;
    }
    const next = { jobs, written: Promise.resolve() };
    next.written = this.#writing.then(() => {
      this.#next = undefined;
      return this.#replace(`${JSON.stringify({ version: 1, jobs: next.jobs })}\n`);
    });
    this.#next = next;
    this.#writing = next.written.catch(() => undefined);
    return next.written;
  }

  async #replace(text: string): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const next = `${file}.next`;
    try {
      const handle = await open(next, 'w', 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(next, file);
    } catch (thrown) {
      await rm(next, { force: true }).catch(() => undefined);
      throw thrown;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
