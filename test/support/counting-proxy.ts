import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A relay of bytes in front of an AWS endpoint: counts operations by name, and can be switched off like a network. */
export interface CountingProxy {
  /** Where to reach it, as an `endpoint_url`. */
  readonly url: string;
  /** How often clients have asked for this operation. */
  count(operation: string): number;
  /** From now on nobody gets through, or everybody does again. */
  outage(on: boolean): void;
  close(): Promise<void>;
}

/** Starts one in front of `endpoint` (http). Signatures hold: what the client says, its host too, arrives as it is. */
export const startCountingProxy = async (endpoint: string): Promise<CountingProxy> => {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  let seen = '';
  let isOut = false;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === client ? upstream : client).destroy();
      });
    }
    if (isOut) return void client.destroy();
    client.on('data', (bytes) => (seen += bytes.toString('latin1')));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: (operation) => seen.split(new RegExp(`x-amz-target: [\\w]+\\.${operation}\\r\\n`, 'i')).length - 1,
    outage: (on) => {
      isOut = on;
      if (on) sockets.forEach((socket) => socket.destroy());
    },
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
