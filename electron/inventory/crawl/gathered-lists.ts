import type { CrawlClock, CrawlStore, ReadList } from './ports';

/** How long a list waits for others, and how many images are written in one go at most. */
const WAIT_MS = 80;
const IMAGES = 3000;

interface Batch {
  lists: ReadList[];
  images: number;
  written: Promise<boolean>;
  write: () => void;
}

/** Lists of images on their way to the store: what comes within a moment is written as one, which costs a fraction of writing each alone. */
export class GatheredLists {
  readonly #ports: { store: Pick<CrawlStore, 'putImageLists'>; clock: Pick<CrawlClock, 'sleep'> };
  #batch: Batch | undefined;
  #isClosed = false;

  constructor(ports: { store: Pick<CrawlStore, 'putImageLists'>; clock: Pick<CrawlClock, 'sleep'> }) {
    this.#ports = ports;
  }

  /** Fulfilled when it is written, with the others. @throws AppError of the store. */
  put(list: ReadList): Promise<boolean> {
    const batch = (this.#batch ??= this.#begin());
    batch.lists.push(list);
    batch.images += list.images.length;
    if (batch.images >= IMAGES) batch.write();
    return batch.written;
  }

  /** Writes what waits at once. */
  flush(): void {
    this.#batch?.write();
  }

  /** The store closes: what waits is read again at the next start. */
  close(): void {
    this.#isClosed = true;
    this.flush();
  }

  #begin(): Batch {
    const { store, clock } = this.#ports;
    const waiting = new AbortController();
    const batch: Batch = { lists: [], images: 0, write: () => waiting.abort(), written: Promise.resolve(false) };
    batch.written = clock.sleep(WAIT_MS, waiting.signal).then(() => {
      if (this.#batch === batch) this.#batch = undefined;
      return this.#isClosed ? false : store.putImageLists(batch.lists);
    });
    return batch;
  }
}
