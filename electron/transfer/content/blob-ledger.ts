import { AppError } from '../../../shared/errors';

/** Which repository of a registry has which blob, as far as transfers saw it; shared by all of them, for mounting and for moving once. */
export class BlobLedger {
  readonly #places = new Map<string, Set<string>>();
  readonly #moving = new Map<string, Promise<void>>();
  readonly #most: number;

  /** Remembers at most `most` blobs, the oldest go first. What is remembered may have been deleted since: it is a hint. */
  constructor({ most = 50_000 }: { most?: number } = {}) {
    this.#most = most;
  }

  /** Repositories of the host that had the blob, the newest last. */
  placesOf(host: string, digest: string): readonly string[] {
    return [...(this.#places.get(keyOf(host, digest)) ?? [])];
  }

  note({ host, repository, digest }: BlobPlace): void {
    const key = keyOf(host, digest);
    const places = this.#places.get(key) ?? new Set<string>();
    places.delete(repository);
    places.add(repository);
    this.#places.delete(key);
    this.#places.set(key, places);
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= this.#most) break;
      this.#places.delete(oldest);
    }
  }

  /** A hint turned out wrong. */
  forget({ host, repository, digest }: BlobPlace): void {
    this.#places.get(keyOf(host, digest))?.delete(repository);
  }

  /**
   * Runs `move` when no other move of this blob to this registry is under way, and after one that is. So a blob that many images
   * share goes over once, and the later ones find it noted.
   */
  async once({ host, digest }: { host: string; digest: string }, signal: AbortSignal, move: () => Promise<void>): Promise<void> {
    const key = keyOf(host, digest);
    for (let other = this.#moving.get(key); other !== undefined; other = this.#moving.get(key)) await orCancelled(other, signal);
    const mine = move();
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.#moving.set(key, settled);
    try {
      await mine;
    } finally {
      if (this.#moving.get(key) === settled) this.#moving.delete(key);
    }
  }
}

export interface BlobPlace {
  host: string;
  repository: string;
  digest: string;
}

/** Waits for somebody else's work, but not longer than one's own is wanted. */
function orCancelled(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AppError('cancelled', 'Cancelled.', { cause: signal.reason }));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}

const keyOf = (host: string, digest: string): string => `${host} ${digest}`;
