import { type AppError, toAppError } from '../../../shared/errors';

/** What is known by now, and whether more of it is on its way. */
interface Readable {
  state: 'unread' | 'reading' | 'read';
}

export interface ReadingPorts<T extends Readable> {
  show: () => Promise<T>;
  begin: () => Promise<unknown>;
  stop: () => Promise<unknown>;
  pause: (milliseconds: number) => Promise<void>;
}

const LOOK_EVERY_MS = 400;

/**
 * Something that main reads piece by piece, looked at again and again while it does. Whoever makes one calls `close` when it
 * is not shown any more: then the reading ends.
 */
export class Reading<T extends Readable> {
  shown = $state.raw<T>();
  error = $state.raw<AppError>();
  /** Grows with every answer that has something new. */
  revision = $state(0);
  readonly #ports: ReadingPorts<T>;
  #closed = false;
  #looking = false;

  constructor(ports: ReadingPorts<T>) {
    this.#ports = ports;
  }

  /** Shows what is known; begins to read when `wanted` says so of it. */
  async open(wanted: (shown: T) => boolean): Promise<void> {
    await this.#look();
    if (this.shown?.state === 'reading') await this.#follow();
    else if (this.shown?.state === 'unread' && wanted(this.shown)) await this.begin();
  }

  /** Begins to read, and follows it to its end. */
  async begin(): Promise<void> {
    try {
      await this.#ports.begin();
    } catch (thrown) {
      this.error = toAppError(thrown);
      return;
    }
    await this.#follow();
  }

  async stop(): Promise<void> {
    await this.#ports.stop();
    await this.#look();
  }

  close(): void {
    this.#closed = true;
    if (this.shown?.state === 'reading') void this.#ports.stop().catch(() => undefined);
  }

  async #follow(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#look();
      while (this.shown?.state === 'reading' && !this.#closed && this.error === undefined) {
        await this.#ports.pause(LOOK_EVERY_MS);
        await this.#look();
      }
    } finally {
      this.#looking = false;
    }
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    try {
      this.shown = await this.#ports.show();
      this.error = undefined;
      this.revision += 1;
    } catch (thrown) {
      this.error = toAppError(thrown);
    }
  }
}

/** Waits. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));
