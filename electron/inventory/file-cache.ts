import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Repository } from '../../shared/model/repository';
import { writeAtomically } from '../files/write-atomically';
import type { CachedSource, InventoryCache } from './ports';

/** Raised when the shape changes; a file of another version counts as none. */
const VERSION = 1;

const CacheFile = z.object({
  version: z.literal(VERSION),
  sources: z.array(z.object({ profile: z.string(), region: z.string(), repositories: z.array(Repository) })),
});

/** The inventory on disk: names and settings of repositories, nothing secret. */
export class FileInventoryCache implements InventoryCache {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  async load(): Promise<CachedSource[]> {
    try {
      return CacheFile.parse(JSON.parse(await readFile(this.#file, 'utf8'))).sources;
    } catch {
      // A cache is comfort: without a readable one the list fills from ECR.
      return [];
    }
  }

  /** One write after the other, so that the newest is the last on disk. @throws AppError `disk-full` among others. */
  save(sources: readonly CachedSource[]): Promise<void> {
    const write = this.#writing.then(() =>
      writeAtomically(this.#file, JSON.stringify({ version: VERSION, sources })),
    );
    this.#writing = write.catch(() => undefined);
    return write;
  }
}
