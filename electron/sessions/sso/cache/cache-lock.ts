import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../../shared/errors';

/** A refresh with all its retries takes less; a lock this old is left over even if its process id lives on elsewhere. */
const STALE_MS = 120_000;
const PATIENCE_MS = 150_000;
/** Between two looks: short, because whoever waits here has somebody waiting. */
const LOOK_MS = 25;

/**
 * Runs `work` while no other process of Berth does the same for `file`. The lock is a file beside it that names its owner; not
 * `.json`, because `aws sso logout` reads every one of those.
 */
export async function withCacheLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.berth-lock`;
  const mine = `${process.pid} ${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const since = Date.now();
  while (!(await take(lock, mine))) {
    if (Date.now() - since > PATIENCE_MS)
      throw new AppError('timeout', 'Another program has been renewing this sign-in for too long.', { hint: `Remove ${lock} if no other Berth is running.` });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  try {
    return await work();
  } finally {
    if ((await contentOf(lock)) === mine) await rm(lock, { force: true });
  }
}

async function take(lock: string, mine: string): Promise<boolean> {
  try {
    await writeFile(lock, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    await removeLeftOver(lock);
    return false;
  }
}

/** Moves a lock away whose owner is gone. Of several that try at once, one moves it; a new lock moved by mistake is put back. */
async function removeLeftOver(lock: string): Promise<void> {
  const seen = await contentOf(lock);
  if (seen === undefined || !(await isLeftOver(lock, seen))) return;
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
    if ((await contentOf(aside)) !== seen) await link(aside, lock);
  } catch {
    // Somebody else was faster.
  } finally {
    await rm(aside, { force: true });
  }
}

async function isLeftOver(lock: string, content: string): Promise<boolean> {
  const age = await stat(lock).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
  if (age > STALE_MS) return true;
  const pid = Number(content.split(' ')[0]);
  // Between its creation and its first byte a lock is empty.
  return content !== '' && Number.isInteger(pid) && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

const contentOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);
