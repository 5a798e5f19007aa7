import { readFile, writeFile } from 'node:fs/promises';
import type { WireError } from '../../shared/errors';
import { objectIn } from './warm/token-record';

const fileOf = (lock: string): string => lock.replace(/\.lock$/, '.failed');

/** Notes beside a lock that the work it guards failed, for those that wait. An AppError holds no secret. */
export async function rememberFailure(lock: string, failure: { at: number; error: WireError }): Promise<void> {
  await writeFile(fileOf(lock), JSON.stringify(failure), { mode: 0o600 }).catch(() => undefined);
}

/** The error of the last failure when it was at `since` or later (milliseconds since 1970). */
export async function recentFailure(lock: string, since: number): Promise<unknown> {
  const noted = objectIn(await readFile(fileOf(lock), 'utf8').catch(() => undefined));
  return typeof noted?.at === 'number' && noted.at >= since ? noted.error : undefined;
}
