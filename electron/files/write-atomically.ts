import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors';

/**
 * Replaces a file as a whole: a temporary file beside it, flushed to disk, renamed over it, the folder flushed.
 * After a crash at any moment there is the old text or the new one; `tidyUp` removes the temporary file. Mode 0600.
 * @throws AppError `disk-full` when there is no room; the old file is untouched then.
 */
export async function writeAtomically(file: string, text: string | Uint8Array): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = temporaryName(file);
  try {
    await writeThrough(temporary, text);
    await rename(temporary, file);
    await flushFolder(folder);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (isFull(cause)) {
      throw new AppError('disk-full', `There is no room left on the disk to write ${file}.`, {
        hint: 'Free some space and try again; the file is as it was.',
        cause,
      });
    }
    throw cause;
  }
}

/** A name beside `file` that tells whose write it is, so that `tidyUp` knows when it is left over. */
export const temporaryName = (file: string): string => `${file}.berth-${process.pid}-${randomUUID().slice(0, 8)}.tmp`;

/**
 * Writes a new file and flushes it to disk (unless that is to wait); it is its owner's alone until it has the mode that
 * it is to have.
 */
export async function writeThrough(file: string, text: string | Uint8Array, { mode = 0o600, flush = true } = {}): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    if (flush) await handle.sync();
  } finally {
    await handle.close();
  }
  // Set apart from `open`, whose mode the umask narrows.
  if (mode !== 0o600) await chmod(file, mode);
}

const isFull = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT');

/** Makes what was written to a file last. */
export async function flushFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename in this folder last: it survives the loss of power from now on. */
export async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open a folder for this; its rename is durable by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
