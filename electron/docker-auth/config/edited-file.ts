import { chown, mkdir, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { AppError } from '../../../shared/errors';
import { configFault } from '../../../shared/docker/config-file';
import { tidyUp } from '../../files/tidy-up';
import { flushFile, flushFolder, temporaryName, writeThrough } from '../../files/write-atomically';
import { withFileLock } from '../../files/process-lock';

/** What an edit did; `undefined` is a file that was not there, or is not any more. */
export interface Edit {
  before: string | undefined;
  after: string | undefined;
}

/** After so many that another writer foiled, the next ones are short. */
const FLUSHED_ATTEMPTS = 2;

/** A change of the text; `undefined` takes the file away. A file that is not there is the empty text. */
export type Change = (text: string) => string | undefined;

/**
 * A JSON file of another program, edited in place: a symbolic link stays one, the mode stays, all of it or nothing is
 * written. Other Berths wait for a lock; programs without one are noticed just before the rename.
 */
export class EditedFile {
  readonly path: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  /** Removes what a killed writer left beside the file. */
  async tidy(): Promise<void> {
    const target = await this.target();
    await tidyUp(dirname(target), (name) => name.startsWith(`${basename(target)}.berth-`));
  }

  /** @throws AppError `docker-config-malformed`, or `docker-config-unwritable` when it cannot be read. */
  async read(): Promise<string> {
    return (await this.#read(this.path)) ?? '';
  }

  /**
   * Makes a change, again and again until nobody else wrote meanwhile. `beforeReplace` runs just before the file is
   * replaced, and again when the change had to be made again.
   * @throws AppError `docker-config-malformed`, `docker-config-unwritable` or `disk-full`; the file is as it was then.
   */
  async edit(change: Change, beforeReplace: (edit: Edit) => Promise<void> = async () => undefined): Promise<Edit> {
    try {
      const target = await this.target();
      const text = await this.#read(target);
      if (isSame(text, change(text ?? ''))) return { before: text, after: text };
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      return await this.#inTurn(() => withFileLock(target, () => this.#replace(target, change, beforeReplace)));
    } catch (thrown) {
      throw unwritable(thrown, this.path);
    }
  }

  /** The file behind symbolic links, also when the last one points to nothing yet. */
  async target(): Promise<string> {
    let file = this.path;
    for (let hops = 0; hops < 20; hops += 1) {
      try {
        return await realpath(file);
      } catch {
        const link = await readlink(file).catch(() => undefined);
        if (link === undefined) return file;
        file = resolve(dirname(file), link);
      }
    }
    return file;
  }

  /** Edits of one process wait for each other here, so that only one of them asks for the lock at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #replace(target: string, change: Change, beforeReplace: (edit: Edit) => Promise<void>): Promise<Edit> {
    for (let attempt = 1; ; attempt += 1) {
      const before = await this.#read(target);
      const after = change(before ?? '');
      if (isSame(before, after)) return { before, after: before };
      await beforeReplace({ before, after });
      // Flushing takes longer than all the rest: where others write all the time, it comes after the rename.
      const flush = attempt <= FLUSHED_ATTEMPTS;
      const temporary = temporaryName(target);
      try {
        if (after !== undefined) await writeLike(target, temporary, { text: after, flush });
        if ((await bytesOf(target))?.toString('utf8') !== before) continue;
        await (after === undefined ? rm(target, { force: true }) : rename(temporary, target));
        // Somebody else may have replaced it since; then there is nothing of ours to flush.
        if (!flush) await flushFile(target).catch(() => undefined);
        await flushFolder(dirname(target));
        return { before, after };
      } finally {
        await rm(temporary, { force: true });
      }
    }
  }

  async #read(file: string): Promise<string | undefined> {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file);
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return undefined;
      throw new AppError('docker-config-unwritable', `${file} cannot be read.`, { hint: 'Check that it is a file and that you may read it.', cause: thrown });
    }
    const text = decoded(bytes);
    const fault = text === undefined ? { reason: 'it is not UTF-8 text' } : configFault(text);
    if (text !== undefined && fault === undefined) return text;
    const where = fault !== undefined && 'line' in fault ? ` at line ${fault.line}, column ${fault.column}` : '';
    throw new AppError('docker-config-malformed', `Docker’s ${this.path} is broken${where}: ${fault?.reason ?? ''}.`, {
      hint: 'Berth left it as it is; correct it there and try again.',
    });
  }
}

/** The text of bytes that are UTF-8 throughout; anything else could not be written back as it was. */
export function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** As it is now; a byte-order mark stays in front. `undefined` for a file that is not there. */
async function bytesOf(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  });
}

/** A file that is not there and one that stays empty are the same to a change that has nothing to do. */
const isSame = (before: string | undefined, after: string | undefined): boolean => before === after || (before === undefined && after === '');

/** Writes the new text with the mode and the owner of the old file; a new one is its owner's alone. */
async function writeLike(target: string, temporary: string, { text, flush }: { text: string; flush: boolean }): Promise<void> {
  const old = await stat(target).catch(() => undefined);
  await writeThrough(temporary, text, { mode: (old?.mode ?? 0o600) & 0o777, flush });
  // Only root can have to give a file back to somebody else.
  if (old !== undefined && process.getuid?.() === 0) await chown(temporary, old.uid, old.gid);
}

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

function unwritable(thrown: unknown, path: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = codeOf(thrown);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk-full', `There is no room left on the disk to write ${path}.`, { hint: 'Free some space and try again; the file is as it was.', cause: thrown });
  return new AppError('docker-config-unwritable', `${path} cannot be written${code === undefined ? '' : ` (${code})`}.`, { hint: 'Check that you may write the file and its folder.', cause: thrown });
}
