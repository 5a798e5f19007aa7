import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { RegistryClient, type RegistryRepository } from '../../electron/registry/registry-client';
import type { Authorization } from '../../electron/registry/registry-session';
import type { Sink } from '../../electron/registry/wire/wire';
import { noSleep } from './access';

const bytes = Buffer.alloc(300_000, 'berth');
const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const blob = { mediaType: 'application/octet-stream', digest, size: bytes.byteLength };
const never = new AbortController().signal;
const open: { close(): void }[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** A registry that answers as the test says, and a client of it. */
async function registry(answer: (request: IncomingMessage, response: ServerResponse) => void, authorization: Authorization = () => Promise.resolve('QVdTOnBlcnNvbg=='), idleWithin = 5000) {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const client = new RegistryClient({ host, authorization, idleWithin, sleep: noSleep, random: () => 0 });
  open.push(client, { close: () => (server.closeAllConnections(), server.close()) });
  return { host, repository: client.repository('team/app') };
}

async function readAll(repository: RegistryRepository, signal = never): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await repository.read(blob, (chunk) => void chunks.push(Buffer.from(chunk)), { signal });
  return Buffer.concat(chunks);
}

async function readBody(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const refuse = (response: ServerResponse, status: number, code: string, message: string): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code, message }] }));
};

