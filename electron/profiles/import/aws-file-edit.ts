import { randomUUID } from 'node:crypto';
import { chmod, chown, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../shared/errors';
import { flushFolder, temporaryName } from '../../files/write-atomically';

/** One of the AWS files as it was read: bytes as Latin-1, so that whatever is not touched is written back the same. */
export interface AwsFileText {
  /** Where the file truly is; a symlink stays one. */
  file: string;
  text: string;
}

/** `undefined` when there is no such file. @throws AppError `file-not-found` when it cannot be read. */
export async function readAwsFile(path: string): Promise<AwsFileText | undefined> {
  try {
    const file = await realpath(path);
    return { file, text: await readFile(file, 'latin1') };
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')) return undefined;
    throw new AppError('file-not-found', `The file ${path} cannot be read.`, { hint: 'Allow yourself to read it and try again.', cause: thrown });
  }
}

/** Keeps a copy beside the file that only its owner can read; answers its name. */
export async function backUp({ file, text }: AwsFileText, at: Date): Promise<string> {
  const backup = `${file}.before-berth-${at.toISOString().replace(/\.\d+Z$/, 'Z').replaceAll(':', '-')}`;
  return writeNew(backup, text).then(
    () => backup,
    async (thrown: unknown) => {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw unwritable(file, thrown);
      const another = `${backup}-${randomUUID().slice(0, 8)}`;
      await writeNew(another, text);
      return another;
    },
  );
}

/**
 * Replaces the file as a whole, if it is still what was read; mode and owner stay.
 * @throws AppError `invalid-input` when another program changed it meanwhile, `disk-full`, `file-not-found`.
 */
export async function replaceAwsFile({ file, text }: AwsFileText, next: string): Promise<void> {
  const temporary = temporaryName(file);
  try {
    const { mode, uid, gid } = await stat(file);
    await writeNew(temporary, next);
    await chmod(temporary, mode & 0o777);
    // Only root may give a file to somebody else, and only root can have to.
    if (process.getuid?.() === 0) await chown(temporary, uid, gid);
    if ((await readFile(file, 'latin1')) !== text)
      throw new AppError('invalid-input', `Another program has just changed ${file}.`, { hint: 'Nothing was changed there; try again.' });
    await rename(temporary, file);
    await flushFolder(dirname(file));
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw thrown instanceof AppError ? thrown : unwritable(file, thrown);
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'latin1');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unwritable(file: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk-full', `There is no room left on the disk to write ${file}.`, { hint: 'Free some space and try again; the file is as it was.', cause });
  return new AppError('file-not-found', `The file ${file} cannot be written (${code}).`, { hint: 'Allow yourself to write it and its folder, and try again; it is as it was.', cause });
}
