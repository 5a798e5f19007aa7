import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WrongAnswer } from './mutations';

export interface Content {
  bytes: Buffer;
  mediaType: string;
}

/** A registry that answers wrongly on purpose, and one that takes whatever it is given. */
export interface WrongRegistry {
  readonly host: string;
  /** What it serves, by digest, and tags to digests. */
  readonly content: Map<string, Content>;
  readonly tags: Map<string, string>;
  /** Makes the answer about a digest wrong, however often it is asked; undefined where it is right. */
  wrong: ((digest: string, content: Content) => WrongAnswer | undefined) | undefined;
  /** Blobs are fetched from another host, as ECR's are from S3. */
  redirects: boolean;
  /** Authorization headers that the other host was shown. */
  readonly shownElsewhere: string[];
  /** Manifests that were written here: name → digest of the bytes that came. */
  readonly written: Map<string, string>;
  /** Blobs that were written here: the digest that was said → that of the bytes that came. */
  readonly blobs: Map<string, string>;
  close(): Promise<void>;
}

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export async function startWrongRegistry(): Promise<WrongRegistry> {
  const shownElsewhere: string[] = [];
  const content = new Map<string, Content>();
  const tags = new Map<string, string>();
  const written = new Map<string, string>();
  const blobs = new Map<string, string>();
  const elsewhere = createServer((request, response) => {
    shownElsewhere.push(request.headers.authorization ?? '');
    serve(request, response, request.url?.slice(1) ?? '');
  });
  const server = createServer((request, response) => {
    const [, kind = '', name = ''] = /^\/v2\/[^?]+?\/(manifests|blobs)\/([^?]*)/.exec(request.url ?? '') ?? [];
    if (request.method === 'POST') return void response.writeHead(202, { location: `${request.url?.replace(/\?.*$/, '') ?? ''}one` }).end();
    if (request.method === 'PUT' || request.method === 'PATCH') return void take(request, response, kind === 'manifests' ? name : undefined);
    const digest = tags.get(name) ?? name;
    if (request.method === 'HEAD' || !content.has(digest)) return void response.writeHead(content.has(digest) && kind === 'blobs' ? 200 : 404).end();
    if (registry.redirects && kind === 'blobs') return void response.writeHead(307, { location: `http://127.0.0.1:${port(elsewhere)}/${digest}` }).end();
    serve(request, response, digest);
  });

  function serve(request: IncomingMessage, response: ServerResponse, digest: string): void {
    const found = content.get(digest);
    if (found === undefined) return void response.writeHead(404).end();
    const { body, length, digest: said = digest, hangUpAfter } = registry.wrong?.(digest, found) ?? { body: found.bytes, length: found.bytes.length };
    // A wrong length must go out as it is, which Node's server would not do: head and body are written by hand.
    const socket = request.socket;
    const head = [`HTTP/1.1 200 OK`, `content-type: ${found.mediaType}`, `docker-content-digest: ${said}`, length === undefined ? 'transfer-encoding: chunked' : `content-length: ${length}`, 'connection: close', '', ''];
    const text = length === undefined ? Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]) : body;
    socket.write(Buffer.concat([Buffer.from(head.join('\r\n')), hangUpAfter === undefined ? text : text.subarray(0, hangUpAfter)]), () => socket.destroySoon());
  }

  async function take(request: IncomingMessage, response: ServerResponse, manifest: string | undefined): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const said = new URL(request.url ?? '', 'http://host').searchParams.get('digest');
    if (said !== null) blobs.set(said, digestOf(Buffer.concat(chunks)));
    if (manifest !== undefined) written.set(manifest, digestOf(Buffer.concat(chunks)));
    response.writeHead(201).end();
  }

  const port = (of: typeof server): number => (of.address() as AddressInfo).port;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const registry: WrongRegistry = {
    host: `127.0.0.1:${port(server)}`,
    content, tags, written, blobs, shownElsewhere,
    wrong: undefined,
    redirects: false,
    close: async () => {
      for (const each of [server, elsewhere]) {
        each.closeAllConnections();
        await new Promise((resolve) => each.close(resolve));
      }
    },
  };
  return registry;
}
