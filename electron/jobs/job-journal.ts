/** The jobs on disk (`jobs.json`): replaced as a whole, so that a crash leaves the old file or the new one. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Job } from '../../shared/model/job';

const JournalFile = z.object({ version: z.literal(1), jobs: z.array(z.unknown()) });

export class JobJournal {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** What was kept; a missing or damaged journal is an empty one, a damaged entry is left out. */
  async read(): Promise<Job[]> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    const parsed = JournalFile.safeParse(parseJson(text));
    if (!parsed.success) return [];
    return parsed.data.jobs.flatMap((entry) => {
      const job = Job.safeParse(entry);
      return job.success ? [job.data] : [];
    });
  }

  /** Writes one after another. @throws what the file system says, to whoever waits. */
  write(jobs: readonly Job[]): Promise<void> {
    const text = `${JSON.stringify({ version: 1, jobs })}\n`;
    const written = this.#writing.then(() => this.#replace(text));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #replace(text: string): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    const next = `${this.#file}.next`;
    try {
      const handle = await open(next, 'w', 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(next, this.#file);
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
