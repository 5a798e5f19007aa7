/** The live list of containers: engine events, re-listed; reconnecting when the engine goes away. */
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { toWireError } from '../../shared/errors';
import type { DockerState } from '../../shared/model/container';
import type { DockerConnector } from './docker-connector';
import { containerOf } from './container-row';
import { dockerError } from './docker-errors';

/** Events that change what a row shows; a health check's `exec_…` events, several a second, are not among them. */
const EVENTS = ['create', 'start', 'die', 'stop', 'kill', 'pause', 'unpause', 'restart', 'rename', 'destroy', 'update', 'oom'];
/** A burst of events within this many milliseconds is answered by one listing. */
const DEBOUNCE = 80;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
/** How long the engine may take to answer a listing before it counts as unreachable. */
const ANSWER_WITHIN = 10_000;

export class ContainerWatch {
  readonly #connector: DockerConnector;
  readonly #sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly #listeners = new Set<() => void>();
  #state: DockerState = { status: 'connecting', context: 'default', host: '', containers: [], images: [] };
  #round = new AbortController();
  #closed = false;
  #loop: Promise<void> | undefined;
  #firstTry: Promise<void> | undefined;

  constructor({ connector, sleep }: { connector: DockerConnector; sleep: (milliseconds: number, signal: AbortSignal) => Promise<void> }) {
    this.#connector = connector;
    this.#sleep = sleep;
  }

  state(): DockerState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): Promise<void> {
    this.#firstTry ??= new Promise((resolve) => {
      this.#loop = this.#run(resolve);
    });
    return this.#firstTry;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#round.abort();
    await this.#loop;
  }

  /** Ends this round and starts over at once; resolves when the engine answered, or did not. */
  async reconnect(): Promise<void> {
    if (this.#closed) return;
    const tried = new Promise<void>((resolve) => {
      const stop = this.onChange(() => {
        if (this.#state.status === 'connecting') return;
        stop();
        resolve();
      });
    });
    this.#round.abort();
    await (this.#firstTry === undefined ? this.start() : tried);
  }

  async #run(firstTried: () => void): Promise<void> {
    let delay = FIRST_DELAY;
    while (!this.#closed) {
      this.#round = new AbortController();
      const { signal } = this.#round;
      await this.#watchOnce(signal, () => {
        delay = FIRST_DELAY;
        firstTried();
      });
      firstTried();
      this.#connector.forget();
      if (this.#closed) return;
      if (signal.aborted) {
        delay = FIRST_DELAY;
        this.#publish({ ...this.#state, status: 'connecting' });
        continue;
      }
      await this.#sleep(delay, signal);
      delay = signal.aborted ? FIRST_DELAY : Math.min(delay * 2, LONGEST_DELAY);
      if (signal.aborted && !this.#closed) this.#publish({ ...this.#state, status: 'connecting' });
    }
  }

  /** Lists, then follows the events until the engine goes away or the round ends. Never throws. */
  async #watchOnce(signal: AbortSignal, answered: () => void): Promise<void> {
    let events: Readable | undefined;
    const hangUp = (): void => {
      events?.destroy();
    };
    signal.addEventListener('abort', hangUp);
    try {
      const docker = await this.#connector.connect();
      // Events first, then the list: nothing that happens in between is missed.
      events = (await docker.getEvents({ filters: { type: ['container'], event: EVENTS }, abortSignal: signal })) as Readable;
      const version = (await docker.version()).Version;
      await this.#list(docker, version, signal);
      answered();
      await this.#follow(events, () => this.#list(docker, version, signal), signal);
      throw Object.assign(new Error('The engine ended the stream of events.'), { code: 'ECONNREFUSED' });
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toWireError(dockerError(thrown, { host: this.#connector.host(), operation: 'list the containers' }));
      this.#publish({ status: 'unavailable', context: this.#connector.context(), host: this.#connector.host(), containers: [], images: [], error });
    } finally {
      signal.removeEventListener('abort', hangUp);
      events?.destroy();
    }
  }

  async #follow(events: Readable, list: () => Promise<void>, signal: AbortSignal): Promise<void> {
    let waiting: Promise<void> | undefined;
    for await (const _ of events) {
      waiting ??= this.#sleep(DEBOUNCE, signal).then(async () => {
        waiting = undefined;
        if (!signal.aborted) await list();
      }).catch((thrown: unknown) => {
        // The loop above fails with it.
        events.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
      });
    }
    await waiting;
  }

  async #list(docker: Docker, version: string, signal: AbortSignal): Promise<void> {
    const containers = await docker.listContainers({ all: true, abortSignal: AbortSignal.timeout(ANSWER_WITHIN) });
    if (signal.aborted) return;
    this.#publish({
      status: 'available',
      context: this.#connector.context(),
      host: this.#connector.host(),
      version,
      containers: containers.map(containerOf),
      images: [],
    });
  }

  #publish(state: DockerState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
