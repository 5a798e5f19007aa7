/** Readings of many layers, each for as long as somebody asks how far it is. */
import { setMaxListeners } from 'node:events';
import { inParallel } from '../transfer/content/in-parallel';
import type { Descriptor } from '../registry/content';
import type { RegistryRepository } from '../registry/registry-client';
import type { LayerShelf } from './layer-shelf';

export interface ReadingPorts {
  shelf: LayerShelf;
  /** Runs `then` later, unless what it answers is called before. */
  after: (milliseconds: number, then: () => void) => () => void;
}

interface Reading {
  abort: AbortController;
  done: Promise<void>;
  stopTimer: () => void;
}

/** Layers that come at once: one is seldom as fast as the connection. */
const AT_ONCE = 3;
/** Nobody waits any more when nobody asked for so long. */
const ABANDONED_AFTER_MS = 20_000;

export class Readings {
  readonly #ports: ReadingPorts;
  readonly #running = new Map<string, Reading>();

  constructor(ports: ReadingPorts) {
    this.#ports = ports;
  }

  isRunning(key: string): boolean {
    return this.#running.has(key);
  }

  /** Somebody still waits. */
  touch(key: string): void {
    const reading = this.#running.get(key);
    if (reading === undefined) return;
    reading.stopTimer();
    reading.stopTimer = this.#timer(key);
  }

  /** Begins to list layers, unless that is under way; resolves when it ends, however that is. */
  begin(key: string, layers: readonly { descriptor: Descriptor; source: RegistryRepository }[]): Promise<void> {
    const running = this.#running.get(key);
    if (running !== undefined) return running.done;
    const abort = new AbortController();
    setMaxListeners(0, abort.signal);
    const work = async (): Promise<void> => {
      try {
        await inParallel({ items: layers, limit: AT_ONCE, signal: abort.signal }, ({ descriptor, source }, signal) => this.#ports.shelf.read(descriptor, source, signal));
      } catch (thrown) {
        if (!abort.signal.aborted) throw thrown;
      } finally {
        this.#running.get(key)?.stopTimer();
        this.#running.delete(key);
      }
    };
    const reading: Reading = { abort, stopTimer: this.#timer(key), done: Promise.resolve() };
    this.#running.set(key, reading);
    reading.done = work();
    return reading.done;
  }

  stop(key: string): void {
    this.#running.get(key)?.abort.abort();
  }

  close(): void {
    for (const { abort, stopTimer } of this.#running.values()) {
      stopTimer();
      abort.abort();
    }
  }

  #timer(key: string): () => void {
    return this.#ports.after(ABANDONED_AFTER_MS, () => this.stop(key));
  }
}
