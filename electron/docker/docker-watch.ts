/** The live lists of containers and images: engine events, re-listed; reconnecting when the engine goes away. */
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { z } from 'zod';
import { toWireError } from '../../shared/errors';
import type { Container, DockerState, LocalImage } from '../../shared/model/container';
import type { DockerConnector } from './docker-connector';
import { containerOf } from './container-row';
import { jsonLines } from './docker-stream';
import { dockerError } from './docker-errors';
import { imagesOf } from './image-row';

/** Events that change what a row shows; a health check's `exec_…` events, several a second, are not among them. */
const CONTAINER_EVENTS = ['create', 'start', 'die', 'stop', 'kill', 'pause', 'unpause', 'restart', 'rename', 'destroy', 'update', 'oom'];
/** Events that change the list of images; a commit is told as the container's. */
const IMAGE_EVENTS = ['tag', 'untag', 'delete', 'import', 'load', 'pull', 'push', 'commit', 'prune'];
/** A burst of events within this many milliseconds is answered by one listing. */
const DEBOUNCE = 80;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
/** How long the engine may take to answer a listing before it counts as unreachable. */
const ANSWER_WITHIN = 10_000;

/** What an event says of itself. */
const EngineEvent = z.object({ Action: z.string() });

/** Lists to read again. */
interface Stale {
  containers: boolean;
  images: boolean;
}

/** Keeps the lists as the engine has them, for as long as it is not closed. */
export class DockerWatch {
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
      events = (await docker.getEvents({ filters: { type: ['container', 'image'], event: [...CONTAINER_EVENTS, ...IMAGE_EVENTS] }, abortSignal: signal })) as Readable;
      const version = (await docker.version()).Version;
      await this.#list({ docker, version, stale: { containers: true, images: true } }, signal);
      answered();
      await this.#follow(events, (stale) => this.#list({ docker, version, stale }, signal), signal);
      throw Object.assign(new Error('The engine ended the stream of events.'), { code: 'ECONNREFUSED' });
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toWireError(dockerError(thrown, { host: this.#connector.host(), operation: 'list containers and images' }));
      this.#publish({ status: 'unavailable', context: this.#connector.context(), host: this.#connector.host(), containers: [], images: [], error });
    } finally {
      signal.removeEventListener('abort', hangUp);
      events?.destroy();
    }
  }

  async #follow(events: Readable, list: (stale: Stale) => Promise<void>, signal: AbortSignal): Promise<void> {
    let waiting: Promise<void> | undefined;
    let stale: Stale = { containers: false, images: false };
    for await (const action of actions(events)) {
      const isImages = IMAGE_EVENTS.includes(action);
      stale = { containers: stale.containers || !isImages, images: stale.images || isImages };
      waiting ??= this.#sleep(DEBOUNCE, signal).then(async () => {
        waiting = undefined;
        const now = stale;
        stale = { containers: false, images: false };
        if (!signal.aborted) await list(now);
      }).catch((thrown: unknown) => {
        // The loop above fails with it.
        events.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
      });
    }
    await waiting;
  }

  async #list({ docker, version, stale }: { docker: Docker; version: string; stale: Stale }, signal: AbortSignal): Promise<void> {
    const abortSignal = AbortSignal.timeout(ANSWER_WITHIN);
    const [containers, images] = await Promise.all([
      stale.containers ? docker.listContainers({ all: true, abortSignal }).then((rows): Container[] => rows.map(containerOf)) : undefined,
      stale.images ? docker.listImages({ abortSignal }).then((rows): LocalImage[] => imagesOf(rows)) : undefined,
    ]);
    if (signal.aborted) return;
    this.#publish({
      status: 'available',
      context: this.#connector.context(),
      host: this.#connector.host(),
      version,
      // What was not read again is as it is now, not as it was when this reading began.
      containers: containers ?? this.#state.containers,
      images: images ?? this.#state.images,
    });
  }

  #publish(state: DockerState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What each event says has happened; an event of another shape counts as one that concerns everything a container shows. */
async function* actions(events: Readable): AsyncGenerator<string> {
  for await (const event of jsonLines(events)) yield EngineEvent.safeParse(event).data?.Action ?? '';
}
