import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { WireCall } from '../../../electron/registry/wire/wire';
import { WireTransport } from '../../../electron/registry/wire/wire-transport';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that speaks raw bytes; `heard` is everything it was sent, `connections` how many there were. */
async function server(onRequest: (socket: Socket, heard: string) => void) {
  const sockets = new Set<Socket>();
  let connections = 0;
  const listening: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let heard = '';
    socket.on('error', () => undefined).on('data', (bytes) => {
      heard += bytes.toString('latin1');
      onRequest(socket, heard);
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    sockets.forEach((socket) => socket.destroy());
    listening.close();
  });
  const address = listening.address();
  return { url: new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v2/x`), connections: () => connections };
}

function transport(options: ConstructorParameters<typeof WireTransport>[0] = {}): WireTransport {
  const made = new WireTransport({ idleWithin: 3000, ...options });
  closing.push(() => made.close());
  return made;
}

const get = (url: URL, rest: Partial<WireCall> = {}): WireCall => ({ method: 'GET', url, signal: new AbortController().signal, ...rest });
const ok = (body: string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
const text = async (used: WireTransport, call: WireCall): Promise<string> => (await (await used.call(call)).body.bytes(1e6)).toString();
const isWhole = (heard: string): boolean => heard.endsWith('\r\n\r\n');

describe('answers', () => {
  test('one connection serves call after call, also where the body was not wanted', async () => {
    const { url, connections } = await server((socket, heard) => {
      if (isWhole(heard)) socket.write(ok('hello'));
    });
    const used = transport();
    expect(await text(used, get(url))).toBe('hello');
    (await used.call(get(url))).body.discard();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await text(used, get(url))).toBe('hello');
    expect(connections()).toBe(1);
  });

  test.each([
    ['byte by byte', (answer: string) => [...answer]],
    ['at once', (answer: string) => [answer]],
  ])('arrive %s', async (_how, cut) => {
    const answer = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n';
    const { url } = await server((socket, heard) => {
      if (!isWhole(heard)) return;
      void (async () => {
        for (const piece of cut(answer)) {
          socket.write(piece);
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
    });
    expect(await text(transport(), get(url))).toBe('hello world');
  });

  test('a body that the connection ends is whole, and one with a length is not', async () => {
    const { url } = await server((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'));
    expect(await text(transport(), get(url))).toBe('hello');
    const short = await server((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello'));
    await expect(text(transport(), get(short.url))).rejects.toMatchObject({ code: 'network' });
  });

  test('more than was asked for is not read', async () => {
    const { url } = await server((socket) => socket.write(ok('x'.repeat(2000))));
    const answer = await transport().call(get(url));
    await expect(answer.body.bytes(1000)).rejects.toMatchObject({ code: 'registry-failed' });
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\na: ${'x'.repeat(70_000)}`],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ])('%s is a failure of the registry', async (_what, said) => {
    const { url } = await server((socket) => socket.write(said));
    await expect(transport().call(get(url))).rejects.toMatchObject({ code: 'registry-failed' });
  });

  test('words nobody asked for never become the answer to the next call', async () => {
    const { url, connections } = await server((socket, heard) => {
      if (isWhole(heard)) socket.write(`${ok('first')}${ok('planted')}`);
    });
    const used = transport();
    expect(await text(used, get(url))).toBe('first');
    expect(await text(used, get(url))).toBe('first');
    expect(connections()).toBe(2);
  });
});

