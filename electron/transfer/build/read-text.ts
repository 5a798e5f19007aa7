import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors';
import { codeOf } from '../../registry/registry-errors';
import { fileError } from '../file-errors';

/** More bytes than any Dockerfile or ignore file has. */
const MOST = 4 * 1024 * 1024;

/**
 * A text file of a build folder; undefined when it is not there. What is no file (a pipe would never end) or too long is refused.
 * @throws AppError `file-malformed`, `access-denied`.
 */
export async function readText(file: string): Promise<string | undefined> {
  const refused = (why: string): AppError => new AppError('file-malformed', `${basename(file)} is ${why}.`, { hint: 'Choose another folder, or correct it.' });
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw refused('no file');
      if (stats.size > MOST) throw refused('too long for what it should be');
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw fileError(thrown, file);
  }
}
