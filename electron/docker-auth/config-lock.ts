import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { isAlive } from '../files/process-alive';

/** An edit takes milliseconds, so a lock this old is left over even if its process id lives on elsewhere. */
const STALE_MS = 10_000;
/** A lock names its process at once; one that is still empty after this was killed on the way. */
const STALE_EMPTY_MS = 1_000;
const PATIENCE_MS = 60_000;

/**
 * Runs `work` while no other Berth process edits `file`; the lock is a file beside it that names its process, and one
 * whose process is gone is taken over. Not reentrant.
 * @throws AppError `docker-config-unwritable` when the lock cannot be had within a minute.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.berth-lock`;
  const mine = `${process.pid} ${randomUUID()}`;
  const since = Date.now();
  while (!(await take(lock, mine))) {
    if (Date.now() - since > PATIENCE_MS)
      throw new AppError('docker-config-unwritable', `Another program has been changing ${file} for too long.`, {
        hint: `Remove ${lock} if no other Berth is running.`,
      });
    await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 10));
  }
  try {
    return await work();
  } finally {
    // After a long sleep of the computer it may be somebody else's by now.
    if ((await textOf(lock)) === mine) await rm(lock, { force: true });
  }
}

async function take(lock: string, mine: string): Promise<boolean> {
  try {
    await writeFile(lock, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    const found = await textOf(lock);
    if (found !== undefined && (await isLeftOver(lock, found))) await clear(lock, found);
    return false;
  }
}

async function isLeftOver(lock: string, found: string): Promise<boolean> {
  const age = await stat(lock).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
  if (age > STALE_MS) return true;
  return found === '' ? age > STALE_EMPTY_MS : !isAlive(Number(found.split(' ')[0]));
}

/** Two may find the same lock left over: who moves it away makes sure that it was still that one, else puts it back. */
async function clear(lock: string, leftOver: string): Promise<void> {
  const aside = `${lock}.berth-${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  try {
    await rename(lock, aside);
    if ((await textOf(aside)) !== leftOver) await link(aside, lock);
  } catch {
    // Somebody else was faster.
  } finally {
    await rm(aside, { force: true });
  }
}

const textOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);
