import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../shared/errors';

export interface ProcessLockOptions {
  /** Milliseconds after which waiting is given up. */
  patienceMs?: number;
  /** Milliseconds after which a lock is left over even if its process id lives on elsewhere. */
  staleMs?: number;
}

/**
 * Runs `work` while no other Berth process holds the lock `file`, which names its process.
 * @throws AppError `timeout` when another process holds it for too long; what `work` throws.
 */
export async function withProcessLock<T>(file: string, work: () => Promise<T>, options: ProcessLockOptions = {}): Promise<T> {
  const { patienceMs = 30_000, staleMs = 60_000 } = options;
  const mine = `${process.pid} ${randomUUID()}`;
  const since = Date.now();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  while (!(await take(file, mine))) {
    if (await isLeftOver(file, staleMs)) await clear(file, staleMs);
    else if (Date.now() - since > patienceMs)
      throw new AppError('timeout', 'Another Berth has been changing the same secrets for too long.', {
        hint: `Try again; remove ${file} if no other Berth is running.`,
      });
    else await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
  }
  try {
    return await work();
  } finally {
    if ((await readFile(file, 'utf8').catch(() => '')) === mine) await rm(file, { force: true });
  }
}

async function take(file: string, mine: string): Promise<boolean> {
  try {
    await writeFile(file, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'EEXIST' || thrown.code === 'EPERM')) return false;
    throw thrown;
  }
}

/** One process alone clears a left-over lock, and looks again first: it must not remove the one that came after it. */
async function clear(file: string, staleMs: number): Promise<void> {
  const clearing = `${file}.clearing`;
  if (!(await take(clearing, ''))) {
    if (await isOlderThan(clearing, staleMs)) await rm(clearing, { force: true });
    return;
  }
  try {
    if (await isLeftOver(file, staleMs)) await rm(file, { force: true });
  } finally {
    await rm(clearing, { force: true });
  }
}

async function isLeftOver(file: string, staleMs: number): Promise<boolean> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (Number.isInteger(pid) && !isAlive(pid)) return true;
  return isOlderThan(file, staleMs);
}

const isOlderThan = async (file: string, milliseconds: number): Promise<boolean> => {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > milliseconds;
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
