/** The worker thread that keeps the inventory: SQLite answers at once or not at all, which main must not wait for. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { describeThrown, toWireError } from '../../../../shared/errors';
import { StoreDesk } from '../store-desk';
import { StoreQueue } from '../store-queue';
import type { OperationInput } from '../operations';
import type { FromStore, ToStore } from './store-messages';

/** Between two readings ahead, in milliseconds: others have the processor meanwhile. */
const PAUSE_MS = 5;

/** While an index fills, images are read again as they are written: no longer than that, then with what is missing at once. */
const READ_ALL_MS = 20_000;

const { file } = z.object({ file: z.string() }).parse(workerData);
const send = (message: FromStore): void => parentPort?.postMessage(message);
const desk = new StoreDesk({
  file,
  now: Date.now,
  complain: (thrown) => send({ type: 'complaint', text: describeThrown(thrown) }),
  rebuilt: () => send({ type: 'rebuilt' }),
});
const queue = new StoreQueue(desk);

let asked = 0;
let hasSearched = false;
let isClosed = false;
let isPreparing = false;

/** While nobody asks, what the next questions need is read, a little at a time. Who never looks at the list pays for names alone. */
function prepare(): void {
  if (isPreparing || asked > 0) return;
  isPreparing = true;
  setTimeout(() => {
    isPreparing = false;
    if (asked === 0 && !isClosed && desk.prepare(hasSearched)) prepare();
  }, PAUSE_MS);
}

/** One for all that wait for it, and after every piece whatever has arrived: timers alone would let nobody in between. */
let readingAll: Promise<void> | undefined;
async function readUntil(end: number): Promise<void> {
  while (Date.now() < end && !isClosed && desk.prepare(true)) await new Promise((resolve) => setImmediate(resolve));
}
const readAll = (): Promise<void> => (readingAll ??= readUntil(Date.now() + READ_ALL_MS).finally(() => (readingAll = undefined)));

parentPort?.on('message', (message: ToStore) => {
  if (message.type === 'close') {
    isClosed = true;
    queue.close();
    desk.close();
    parentPort?.close();
    return;
  }
  const { id, name } = message;
  asked += 1;
  const done = (answer: FromStore): void => {
    send(answer);
    asked -= 1;
    hasSearched ||= name === 'query';
    if (hasSearched || name === 'sources') prepare();
  };
  // Images are many: what is asked meanwhile comes in between.
  const ready = name === 'searchImages' ? readAll() : Promise.resolve();
  void ready.then(() => queue.ask(name, message.input as OperationInput<typeof name>)).then(
    (value) => done({ type: 'answer', id, value }),
    (thrown: unknown) => done({ type: 'failed', id, error: toWireError(thrown) }),
  );
});
