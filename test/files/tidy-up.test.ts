import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tidyUp } from '../../electron/files/tidy-up';
import { temporaryName, writeAtomically } from '../../electron/files/write-atomically';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-tidy-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The id of a process that has ended. */
async function gone(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

test('temporary files of processes that are gone go, and those that are a minute old; a write in progress stays', async () => {
  const mine = temporaryName('settings.json');
  const old = temporaryName('jobs.json');
  await writeAtomically(join(folder, 'settings.json'), '{}');
  for (const name of [mine, old, `profiles.json.berth-${await gone()}-0123abcd.tmp`, 'foreign.tmp']) await writeFile(join(folder, name), 'half');
  await utimes(join(folder, old), 1, 1);
  await tidyUp(folder);
  expect((await readdir(folder)).sort()).toEqual(['foreign.tmp', 'settings.json', mine].sort());
});

test('a folder that is not there is tidy', async () => {
  await expect(tidyUp(join(folder, 'nowhere'))).resolves.toBeUndefined();
});
