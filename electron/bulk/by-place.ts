/** How many items of one profile and region are at work at once: a registry throttles each account and region on its own. */
const AT_ONCE_OF_A_PLACE = 4;
const AT_ONCE = 16;

export interface PlacedItem {
  index: number;
  profile: string;
  region: string;
}

/**
 * Works through the items, some at a time in all and fewer of each profile and region, those of a place in their order. Stops beginning new ones once the
 * signal says so, and waits for those under way. `work` never throws.
 */
export async function workByPlace(items: readonly PlacedItem[], signal: AbortSignal, work: (index: number) => Promise<void>): Promise<void> {
  const places = new Map<string, number[]>();
  for (const { index, profile, region } of items) {
    const key = `${profile}\n${region}`;
    const queue = places.get(key);
    if (queue === undefined) places.set(key, [index]);
    else queue.push(index);
  }
  const queues = [...places.values()].map((indexes) => ({ indexes, next: 0, running: 0 }));
  let turn = 0;
  /** The next place with something to do and room for it, in turn: a large account does not hold up the others. */
  const pick = (): (typeof queues)[number] | undefined => {
    for (let looked = 0; looked < queues.length; looked++) {
      const queue = queues[(turn + looked) % queues.length];
      if (queue !== undefined && queue.next < queue.indexes.length && queue.running < AT_ONCE_OF_A_PLACE) {
        turn = (turn + looked + 1) % queues.length;
        return queue;
      }
    }
    return undefined;
  };
  let running = 0;
  await new Promise<void>((resolve, reject) => {
    const go = (): void => {
      while (!signal.aborted && running < AT_ONCE) {
        const queue = pick();
        if (queue === undefined) break;
        const index = queue.indexes[queue.next++] as number;
        running += 1;
        queue.running += 1;
        work(index).then(() => {
          running -= 1;
          queue.running -= 1;
          go();
        }, reject);
      }
      if (running === 0) resolve();
    };
    go();
  });
}
