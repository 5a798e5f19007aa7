import { open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors';
import { scratchFolder } from '../../files/scratch-folder';
import { flushFolder } from '../../files/write-atomically';
import { codeOf } from '../../registry/registry-errors';
import { fileError } from '../file-errors';

const KIND = '.berth-export';

/**
 * Writes a file or folder of a name at once: `write` fills one beside it, which gets the name when it is whole and on the disk. After a
 * failure nothing is left, after a kill nothing has the name, and what lies beside it goes with the next export. A file is replaced;
 * a folder may be empty. @throws AppError `disk-full`, `access-denied`, `file-not-found`, `invalid-input`, or what `write` throws.
 */
export async function writeWhole(path: string, write: (temporary: string) => Promise<void>, { kind }: { kind: 'file' | 'folder' }): Promise<void> {
  let scratch: string | undefined;
  try {
    if (kind === 'folder') await mustBeEmpty(path);
    scratch = await scratchFolder(dirname(path), KIND);
    const temporary = join(scratch, basename(path));
    await write(temporary);
    if (kind === 'folder') {
      await rmdir(path).catch((thrown: unknown) => {
        if (codeOf(thrown) !== 'ENOENT') throw thrown;
      });
    }
    await rename(temporary, path);
    await flushFolder(dirname(path));
  } catch (thrown) {
    throw fileError(thrown, scratch === undefined ? dirname(path) : path);
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

async function mustBeEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return [];
    throw codeOf(thrown) === 'ENOTDIR' ? new AppError('invalid-input', `${folder} is a file.`, { hint: 'Name a folder that does not exist yet.' }) : thrown;
  });
  if (names.length > 0) throw new AppError('invalid-input', `${folder} is not empty.`, { hint: 'Name a folder that does not exist yet, or an empty one.' });
}

/** Sees to it that what was written to a file is on the disk. */
export async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}
