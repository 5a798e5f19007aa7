import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until there is an answer; rejects after 30 seconds with what was waited for and the last failure. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  const end = Date.now() + 30_000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (thrown) {
      last = thrown;
    }
    await sleep(100);
  }
  throw new Error(`Waited in vain for ${what}.`, { cause: last });
};
