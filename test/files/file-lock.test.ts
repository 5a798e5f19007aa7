import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFileLock } from '../../electron/files/process-lock';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-lock-'));
  file = join(folder, 'config.json');
});
afterEach(() => rm(folder, { recursive: true }));
const lock = (): string => `${file}.berth-lock`;

test('one after the other', async () => {
  const events: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    events.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withFileLock(file, work(name))));
  for (let n = 0; n < 6; n += 2) expect(events[n + 1]).toBe(events[n]?.replace('begins', 'ends'));
  expect(await readdir(folder)).toEqual([]);
});

test('a lock whose process is gone is taken over, by one of those that wait for it', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await writeFile(lock(), `${child.pid} some`);
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 6 }, () =>
      withFileLock(file, async () => {
        most = Math.max(most, (inside += 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('a lock is left over when it is old, even if its process id lives on, and one that never got its name', async () => {
  await writeFile(lock(), `${process.pid} before the sleep`);
  await utimes(lock(), 1, 1);
  expect(await withFileLock(file, async () => 'old')).toBe('old');
  await writeFile(lock(), '');
  await utimes(lock(), Date.now() / 1000 - 2, Date.now() / 1000 - 2);
  expect(await withFileLock(file, async () => 'empty')).toBe('empty');
});

test('a lock that was taken over meanwhile is not removed', async () => {
  await withFileLock(file, () => writeFile(lock(), '1 somebody else'));
  expect(await readdir(folder)).toEqual(['config.json.berth-lock']);
});
