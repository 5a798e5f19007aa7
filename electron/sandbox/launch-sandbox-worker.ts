import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { AppError, WireError } from '../../shared/errors';
import { SandboxDescription } from '../../shared/model/settings';
import type { RunningSandbox } from './sandbox-control';

/** What the worker tells: that it serves, or why it does not. */
const WorkerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), description: SandboxDescription }),
  z.object({ type: z.literal('failed'), error: WireError }),
]);

/** Milliseconds that a closing sandbox has to answer its last calls. */
const CLOSE_WITHIN = 2000;

/**
 * Starts the sandbox in a worker thread, so that its work never holds up a window. `file` is the bundled worker.
 * `brokeOff` hears what ended it while it served.
 */
export function launchSandboxWorker(file: string, stateDir: string, brokeOff: (cause: unknown) => void): Promise<RunningSandbox> {
  const worker = new Worker(file, { workerData: { stateDir } });
  return new Promise((resolve, reject) => {
    let isReady = false;
    worker.on('error', (cause) => isReady && brokeOff(cause));
    worker.once('error', (cause) => reject(failed('The sandbox broke off.', cause)));
    worker.once('exit', () => reject(failed('The sandbox ended before it was ready.')));
    worker.once('message', (message: unknown) => {
      const parsed = WorkerMessage.safeParse(message);
      if (!parsed.success) return reject(failed('The sandbox did not start as expected.'));
      if (parsed.data.type === 'failed') return reject(AppError.fromWire(parsed.data.error));
      isReady = true;
      resolve({
        description: parsed.data.description,
        close: () => close(worker),
        onExit: (listener) => void worker.once('exit', listener),
      });
    });
  });
}

async function close(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.postMessage('close');
  const timer = setTimeout(() => void worker.terminate(), CLOSE_WITHIN);
  await ended;
  clearTimeout(timer);
}

const failed = (message: string, cause?: unknown): AppError =>
  new AppError('sandbox-failed', message, { hint: 'Try again; if it keeps failing, remove its folder “sandbox” in Berth’s data folder.', cause });
