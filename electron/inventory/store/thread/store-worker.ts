/** The worker thread that keeps the inventory: SQLite answers at once or not at all, which main must not wait for. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { describeThrown, toWireError } from '../../../../shared/errors';
import { StoreDesk } from '../store-desk';
import { StoreQueue } from '../store-queue';
import type { OperationInput } from '../operations';
import type { FromStore, ToStore } from './store-messages';

const { file } = z.object({ file: z.string() }).parse(workerData);
const send = (message: FromStore): void => parentPort?.postMessage(message);
const desk = new StoreDesk({
  file,
  now: Date.now,
  complain: (thrown) => send({ type: 'complaint', text: describeThrown(thrown) }),
  rebuilt: () => send({ type: 'rebuilt' }),
});
const queue = new StoreQueue(desk);

parentPort?.on('message', (message: ToStore) => {
  if (message.type === 'close') {
    desk.close();
    parentPort?.close();
    return;
  }
  const { id, name } = message;
  queue.ask(name, message.input as OperationInput<typeof name>).then(
    (value) => send({ type: 'answer', id, value }),
    (thrown: unknown) => send({ type: 'failed', id, error: toWireError(thrown) }),
  );
});
