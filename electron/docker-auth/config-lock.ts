import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors';

/** An edit takes milliseconds, so a lock this old is left over even if its process id lives on elsewhere. */
const STALE_MS = 10_000;
const PATIENCE_MS = 30_000;

/** Runs `work` while no other Berth process edits `file`; the lock is a file beside it that names its process. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.berth-lock`;
  const since = Date.now();
  while (!(await take(lock))) {
    if (Date.now() - since > PATIENCE_MS)
      throw new AppError('docker-config-unwritable', `Another program has been changing ${file} for too long.`, {
        hint: `Remove ${lock} if no other Berth is running.`,
      });
    await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 10));
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Whether a process with this id runs on this computer. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    if (await isLeftOver(lock)) await rm(lock, { force: true });
    return false;
  }
}

async function isLeftOver(lock: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, pid] = await Promise.all([stat(lock), readFile(lock, 'utf8')]);
    if (Date.now() - mtimeMs > STALE_MS) return true;
    return pid !== '' && !isAlive(Number(pid));
  } catch {
    // It went away meanwhile.
    return false;
  }
}
