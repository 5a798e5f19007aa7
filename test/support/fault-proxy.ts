import { connect, createServer, type Socket } from 'node:net';

/** What happens when so many bytes have gone one way; once, then the proxy is only a proxy. */
export interface Fault {
  /** `up`: from the client to the server. */
  direction: 'up' | 'down';
  /** After this many bytes in that direction, over all connections. */
  after: number;
  kind: 'reset' | 'close' | 'silence' | 'flip-bit' | 'slow' | 'slices';
}

export interface FaultProxy {
  readonly port: number;
  /** Bytes so far, and where each piece ended: the boundaries that matter. */
  readonly passed: { up: number; down: number; boundaries: { up: number[]; down: number[] } };
  /** Whether the planned fault has happened. */
  readonly happened: () => boolean;
  plan(fault: Fault | undefined): void;
  close(): Promise<void>;
}

/** A TCP proxy in this process that does what bad networks do. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let fault: Fault | undefined;
  let done = false;
  const passed = { up: 0, down: 0, boundaries: { up: [] as number[], down: [] as number[] } };

  const forward = (from: Socket, to: Socket, direction: Fault['direction']): void => {
    let silent = false;
    from.on('data', (bytes: Buffer) => {
      if (silent) return;
      const before = passed[direction];
      passed[direction] += bytes.length;
      passed.boundaries[direction].push(passed[direction]);
      const due = fault !== undefined && !done && fault.direction === direction && passed[direction] > fault.after ? fault : undefined;
      if (due === undefined) return void (to.write(bytes) || from.pause());
      done = true;
      const keep = Math.max(0, due.after - before);
      switch (due.kind) {
        case 'reset':
          to.write(bytes.subarray(0, keep), () => {
            from.resetAndDestroy();
            to.resetAndDestroy();
          });
          return;
        case 'close':
          to.end(bytes.subarray(0, keep), () => void from.end());
          return;
        case 'silence':
          silent = true;
          return void to.write(bytes.subarray(0, keep));
        case 'flip-bit': {
          const copy = Buffer.from(bytes);
          copy[keep] = (copy[keep] ?? 0) ^ 1;
          return void to.write(copy);
        }
        case 'slow':
          from.pause();
          setTimeout(() => {
            to.write(bytes);
            from.resume();
          }, 120);
          return;
        case 'slices':
          for (let at = 0; at < bytes.length; at += 97) to.write(bytes.subarray(at, at + 97));
          return;
      }
    });
    to.on('drain', () => from.resume());
    from.on('end', () => !silent && to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => setTimeout(() => to.destroy(), 50));
  };

  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket));
    }
    forward(client, upstream, 'up');
    forward(upstream, client, 'down');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    passed,
    happened: () => done,
    plan: (next) => {
      fault = next;
      done = false;
      Object.assign(passed, { up: 0, down: 0, boundaries: { up: [], down: [] } });
    },
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
