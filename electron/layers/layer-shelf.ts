/** Layers whose files are listed, and those that are being listed. The least lately used are let go when they take too much memory. */
import { type AppError, toAppError } from '../../shared/errors';
import type { ContentSource, Descriptor } from '../registry/content';
import { type LayerFiles, weightOf } from './files/layer-files';
import { LISTING_LIMITS, readLayer } from './read-layer';

export type LayerState =
  | { state: 'unread' }
  | { state: 'reading'; readBytes: number }
  | { state: 'read'; files: LayerFiles }
  | { state: 'failed'; error: AppError };

/** A single layer is listed to this many bytes of memory even where the shelf is full. */
const LEAST_WEIGHT = 16e6;

export class LayerShelf {
  readonly #capacity: number;
  /** In the order of their use. */
  readonly #read = new Map<string, { files: LayerFiles; weight: number }>();
  readonly #reading = new Map<string, { bytes: number; done: Promise<void> }>();
  readonly #failed = new Map<string, AppError>();
  /** Layers of the images that are looked at: they stay. */
  #pinned: ReadonlySet<string> = new Set();

  /** `capacity`: bytes of memory. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  state(digest: string): LayerState {
    const read = this.#read.get(digest);
    if (read !== undefined) return { state: 'read', files: read.files };
    const reading = this.#reading.get(digest);
    if (reading !== undefined) return { state: 'reading', readBytes: reading.bytes };
    const error = this.#failed.get(digest);
    return error === undefined ? { state: 'unread' } : { state: 'failed', error };
  }

  /** Says which layers may not be let go. */
  pin(digests: Iterable<string>): void {
    this.#pinned = new Set(digests);
    for (const digest of this.#pinned) this.#used(digest);
    this.#trim();
  }

  /** Forgets that layers failed: they are tried again. */
  forgetFailures(digests: Iterable<string>): void {
    for (const digest of digests) this.#failed.delete(digest);
  }

  /** Lists a layer unless it is listed, or failed, already; a failure is kept for whoever asks for its state. @throws when cancelled. */
  async read(descriptor: Descriptor, source: Pick<ContentSource, 'read'>, signal: AbortSignal): Promise<void> {
    const { digest } = descriptor;
    while (!this.#read.has(digest) && !this.#failed.has(digest)) {
      signal.throwIfAborted();
      const other = this.#reading.get(digest);
      // Whoever reads it may give up; then it is this one's turn.
      if (other === undefined) await this.#start(descriptor, source, signal);
      else await other.done;
    }
  }

  async #start(descriptor: Descriptor, source: Pick<ContentSource, 'read'>, signal: AbortSignal): Promise<void> {
    const { digest } = descriptor;
    const limits = { ...LISTING_LIMITS, weight: Math.max(LEAST_WEIGHT, Math.min(LISTING_LIMITS.weight, this.#capacity - this.#weight((each) => this.#pinned.has(each)))) };
    const reading = { bytes: 0, done: Promise.resolve() };
    this.#reading.set(digest, reading);
    const work = async (): Promise<void> => {
      try {
        const files = await readLayer({ source, descriptor, signal, limits, report: (bytes) => void (reading.bytes = bytes) });
        this.#read.set(digest, { files, weight: weightOf(files) });
        this.#trim();
      } catch (thrown) {
        if (!signal.aborted) this.#failed.set(digest, toAppError(thrown));
      } finally {
        this.#reading.delete(digest);
      }
    };
    reading.done = work();
    await reading.done;
    signal.throwIfAborted();
  }

  #used(digest: string): void {
    const read = this.#read.get(digest);
    if (read === undefined) return;
    this.#read.delete(digest);
    this.#read.set(digest, read);
  }

  #weight(of: (digest: string) => boolean): number {
    return [...this.#read].reduce((sum, [digest, { weight }]) => sum + (of(digest) ? weight : 0), 0);
  }

  #trim(): void {
    let over = this.#weight(() => true) - this.#capacity;
    for (const [digest, { weight }] of [...this.#read]) {
      if (over <= 0) return;
      if (this.#pinned.has(digest)) continue;
      this.#read.delete(digest);
      over -= weight;
    }
  }
}
