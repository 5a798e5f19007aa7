import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { withProcessLock } from '../../electron/files/process-lock';

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'berth-lock-')), 'folder', 'lock');
});

const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 3));
const leftOver = async (text: string): Promise<void> => {
  await withProcessLock(file, async () => undefined);
  await writeFile(file, text);
};

test('lets one in at a time, also past a lock that a killed process left', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await leftOver(`${pid} somebody`);
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 12 }, () =>
      withProcessLock(file, async () => {
        most = Math.max(most, (inside += 1));
        await pause();
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(await readdir(dirname(file))).toEqual([]);
});

test('a lock of a process that lives is waited for, and it is said when that takes too long', async () => {
  await leftOver(`${process.pid} somebody`);
  await expect(withProcessLock(file, async () => undefined, { patienceMs: 50 })).rejects.toMatchObject({ code: 'timeout', hint: expect.stringContaining(file) });
  expect(await readFile(file, 'utf8')).toBe(`${process.pid} somebody`);
});

test('a lock that is very old is left over, whoever has its process id now', async () => {
  await leftOver(`${process.pid} somebody`);
  const old = Date.now() / 1000 - 120;
  await utimes(file, old, old);
  expect(await withProcessLock(file, async () => 'in')).toBe('in');
});

test('work that fails lets the next one in', async () => {
  await expect(withProcessLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withProcessLock(file, async () => 'in')).toBe('in');
});
