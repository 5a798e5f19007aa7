import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a bad network does to every connection, all the time (toxiproxy's toxics). */
export const TOXICS = ['latency', 'bandwidth', 'slow close', 'time-out', 'reset', 'slicer', 'data limit', 'down'] as const;
export type Toxic = (typeof TOXICS)[number];

const LATENCY_MS = 15;
/** Bytes a second. */
const BANDWIDTH = 4_000_000;
const SLOW_CLOSE_MS = 150;
const RESET_AFTER_MS = 20;
const SLICE = 512;
/** Bytes of one connection, down. */
const DATA_LIMIT = 60_000;

export interface ToxicProxy {
  readonly host: string;
  /** Connections that were made, or tried. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A TCP proxy in this process that stands before `targetPort` with one toxic in both directions. */
export async function startToxicProxy(targetPort: number, toxic: Toxic | undefined): Promise<ToxicProxy> {
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let connections = 0;
  const later = (ms: number, then: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, ms);
    timers.add(timer);
  };

  /** One direction. `limit`: bytes after which the connection is closed. */
  const pipe = (from: Socket, to: Socket, limit: number): void => {
    let passed = 0;
    const hand = (bytes: Buffer): void => void (to.destroyed || to.write(bytes) || from.pause());
    to.on('drain', () => from.resume());
    from.on('data', (bytes: Buffer) => {
      passed += bytes.length;
      switch (toxic) {
        case 'latency':
          return later(LATENCY_MS, () => hand(bytes));
        case 'bandwidth':
          from.pause();
          return later((bytes.length / BANDWIDTH) * 1000, () => {
            from.resume();
            hand(bytes);
          });
        case 'time-out':
          return;
        case 'slicer':
          for (let at = 0; at < bytes.length; at += SLICE) hand(bytes.subarray(at, at + SLICE));
          return;
        case 'data limit':
          hand(bytes.subarray(0, Math.max(0, bytes.length - Math.max(0, passed - limit))));
          if (passed >= limit) later(0, () => (to.end(), from.destroySoon()));
          return;
        default:
          return hand(bytes);
      }
    });
    const ending = toxic === 'slow close' ? SLOW_CLOSE_MS : toxic === 'latency' ? LATENCY_MS : toxic === 'bandwidth' ? 50 : 0;
    from.on('end', () => toxic !== 'time-out' && later(ending, () => to.end()));
    from.on('close', () => later(ending + 50, () => to.destroy()));
  };

  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    connections += 1;
    const upstream = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    if (toxic === 'reset') later(RESET_AFTER_MS, () => [client, upstream].forEach((socket) => socket.resetAndDestroy()));
    pipe(client, upstream, Infinity);
    pipe(upstream, client, toxic === 'data limit' ? DATA_LIMIT : Infinity);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const closed = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  // Nobody listens at the port any more: what was there is refused.
  if (toxic === 'down') await closed();
  return {
    host: `127.0.0.1:${port}`,
    connections: () => connections,
    close: async () => {
      timers.forEach((timer) => clearTimeout(timer));
      sockets.forEach((socket) => socket.destroy());
      if (toxic !== 'down') await closed();
    },
  };
}
