import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Vitest's global set-up of the unit tests: where the window is built, once for all the files that open it, when the first of them does. */
export const setup = async (): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-window-'));
  process.env.BERTH_TEST_WINDOW = folder;
  return () => rm(folder, { recursive: true, force: true });
};