describe('reading a blob', () => {
  test('goes on where the registry cut it off', async () => {
    const ranges: (string | undefined)[] = [];
    const { repository } = await registry((request, response) => {
      ranges.push(request.headers.range);
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(start === 0 ? 200 : 206, { 'content-length': String(bytes.byteLength - start) });
      if (start === 0) response.write(bytes.subarray(0, 100_000), () => response.destroy());
      else response.end(bytes.subarray(start));
    });
    expect((await readAll(repository)).equals(bytes)).toBe(true);
    expect(ranges).toHaveLength(2);
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });

  test('skips what it has when the registry knows no ranges', async () => {
    let calls = 0;
    const { repository } = await registry((_request, response) => {
      calls += 1;
      response.writeHead(200, { 'content-length': String(bytes.byteLength) });
      if (calls === 1) response.write(bytes.subarray(0, 100_000), () => response.destroy());
      else response.end(bytes);
    });
    expect((await readAll(repository)).equals(bytes)).toBe(true);
    expect(calls).toBe(2);
  });

  test.each([
    ['a flipped bit', Buffer.from(bytes).fill(1, 7, 8)],
    ['bytes too many', Buffer.concat([bytes, Buffer.from('x')])],
  ])('never accepts %s', async (_what, sent) => {
    const { repository } = await registry((_request, response) => response.end(sent));
    await expect(readAll(repository)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  test('never accepts a body that stays too short', async () => {
    const { repository } = await registry((_request, response) => response.end(bytes.subarray(0, 10)));
    await expect(readAll(repository)).rejects.toMatchObject({ code: expect.stringMatching(/digest-mismatch|network/) as string });
  });

  test('follows a redirect to another host without the authorization', async () => {
    const seen: (string | undefined)[] = [];
    const storage = await registry((request, response) => {
      seen.push(request.headers.authorization);
      response.end(bytes);
    });
    const { repository } = await registry((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(307, { location: `http://${storage.host}/somewhere` }).end();
    });
    expect((await readAll(repository)).equals(bytes)).toBe(true);
    expect(seen).toEqual(['Basic QVdTOnBlcnNvbg==', undefined]);
  });

  test('a silent registry ends in a time-out', async () => {
    const { repository } = await registry(() => undefined, undefined, 50);
    await expect(readAll(repository)).rejects.toMatchObject({ code: 'timeout' });
  });

  test('a cancel ends it as cancelled', async () => {
    const cancel = new AbortController();
    const { repository } = await registry((_request, response) => {
      response.writeHead(200, { 'content-length': String(bytes.byteLength) }).write(bytes.subarray(0, 10), () => cancel.abort());
    });
    await expect(readAll(repository, cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('manifests', () => {
  test('one of more than 4 MiB is not read', async () => {
    const { repository } = await registry((_request, response) => {
      response.writeHead(200);
      Readable.from((function* () { for (;;) yield Buffer.alloc(65_536); })()).pipe(response);
    });
    await expect(repository.manifest('v1', never)).rejects.toMatchObject({ code: 'registry-failed' });
  });

  test('one with another digest than asked for is refused', async () => {
    const { repository } = await registry((_request, response) => response.end('{}'));
    await expect(repository.manifest(digest, never)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });
});

describe('refusals', () => {
  test.each([
    [404, 'NAME_UNKNOWN', 'The repository does not exist', 'repository-not-found'],
    [404, 'MANIFEST_UNKNOWN', 'Requested image not found', 'image-not-found'],
    [403, 'DENIED', 'User is not authorized to perform: ecr:BatchGetImage', 'access-denied'],
    [401, 'UNAUTHORIZED', 'authentication required', 'registry-unauthorized'],
    [429, 'TOOMANYREQUESTS', 'Rate exceeded', 'throttled'],
    [403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.', 'session-expired'],
    [500, 'UNKNOWN', 'oops', 'registry-failed'],
  ])('%i %s “%s” is %s', async (status, code, message, expected) => {
    const { repository } = await registry((_request, response) => refuse(response, status, code, message));
    await expect(repository.manifest('v1', never)).rejects.toMatchObject({ code: expected, hint: expect.any(String) as string });
  });

  test('an immutable tag is said to be one', async () => {
    const { repository } = await registry((_request, response) =>
      refuse(response, 400, 'TAG_INVALID', "The image tag 'v1' already exists in the 'team/app' repository and cannot be overwritten because the repository is immutable."));
    const manifest = { bytes: Buffer.from('{}'), digest, mediaType: 'application/json' };
    await expect(repository.putManifest('v1', manifest, never)).rejects.toMatchObject({ code: 'tag-immutable' });
  });

  test('an expired token is replaced once, and the call repeated', async () => {
    const asked: boolean[] = [];
    const { repository } = await registry(
      (request, response) => {
        if (request.headers.authorization === 'Basic QVdTOm5ldw==') response.end('{}');
        else refuse(response, 403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.');
      },
      ({ refresh }) => (asked.push(refresh), Promise.resolve(refresh ? 'QVdTOm5ldw==' : 'QVdTOm9sZA==')),
    );
    expect((await repository.manifest('v1', never)).bytes.toString()).toBe('{}');
    expect(asked).toEqual([false, true]);
  });

  test('a Bearer challenge is answered with a token for this repository', async () => {
    const asked: string[] = [];
    const { repository } = await registry((request, response) => {
      if (request.url?.startsWith('/token') === true) {
        asked.push(request.url);
        response.end(JSON.stringify({ token: 'letmein' }));
      } else if (request.headers.authorization === 'Bearer letmein') response.end('{}');
      else response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${request.headers.host}/token",service="hub"` }).end();
    }, () => Promise.resolve(undefined));
    await repository.manifest('v1', never);
    expect(asked).toEqual(['/token?service=hub&scope=repository%3Ateam%2Fapp%3Apull']);
  });

  test('a name that nobody listens at is a network error', async () => {
    const client = new RegistryClient({ host: '127.0.0.1:1', authorization: () => Promise.resolve(undefined), sleep: noSleep, random: () => 0 });
    await expect(client.repository('a/b').manifest('v1', never)).rejects.toMatchObject({ code: 'network' });
  });
});

describe('uploading a blob', () => {
  /** Takes one upload a POST; the first PUT breaks off after its first bytes, of which the registry kept `kept`. */
  function breaksOnce({ kept, says }: { kept: number; says: number }) {
    const calls: string[] = [];
    let received: Buffer = Buffer.alloc(0);
    let broken = false;
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const range = request.headers['content-range'];
      calls.push(`${request.method}${range === undefined ? '' : ` ${range}`}`);
      const here = { location: '/v2/team/app/blobs/uploads/1?state=x' };
      if (request.method === 'HEAD') return void response.writeHead(404).end();
      if (request.method === 'POST') return void response.writeHead(202, here).end();
      if (request.method === 'GET') return void response.writeHead(says, { ...here, range: `0-${kept - 1}` }).end();
      if (request.method === 'PUT' && !broken) {
        broken = true;
        received = bytes.subarray(0, kept);
        return void request.once('data', () => request.socket.destroy());
      }
      const body = await readBody(request);
      received = request.method === 'PATCH' || body.length === 0 ? Buffer.concat([received, body]) : body;
      response.writeHead(request.method === 'PATCH' ? 202 : 201, here).end();
    };
    return { calls, received: () => received, answer: (request: IncomingMessage, response: ServerResponse) => void answer(request, response) };
  }
  const send = async (sink: Sink, from: number): Promise<void> => sink(bytes.subarray(from));

  test('a registry that kept what arrived gets the rest alone', async () => {
    const { calls, received, answer } = breaksOnce({ kept: 100_000, says: 204 });
    const { repository } = await registry(answer);
    expect(await repository.uploadBlob({ descriptor: blob, send, signal: never })).toBe('uploaded');
    expect(received().equals(bytes)).toBe(true);
    // All had been handed on: the answer alone might have been lost.
    expect(calls).toEqual(['POST', 'PUT', 'HEAD', 'GET', `PATCH 100000-${bytes.length - 1}`, 'PUT']);
  });

  test.each([
    ['has forgotten the upload', { kept: 100_000, says: 404 }],
    ['cannot go on with it, as ECR', { kept: 100_000, says: 416 }],
    ['has nothing of it', { kept: 0, says: 204 }],
  ])('a registry that %s gets all of it in a fresh upload', async (_what, how) => {
    const { calls, received, answer } = breaksOnce(how);
    const { repository } = await registry(answer);
    expect(await repository.uploadBlob({ descriptor: blob, send, signal: never })).toBe('uploaded');
    expect(received().equals(bytes)).toBe(true);
    expect(calls).toEqual(['POST', 'PUT', 'HEAD', 'GET', 'POST', 'PUT']);
  });
});
