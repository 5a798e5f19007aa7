/** Calls to registries over kept connections, one pool a host, through the system's proxy where one is set. */
import { AppError } from '../../../shared/errors';
import { BufferPool } from './buffer-pool';
import { Connection } from './connection';
import { dial, type DialOptions } from './dial';
import { Trust } from './trust';
import type { Transport, WireAnswer, WireCall } from './wire';

export interface WireTransportOptions {
  /** Milliseconds without progress after which a call fails with `timeout`; 60 s unless told. */
  idleWithin?: number;
  /** Connections to one host at the same time. */
  perHost?: number;
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are read from here. */
  env?: DialOptions['env'];
  buffers?: BufferPool;
}

interface HostPool {
  free: Connection[];
  open: Set<Connection>;
  /** Calls that wait for a connection; first come, first served. */
  waiting: (() => void)[];
  dialling: number;
}

export class WireTransport implements Transport {
  readonly #hosts = new Map<string, HostPool>();
  readonly #idleWithin: number;
  readonly #perHost: number;
  readonly #env: DialOptions['env'];
  readonly #buffers: BufferPool;
  readonly #trust: Trust;

  constructor({ idleWithin = 60_000, perHost = 64, env = {}, buffers = new BufferPool() }: WireTransportOptions = {}) {
    this.#idleWithin = idleWithin;
    this.#perHost = perHost;
    this.#env = env;
    this.#buffers = buffers;
    this.#trust = new Trust(env);
  }

  /** @throws AppError, see `registry-errors.ts`. */
  async call(call: WireCall): Promise<WireAnswer> {
    for (;;) {
      const { connection, kept } = await this.#connection(call);
      try {
        return await connection.exchange(call);
      } catch (thrown) {
        // A kept connection may have been closed by the other side just now: that says nothing about this call. What is streamed
        // is not sent twice unasked, though: an upload to ECR takes bytes once.
        const repeatable = call.body === undefined || call.body instanceof Uint8Array;
        const died = repeatable && kept && !connection.heardAnything && thrown instanceof AppError && thrown.code === 'network';
        if (!died || call.signal.aborted) throw thrown;
      }
    }
  }

  close(): void {
    for (const { open } of this.#hosts.values()) for (const connection of [...open]) connection.close();
    this.#hosts.clear();
  }

  async #connection({ url, signal }: WireCall): Promise<{ connection: Connection; kept: boolean }> {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: signal.reason });
    const pool = this.#poolOf(url);
    for (;;) {
      for (let kept = pool.free.pop(); kept !== undefined; kept = pool.free.pop()) {
        if (kept.isFree) return { connection: kept, kept: true };
        pool.open.delete(kept);
      }
      if (pool.open.size + pool.dialling < this.#perHost) return { connection: await this.#dial(url, pool, signal), kept: false };
      await waitTurn(pool, signal);
    }
  }

  async #dial(url: URL, pool: HostPool, signal: AbortSignal): Promise<Connection> {
    pool.dialling += 1;
    try {
      const connection: Connection = new Connection({
        host: url.host,
        pool: this.#buffers,
        idleWithin: this.#idleWithin,
        onFree: () => {
          pool.free.push(connection);
          connection.rest();
          pool.waiting.shift()?.();
        },
      });
      const { socket, reads } = await dial({ url, onread: connection.onread, within: this.#idleWithin, env: this.#env, trust: this.#trust, signal });
      connection.attach(socket, reads);
      pool.open.add(connection);
      socket.once('close', () => {
        pool.open.delete(connection);
        pool.waiting.shift()?.();
      });
      return connection;
    } catch (thrown) {
      pool.waiting.shift()?.();
      throw thrown;
    } finally {
      pool.dialling -= 1;
    }
  }

  #poolOf({ origin }: URL): HostPool {
    const known = this.#hosts.get(origin);
    if (known !== undefined) return known;
    const pool: HostPool = { free: [], open: new Set(), waiting: [], dialling: 0 };
    this.#hosts.set(origin, pool);
    return pool;
  }
}

function waitTurn({ waiting }: HostPool, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      const at = waiting.indexOf(go);
      if (at >= 0) waiting.splice(at, 1);
      reject(new AppError('cancelled', 'Cancelled.', { cause: signal.reason }));
    };
    const go = (): void => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    waiting.push(go);
    signal.addEventListener('abort', abort, { once: true });
  });
}
