/** A worker thread that is the sandbox: tells that it is ready or why not, and ends when it is told to close. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { toWireError } from '../../shared/errors';
import { startSandbox } from './sandbox';

async function run(): Promise<void> {
  try {
    const { stateDir } = z.object({ stateDir: z.string() }).parse(workerData);
    const sandbox = await startSandbox({ stateDir });
    parentPort?.once('message', () => void sandbox.close().finally(() => process.exit(0)));
    parentPort?.postMessage({ type: 'ready', description: sandbox.description });
  } catch (thrown) {
    parentPort?.postMessage({ type: 'failed', error: toWireError(thrown) });
  }
}

void run();
