import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BufferPool } from '../../../electron/registry/wire/buffer-pool';
import { WireTransport } from '../../../electron/registry/wire/wire-transport';

const PIECE = Buffer.alloc(1024 * 1024, 7);
const PIECES = 1024;
const SIZE = PIECES * PIECE.length;

/** Serves 1 GiB, and takes what is sent to it more slowly than it serves. */
const server = createServer((request, response) => {
  if (request.method === 'PUT') {
    let taken = 0;
    request.on('data', (bytes: Buffer) => {
      taken += bytes.length;
      request.pause();
      setImmediate(() => request.resume());
    });
    request.on('end', () => response.end(String(taken)));
    return;
  }
  response.writeHead(200, { 'content-length': SIZE });
  let left = PIECES;
  const more = (): void => {
    while (left > 0) {
      left -= 1;
      if (!response.write(PIECE)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
});
beforeAll(async () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a blob of 1 GiB goes through a handful of buffers, however slow the other side is', async () => {
  const buffers = new BufferPool();
  const transport = new WireTransport({ buffers });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/x`);
  const { signal } = new AbortController();
  const source = await transport.call({ method: 'GET', url, signal });
  const answer = await transport.call({ method: 'PUT', url, body: { length: SIZE, send: (sink) => source.body.pump(sink) }, signal });
  expect((await answer.body.bytes(100)).toString()).toBe(String(SIZE));
  transport.close();
  expect(buffers.made).toBeGreaterThan(0);
  expect(buffers.made).toBeLessThanOrEqual(6);
}, 120_000);
