import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../../registry/registry-errors';
import { good, unknown, type Finding } from './finding';

/** Left free beside what is written, so that the machine goes on working. */
const SPARE = 64 * 1024 * 1024;

/** Bytes that whoever runs Berth may still write where `folder` is, or will be. */
export async function freeBytes(folder: string): Promise<number> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at);
      return bavail * bsize;
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT' || dirname(at) === at) throw thrown;
    }
  }
}

/** Whether what is to be written fits. Never fails. */
export async function spaceFinding(free: (folder: string) => Promise<number>, { folder, bytes }: { folder: string; bytes: number }): Promise<Finding> {
  let left: number;
  try {
    left = await free(folder);
  } catch {
    return unknown('space', `How much space is left in ${folder} could not be found out.`);
  }
  const words = `${sizeWords(bytes)} to write, ${sizeWords(left)} free in ${folder}.`;
  const hint = 'Free some space, or choose another folder.';
  if (left < bytes) return { subject: 'space', level: 'stop', message: words, hint };
  return left < bytes + SPARE ? { subject: 'space', level: 'warn', message: words, hint } : good('space', words);
}

function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
