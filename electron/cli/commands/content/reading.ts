import { pause } from '../../../timing';
import type { CommandRun } from '../../command-run';

const LOOK_EVERY_MS = 200;

/** Waits for layers to be read while the terminal shows how far it is; Ctrl+C ends the reading. */
export async function readingUntil(
  run: CommandRun<object>,
  reading: Promise<void>,
  progress: () => Promise<{ done: number; total: number }>,
  stop: () => Promise<void>,
): Promise<void> {
  let ended = false;
  const end = (): void => void stop();
  run.signal.addEventListener('abort', end);
  try {
    const done = reading.finally(() => (ended = true));
    while (!ended) {
      await Promise.race([done, pause(LOOK_EVERY_MS)]);
      const { done: doneBytes, total: totalBytes } = await progress();
      run.out.progress({ step: 'Reading layers', doneBytes, totalBytes, parts: [] });
    }
    await done;
    run.signal.throwIfAborted();
  } finally {
    run.signal.removeEventListener('abort', end);
  }
}
