import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process-alive';

/** How `temporaryName` ends: process id, eight random digits. */
const TEMPORARY = /\.berth-(\d+)-[0-9a-f]{8}\.tmp$/;
/** A write takes milliseconds: older than this it is left over even if its process id lives on elsewhere. */
const LEFT_OVER_MS = 60_000;

/**
 * Removes what killed writers left in a folder: temporary files whose process is gone, or that are older than a minute.
 * For the start of a program; a folder that is not there is tidy.
 */
export async function tidyUp(folder: string, isOurs: (name: string) => boolean = () => true): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid === undefined || !isOurs(name)) continue;
    const file = join(folder, name);
    const age = await stat(file).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
    if (age > LEFT_OVER_MS || !isAlive(Number(pid))) await rm(file, { force: true });
  }
}

/** The same for several folders. */
export async function tidyUpAll(folders: readonly string[]): Promise<void> {
  for (const folder of new Set(folders)) await tidyUp(folder);
}
