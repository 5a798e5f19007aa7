import { setMaxListeners } from 'node:events';

/**
 * Runs `work` over the items, at most `limit` at a time. The first failure aborts the others, waits for them to end,
 * and is thrown: nothing runs on behind the caller's back.
 */
export async function inParallel<T>(
  { items, limit, signal }: { items: readonly T[]; limit: number; signal: AbortSignal },
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  // fetch leaves its listeners until it is collected, which Node takes for a leak after ten requests.
  setMaxListeners(0, stop.signal);
  const forward = (): void => stop.abort(signal.reason);
  if (signal.aborted) forward();
  signal.addEventListener('abort', forward);
  const queue = [...items];
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && failures.length === 0; item = queue.shift()) {
      try {
        await work(item, stop.signal);
      } catch (thrown) {
        failures.push(thrown);
        stop.abort();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  } finally {
    signal.removeEventListener('abort', forward);
  }
  if (failures.length > 0) throw failures[0];
}
