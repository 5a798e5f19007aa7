import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Watch } from '../../shared/model/findings';
import { withFileLock } from '../files/process-lock';
import { writeAtomically } from '../files/write-atomically';

/** A watch with what it has told, so that nothing is told twice. */
export const KeptWatch = Watch.extend({
  /** Keys of findings that were there at a look. Absent until the first one, which tells nothing. */
  seen: z.array(z.string()).optional(),
});
export type KeptWatch = z.infer<typeof KeptWatch>;

const WatchFile = z.object({ version: z.literal(1), watches: z.array(KeptWatch) });

/** Watches and what they have seen, kept in one JSON file that the window and the command line share. */
export class WatchStore {
  readonly file: string;
  #pending: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.file = file;
  }

  /** A file that is missing or damaged has no watches: they are comfort, and easily set again. */
  async read(): Promise<KeptWatch[]> {
    try {
      return WatchFile.parse(JSON.parse(await readFile(this.file, 'utf8'))).watches;
    } catch {
      return [];
    }
  }

  /** Changes what is on disk at that moment; answers what it made of it. */
  change(change: (watches: readonly KeptWatch[]) => readonly KeptWatch[]): Promise<KeptWatch[]> {
    const done = this.#pending.then(() =>
      withFileLock(this.file, async () => {
        const watches = [...change(await this.read())];
        await writeAtomically(this.file, `${JSON.stringify({ version: 1, watches }, null, 2)}\n`);
        return watches;
      }),
    );
    this.#pending = done.catch(() => undefined);
    return done;
  }
}