describe('a slow taker', () => {
  test('holds the sender back instead of filling memory, and gets every byte', async () => {
    const size = 64 * 1024 * 1024;
    let sent = 0;
    const { url } = await server((socket, heard) => {
      if (!isWhole(heard)) return;
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`);
      const chunk = Buffer.alloc(1024 * 1024, 7);
      const more = (): void => {
        while (sent < size) {
          sent += chunk.length;
          if (!socket.write(chunk)) return void socket.once('drain', more);
        }
      };
      more();
    });
    const answer = await transport().call(get(url));
    let taken = 0;
    let wrong = 0;
    let open = false;
    const gate = { go: (): void => undefined };
    const opened = new Promise<void>((resolve) => (gate.go = resolve));
    const pumped = answer.body.pump((bytes) => {
      taken += bytes.length;
      if (bytes.some((byte) => byte !== 7)) wrong += 1;
      return open ? undefined : opened.then(() => void (wrong += bytes.every((byte) => byte === 7) ? 0 : 1));
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(taken).toBeLessThan(2 * 1024 * 1024);
    expect(sent).toBeLessThan(size / 2);
    open = true;
    gate.go();
    await pumped;
    expect({ taken, wrong }).toEqual({ taken: size, wrong: 0 });
  });

  test('that fails ends the reading with its own words', async () => {
    const { url } = await server((socket) => socket.write(ok('hello')));
    const answer = await transport().call(get(url));
    await expect(answer.body.pump(() => Promise.reject(new Error('the disk is full')))).rejects.toMatchObject({ cause: { message: 'the disk is full' } });
  });
});

describe('sending', () => {
  test('a streamed body goes out with its length, each part when the last was taken', async () => {
    const heards: string[] = [];
    const { url } = await server((socket, heard) => {
      if (!heard.endsWith('END')) return;
      heards.push(heard);
      socket.write(ok(''));
    });
    const body = { length: 11, send: async (sink: (bytes: Buffer) => Promise<void> | undefined) => { await sink(Buffer.from('12345678')); await sink(Buffer.from('END')); } };
    expect((await transport().call(get(url, { method: 'PUT', body }))).status).toBe(200);
    expect(heards[0]).toMatch(/^PUT \/v2\/x HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\n[^]*content-length: 11\r\n\r\n12345678END$/);
  });

  test('a refusal ends it early, and the connection is not used again', async () => {
    const { url, connections } = await server((socket, heard) => {
      if (heard.includes('PUT')) socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nno!');
      else if (isWhole(heard)) socket.write(ok('fine'));
    });
    const used = transport();
    let parts = 0;
    const send = async (sink: (bytes: Buffer) => Promise<void> | undefined): Promise<void> => {
      for (; parts < 1000; parts += 1) {
        await sink(Buffer.alloc(1000));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const answer = await used.call(get(url, { method: 'PUT', body: { length: 1_000_000, send } }));
    expect(answer.status).toBe(413);
    expect((await answer.body.bytes(10)).toString()).toBe('no!');
    expect(await text(used, get(url))).toBe('fine');
    expect(parts).toBeLessThan(1000);
    expect(connections()).toBe(2);
  });

  test.each([['too few', 5], ['too many', 15]])('%s bytes never pass for the whole', async (_what, count) => {
    const { url } = await server(() => undefined);
    const body = { length: 10, send: async (sink: (bytes: Buffer) => Promise<void> | undefined) => void (await sink(Buffer.alloc(count))) };
    await expect(transport().call(get(url, { method: 'PUT', body }))).rejects.toMatchObject({ code: 'internal' });
  });

  test('a header that would be two is refused', async () => {
    const { url } = await server((socket) => socket.write(ok('')));
    await expect(transport().call(get(url, { headers: { 'x-a': 'b\r\nx-evil: c' } }))).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('connections', () => {
  test('a kept one that has died meanwhile is replaced unseen, but bytes that are streamed are not sent twice', async () => {
    let requests = 0;
    const { url } = await server((socket, heard) => {
      if (!isWhole(heard)) return;
      requests += 1;
      if (requests === 1) socket.write(ok('one'));
      // The second request on the first connection meets a closed door.
      else if (heard.split('HTTP/1.1').length > 2) socket.destroy();
      else socket.write(ok('two'));
    });
    const used = transport();
    expect(await text(used, get(url))).toBe('one');
    expect(await text(used, get(url))).toBe('two');
    const body = { length: 4, send: async (sink: (bytes: Buffer) => Promise<void> | undefined) => void (await sink(Buffer.from('\r\n\r\n'))) };
    await expect(used.call(get(url, { method: 'PUT', body }))).rejects.toMatchObject({ code: 'network' });
  });

  test('no more than allowed are open at once; the others wait their turn, and a cancel ends the waiting', async () => {
    const held: Socket[] = [];
    const { url, connections } = await server((socket, heard) => {
      if (isWhole(heard)) held.push(socket);
    });
    const used = transport({ perHost: 2 });
    const first = [text(used, get(url)), text(used, get(url))];
    const cancel = new AbortController();
    const third = used.call(get(url, { signal: cancel.signal }));
    const fourth = text(used, get(url));
    while (held.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    cancel.abort();
    await expect(third).rejects.toMatchObject({ code: 'cancelled' });
    held[0]?.write(ok('a'));
    while (held.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    held[1]?.write(ok('b'));
    held[2]?.write(ok('c'));
    expect([...(await Promise.all(first)), await fourth].sort()).toEqual(['a', 'b', 'c']);
    expect(connections()).toBe(2);
  });

  test('silence ends in a time-out, slowness on our side does not', async () => {
    const silent = await server(() => undefined);
    await expect(transport({ idleWithin: 100 }).call(get(silent.url))).rejects.toMatchObject({ code: 'timeout' });
    const { url } = await server((socket, heard) => {
      if (heard.endsWith('END')) socket.write(ok('done'));
    });
    const send = async (sink: (bytes: Buffer) => Promise<void> | undefined): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await sink(Buffer.from('END'));
    };
    expect((await transport({ idleWithin: 100 }).call(get(url, { method: 'PUT', body: { length: 3, send } }))).status).toBe(200);
  });

  test('a cancel ends a call that waits for its answer', async () => {
    const { url } = await server(() => undefined);
    const cancel = new AbortController();
    const call = transport().call(get(url, { signal: cancel.signal }));
    setTimeout(() => cancel.abort(), 20);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('go through the proxy of the environment, with its sign-in, and say so when it refuses', async () => {
    const target = await server((socket, heard) => {
      if (isWhole(heard)) socket.write(ok('through'));
    });
    const asked: string[] = [];
    const proxy = createServer((socket) => {
      socket.on('error', () => undefined).once('data', (bytes) => {
        asked.push(bytes.toString());
        if (asked.length > 1) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        const onward = connect(Number(target.url.port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        });
        onward.on('error', () => undefined);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closing.push(() => proxy.close());
    const address = proxy.address();
    const env = { HTTP_PROXY: `http://me:p%40ss@127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` };
    const url = new URL('http://registry.example/v2/');
    const used = transport({ env });
    expect(await text(used, get(url))).toBe('through');
    expect(asked[0]).toBe(`CONNECT registry.example:80 HTTP/1.1\r\nhost: registry.example:80\r\nproxy-authorization: Basic ${Buffer.from('me:p@ss').toString('base64')}\r\n\r\n`);
    const refused = await transport({ env }).call(get(url)).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: 'network' });
    expect((refused as Error).message).toContain('407');
    expect((refused as Error).message).not.toContain('p@ss');
  });
});
