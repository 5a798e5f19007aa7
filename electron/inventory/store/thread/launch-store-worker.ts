import { Worker } from 'node:worker_threads';

/** Starts the thread that searches the inventory's file. `worker` is the bundled `store-worker`, `file` the database. */
export function launchStoreWorker(worker: string, file: string): Worker {
  return new Worker(worker, { workerData: { file }, env: {}, resourceLimits: { maxOldGenerationSizeMb: 256 } });
}
