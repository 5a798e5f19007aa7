import { setMaxListeners } from 'node:events';

/** Lets something run beside the work; its failure counts for whoever awaits it. */
export type Begin = <T>(beside: Promise<T>) => Promise<T>;

/** Runs `work`, and what it begins beside it, on one signal: whatever runs still when the work ends is stopped, and waited for. */
export async function alongside<T>(signal: AbortSignal, work: (signal: AbortSignal, begin: Begin) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  // Each blob in flight listens; Node would take that for a leak.
  setMaxListeners(0, stop.signal);
  const forward = (): void => stop.abort(signal.reason);
  signal.addEventListener('abort', forward);
  if (signal.aborted) forward();
  const begun: Promise<unknown>[] = [];
  const begin: Begin = (beside) => {
    begun.push(beside);
    beside.catch(() => undefined);
    return beside;
  };
  try {
    return await work(stop.signal, begin);
  } finally {
    stop.abort();
    signal.removeEventListener('abort', forward);
    await Promise.allSettled(begun);
  }
}
