/** A registry that keeps what arrives of an upload, in pieces of a fixed size, and misbehaves when told to. In memory. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What it does with one request instead of what is right. */
export type Mischief =
  /** Takes so many bytes of the body, then closes the connection. */
  | { cutAfter: number }
  /** Does as it is asked, and closes the connection instead of answering. */
  | 'lose-answer'
  /** Forgets all open uploads, then does as it is asked. */
  | 'forget-uploads'
  /** Answers this status without doing anything. */
  | { refuse: number };

export interface KeepingRegistry {
  readonly host: string;
  /** Bytes of bodies that arrived for blobs. */
  received(): number;
  /** “PUT”, “PATCH 100-199” … in the order they came. */
  readonly calls: string[];
  readonly blobs: ReadonlyMap<string, Buffer>;
  readonly manifests: ReadonlyMap<string, Buffer>;
  /** Decides about each request that comes from now on. */
  mischief(plan: (request: { method: string; path: string }) => Mischief | undefined): void;
  /** From now on bodies are read no faster than this many bytes a second; 0 is as fast as they come. */
  slow(bytesPerSecond: number): void;
  /** Answers to these requests wait until `release`. */
  hold(when: (request: { method: string; path: string }) => boolean): { held(): number; release(): void };
  close(): Promise<void>;
}

/** `pieces`: of an upload that breaks it keeps whole pieces of so many bytes. */
export async function startKeepingRegistry({ pieces = 64 * 1024 }: { pieces?: number } = {}): Promise<KeepingRegistry> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Buffer>();
  const types = new Map<string, string>();
  const uploads = new Map<string, Buffer[]>();
  const calls: string[] = [];
  const sockets = new Set<Socket>();
  let plan: (request: { method: string; path: string }) => Mischief | undefined = () => undefined;
  let holds: { when: (request: { method: string; path: string }) => boolean; wait: Promise<void>; held: number }[] = [];
  let perSecond = 0;
  let received = 0;
  let ids = 0;

  const sizeOf = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0);

  /** Reads a body into an upload; of one that breaks, whole pieces are kept. False when it broke. */
  const take = async (request: IncomingMessage, id: string, cutAfter: number | undefined): Promise<boolean> => {
    const before = Buffer.concat(uploads.get(id) ?? []);
    const parts: Buffer[] = [before];
    let taken = 0;
    let whole = false;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        taken += chunk.length;
        received += chunk.length;
        parts.push(chunk);
        if (cutAfter !== undefined && taken >= cutAfter) break;
        if (perSecond > 0) await new Promise((resolve) => setTimeout(resolve, (1000 * chunk.length) / perSecond));
      }
      whole = cutAfter === undefined && taken === Number(request.headers['content-length'] ?? 0);
    } catch {
      whole = false;
    }
    if (uploads.has(id)) uploads.set(id, whole ? parts : keep(parts));
    return whole;
  };
  const keep = (parts: readonly Buffer[]): Buffer[] => {
    const first = parts[0] as Buffer;
    const arrived = Buffer.concat(parts.slice(1));
    return [first, arrived.subarray(0, Math.floor(arrived.length / pieces) * pieces)];
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // A request that is given up on has none any more.
    const { socket } = request;
    const url = new URL(request.url ?? '/', 'http://registry');
    const method = request.method ?? '';
    const path = url.pathname;
    const range = request.headers['content-range'];
    calls.push(`${method}${range === undefined ? '' : ` ${range}`}`);
    const wrong = plan({ method, path });
    for (const each of holds.filter(({ when }) => when({ method, path }))) {
      each.held += 1;
      await each.wait;
    }
    if (wrong === 'forget-uploads') uploads.clear();
    if (typeof wrong === 'object' && 'refuse' in wrong) {
      request.resume();
      return void response.writeHead(wrong.refuse).end();
    }
    const answer = (status: number, headers: Record<string, string | number> = {}, body?: Buffer): void => {
      if (wrong === 'lose-answer') return void socket.destroy();
      response.writeHead(status, headers).end(body);
    };
    const unknown = (code: string): void => {
      request.resume();
      answer(404, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify({ errors: [{ code }] })));
    };
    const name = /^\/v2\/(.+)\/(?:blobs|manifests|referrers)\//.exec(path)?.[1] ?? '';
    const last = path.slice(path.lastIndexOf('/') + 1);

    if (path.endsWith('/blobs/uploads/') && method === 'POST') {
      const id = `${(ids += 1)}`;
      uploads.set(id, []);
      return answer(202, { location: `${path}${id}?state=secret-${id}` });
    }
    if (path.includes('/blobs/uploads/')) {
      const parts = uploads.get(last);
      if (parts === undefined) return unknown('BLOB_UPLOAD_UNKNOWN');
      const here = { location: `${path}?state=secret-${last}` };
      if (method === 'GET') return answer(204, { ...here, range: `0-${Math.max(0, sizeOf(parts) - 1)}` });
      if (range !== undefined && Number(range.split('-')[0]) !== sizeOf(parts)) {
        request.resume();
        return answer(416, { ...here, range: `0-${Math.max(0, sizeOf(parts) - 1)}` });
      }
      const whole = await take(request, last, typeof wrong === 'object' ? wrong.cutAfter : undefined);
      if (!whole) return void socket.destroy();
      const all = Buffer.concat(uploads.get(last) ?? []);
      if (method === 'PATCH') return answer(202, { ...here, range: `0-${all.length - 1}` });
      const digest = url.searchParams.get('digest') ?? '';
      uploads.delete(last);
      if (sha256(all) !== digest) return answer(400, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify({ errors: [{ code: 'DIGEST_INVALID' }] })));
      blobs.set(digest, all);
      return answer(201, { 'docker-content-digest': digest });
    }
    if (path.includes('/blobs/')) {
      const blob = blobs.get(last);
      if (blob === undefined) return unknown('BLOB_UNKNOWN');
      const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const body = blob.subarray(from);
      return answer(from > 0 ? 206 : 200, { 'content-length': body.length, ...(from > 0 && { 'content-range': `bytes ${from}-${blob.length - 1}/${blob.length}` }) }, method === 'HEAD' ? undefined : body);
    }
    if (path.includes('/manifests/')) {
      if (method === 'PUT') {
        const parts: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) parts.push(chunk);
        const bytes = Buffer.concat(parts);
        for (const key of [`${name} ${last}`, `${name} ${sha256(bytes)}`]) {
          manifests.set(key, bytes);
          types.set(key, request.headers['content-type'] ?? '');
        }
        return answer(201, { 'docker-content-digest': sha256(bytes) });
      }
      const bytes = manifests.get(`${name} ${last}`);
      if (bytes === undefined) return unknown('MANIFEST_UNKNOWN');
      return answer(200, { 'content-type': types.get(`${name} ${last}`) ?? '', 'content-length': bytes.length, 'docker-content-digest': sha256(bytes) }, method === 'HEAD' ? undefined : bytes);
    }
    if (path === '/v2/') return answer(200, {}, Buffer.from('{}'));
    return unknown('UNSUPPORTED');
  };

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    calls,
    blobs,
    manifests,
    mischief: (next) => (plan = next),
    slow: (bytesPerSecond) => (perSecond = bytesPerSecond),
    hold: (when) => {
      let release = (): void => undefined;
      const one = { when, held: 0, wait: new Promise<void>((resolve) => (release = resolve)) };
      holds = [...holds, one];
      return {
        held: () => one.held,
        release: () => {
          holds = holds.filter((each) => each !== one);
          release();
        },
      };
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
