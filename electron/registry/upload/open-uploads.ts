import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isAlive } from '../../files/process-alive';
import { withFileLock } from '../../files/process-lock';
import { writeAtomically } from '../../files/write-atomically';

/** A blob on its way into a repository. */
export interface UploadedBlob {
  host: string;
  repository: string;
  digest: string;
}

/** Remembers where uploads go on after the end of Berth. Nothing of it ever fails: without it an upload begins anew. */
export interface OpenUploads {
  /** The address of an upload of this blob that was left open, if one is known; it may have been forgotten by the registry. */
  recall(blob: UploadedBlob): Promise<string | undefined>;
  remember(blob: UploadedBlob, location: string): Promise<void>;
  forget(blob: UploadedBlob): Promise<void>;
}

/** Registries purge uploads after a week (distribution's `uploadpurging`), in milliseconds. */
const KEPT_FOR = 7 * 24 * 3600 * 1000;
/** Uploads that are remembered; the oldest go first. */
const MOST = 64;
/** A longer address is not remembered, in characters. */
const LONGEST = 8_192;

const Entry = z.object({
  host: z.string(),
  repository: z.string(),
  digest: z.string(),
  /** May hold a token that lets its bearer go on with this one upload. */
  location: z.url().max(LONGEST),
  /** Epoch milliseconds. */
  at: z.number(),
  /** The process that uploads: while it lives nobody else goes on with it. */
  pid: z.number().int(),
});
type Entry = z.infer<typeof Entry>;
const OpenUploadsFile = z.object({ version: z.literal(1), uploads: z.array(z.unknown()) });

export interface FileOpenUploadsOptions {
  /** `open-uploads.json`. */
  file: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** This process's id. */
  pid: number;
  /** Takes what went wrong with the file; it disturbs nobody. */
  log: (thrown: unknown) => void;
}

/** In a small file of Berth's own folder that only its owner can read, shared by the window and the command line. */
export class FileOpenUploads implements OpenUploads {
  readonly #options: FileOpenUploadsOptions;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: FileOpenUploadsOptions) {
    this.#options = options;
  }

  async recall(blob: UploadedBlob): Promise<string | undefined> {
    const { pid } = this.#options;
    const entry = (await this.#read()).find((each) => isSame(each, blob));
    return entry === undefined || (entry.pid !== pid && isAlive(entry.pid)) ? undefined : entry.location;
  }

  remember({ host, repository, digest }: UploadedBlob, location: string): Promise<void> {
    if (location.length > LONGEST) return Promise.resolve();
    const { now, pid } = this.#options;
    const entry: Entry = { host, repository, digest, location, at: now(), pid };
    return this.#edit((entries) => [...entries.filter((each) => !isSame(each, entry)), entry].slice(-MOST));
  }

  forget(blob: UploadedBlob): Promise<void> {
    return this.#edit((entries) => entries.filter((each) => !isSame(each, blob)));
  }

  /** A missing or damaged file is an empty one. */
  async #read(): Promise<Entry[]> {
    const text = await readFile(this.#options.file, 'utf8').catch(() => '');
    const parsed = OpenUploadsFile.safeParse(parseJson(text));
    if (!parsed.success) return [];
    const oldest = this.#options.now() - KEPT_FOR;
    return parsed.data.uploads.flatMap((each) => {
      const entry = Entry.safeParse(each);
      return entry.success && entry.data.at > oldest ? [entry.data] : [];
    });
  }

  /** One change after the other, here and among processes; what stays as it is is not written. */
  #edit(change: (entries: Entry[]) => Entry[]): Promise<void> {
    const { file, log } = this.#options;
    const done = this.#work.then(() =>
      withFileLock(file, async () => {
        const entries = await this.#read();
        const next = change(entries);
        if (JSON.stringify(next) !== JSON.stringify(entries)) await writeAtomically(file, `${JSON.stringify({ version: 1, uploads: next })}\n`);
      }).catch(log),
    );
    this.#work = done;
    return done;
  }
}

const isSame = (one: UploadedBlob, other: UploadedBlob): boolean => one.host === other.host && one.repository === other.repository && one.digest === other.digest;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
