/** The window and the demo behind it, built once for all files of tests. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildDemo } from './page';

export interface BuiltWindow {
  /** Where the window's files are. */
  folder: string;
  /** The demo's script. */
  demo: string;
}

/** Builds both, or waits for the other file of tests that does so already. Rejects with what the build said. */
export async function builtWindow(root: string): Promise<BuiltWindow> {
  const place = process.env.BERTH_TEST_WINDOW;
  if (place === undefined) throw new Error('Vitest’s global set-up did not make a folder for the window.');
  const folder = join(place, 'window');
  const answer = join(place, 'demo.json');
  if (await begins(join(place, 'begun'))) {
    const demo = await buildDemo(root, folder).catch((thrown: unknown) => ({ failure: String(thrown) }));
    await writeFile(`${answer}.half`, JSON.stringify(demo));
    await rename(`${answer}.half`, answer);
  }
  let text: string | undefined;
  while ((text = await readFile(answer, 'utf8').catch(() => undefined)) === undefined) await sleep(200);
  const demo = JSON.parse(text) as string | { failure: string };
  if (typeof demo !== 'string') throw new Error(demo.failure);
  return { folder, demo };
}

/** Whether nobody began before. */
const begins = (mark: string): Promise<boolean> =>
  mkdir(mark).then(
    () => true,
    () => false,
  );
