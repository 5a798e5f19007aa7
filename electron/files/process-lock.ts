import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors';
import { isAlive } from './process-alive';
import { temporaryName } from './write-atomically';

export interface ProcessLockOptions {
  /** Milliseconds after which waiting is given up. */
  patienceMs?: number;
  /** Milliseconds after which a lock is left over even if its process id lives on elsewhere: more than the work ever takes. */
  staleMs?: number;
  /** Milliseconds between two looks, at least; half as much again is random. */
  pauseMs?: number;
  /** What to say when it cannot be had; `lock` is the file to name. */
  busy?: (lock: string) => AppError;
}

/** A lock names its process at once; one that is still empty after this was killed on the way. */
const STALE_EMPTY_MS = 1_000;

/**
 * Runs `work` while no other process of Berth holds the lock file `lock`, which names its process; one whose process is gone is
 * taken over. Not reentrant.
 * @throws AppError `timeout`, or what `busy` says, when it cannot be had in time; what `work` throws.
 */
export async function withProcessLock<T>(lock: string, work: () => Promise<T>, options: ProcessLockOptions = {}): Promise<T> {
  const { patienceMs = 30_000, staleMs = 60_000, pauseMs = 10, busy = busyElsewhere } = options;
  const mine = `${process.pid} ${randomUUID()}`;
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
  const since = Date.now();
  while (!(await take(lock, mine, staleMs))) {
    if (Date.now() - since > patienceMs) throw busy(lock);
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (1 + Math.random() / 2)));
  }
  try {
    return await work();
  } finally {
    // After a long sleep of the computer it may be somebody else's by now.
    if ((await textOf(lock)) === mine) await rm(lock, { force: true });
  }
}

/** Alone among Berth's processes in editing `file`; the lock stands beside it. */
export function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  return withProcessLock(`${file}.berth-lock`, work, {
    patienceMs: 60_000,
    // An edit takes milliseconds.
    staleMs: 10_000,
    pauseMs: 4,
    busy: (lock) =>
      new AppError('docker-config-unwritable', `Another program has been changing ${file} for too long.`, { hint: `Remove ${lock} if no other Berth is running.` }),
  });
}

const busyElsewhere = (lock: string): AppError =>
  new AppError('timeout', 'Another Berth has been at work on the same for too long.', { hint: `Try again; remove ${lock} if no other Berth is running.` });

async function take(lock: string, mine: string, staleMs: number): Promise<boolean> {
  try {
    await writeFile(lock, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    // Windows says EPERM of a file that is just being removed.
    const taken = thrown instanceof Error && 'code' in thrown && (thrown.code === 'EEXIST' || (thrown.code === 'EPERM' && process.platform === 'win32'));
    if (!taken) throw thrown;
    const found = await textOf(lock);
    if (found !== undefined && (await isLeftOver(lock, found, staleMs))) await clear(lock, found);
    return false;
  }
}

async function isLeftOver(lock: string, found: string, staleMs: number): Promise<boolean> {
  const age = await stat(lock).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
  if (age > staleMs) return true;
  return found === '' ? age > STALE_EMPTY_MS : !isAlive(Number.parseInt(found, 10));
}

/** Two may find the same lock left over: who moves it away makes sure that it was still that one, else puts it back. */
async function clear(lock: string, leftOver: string): Promise<void> {
  const aside = temporaryName(lock);
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
