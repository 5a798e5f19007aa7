import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A registry that lets everybody in with any password, and takes its time: `docker login` waits between reading and writing. */
export interface PlainRegistry {
  /** A name of it for every number: to Docker each is another registry. */
  host(n: number): string;
  close(): Promise<void>;
}

/** Listens on all of 127.0.0.0/8, which Docker speaks plain http to. */
export async function startPlainRegistry({ slowestMs }: { slowestMs: number }): Promise<PlainRegistry> {
  const server = createServer((request, response) => {
    const isSignedIn = request.headers.authorization?.startsWith('Basic ') === true;
    setTimeout(() => {
      response.writeHead(isSignedIn ? 200 : 401, isSignedIn ? {} : { 'WWW-Authenticate': 'Basic realm="plain"' });
      response.end('{}');
    }, Math.random() * slowestMs);
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: (n) => `127.0.${Math.floor(n / 250)}.${1 + (n % 250)}:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
