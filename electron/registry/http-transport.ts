/** Plain HTTP for registries: kept-alive connections, an idle time-out, and no redirects of its own. */
import * as http from 'node:http';
import * as https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { AppError } from '../../shared/errors';
import { connectionError } from './registry-errors';

export interface HttpCall {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  /** Bytes at hand, or something that opens a stream of exactly `length` bytes (opened anew for each try). */
  body?: Uint8Array | { open: () => Readable; length: number };
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Must be read to the end or destroyed. */
  body: Readable;
  url: URL;
}

export class HttpTransport {
  readonly #plain = new http.Agent({ keepAlive: true, maxSockets: 32 });
  readonly #secure = new https.Agent({ keepAlive: true, maxSockets: 32 });
  readonly #idleWithin: number;

  /** `idleWithin`: milliseconds without a byte in either direction after which a call fails with `timeout`. */
  constructor({ idleWithin = 60_000 }: { idleWithin?: number } = {}) {
    this.#idleWithin = idleWithin;
  }

  /** @throws AppError `network`, `timeout`, `cancelled`, or what the body's own stream failed with. */
  call({ method, url, headers = {}, body, signal }: HttpCall): Promise<HttpAnswer> {
    const secure = url.protocol === 'https:';
    const length = body === undefined ? (method === 'POST' || method === 'PUT' ? 0 : undefined) : body instanceof Uint8Array ? body.byteLength : body.length;
    return new Promise((resolve, reject) => {
      const fail = (thrown: unknown): void => {
        reject(signal.aborted ? new AppError('cancelled', 'Cancelled.', { cause: thrown }) : connectionError(thrown, url.host));
      };
      if (signal.aborted) {
        fail(signal.reason);
        return;
      }
      const request = (secure ? https : http).request(url, {
        method,
        agent: secure ? this.#secure : this.#plain,
        headers: { 'user-agent': 'berth', ...headers, ...(length !== undefined && { 'content-length': String(length) }) },
        signal,
      });
      request.setNoDelay(true);
      request.setTimeout(this.#idleWithin, () => {
        request.destroy(new AppError('timeout', `${url.host} does not answer.`, { hint: 'Check the network and try again.' }));
      });
      request.on('error', fail);
      request.on('response', (response) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response, url });
      });
      if (body === undefined || body instanceof Uint8Array) request.end(body);
      // pipeline destroys the request when the source fails, and the source when the request ends early.
      else pipeline(body.open(), request, (error) => {
        if (error) fail(error);
      });
    });
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }
}

/** Reads a body of at most `limit` bytes. @throws AppError `registry-failed` for a larger one, `network` for a broken one. */
export async function readBody(answer: HttpAnswer, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.body) {
      const bytes = chunk as Buffer;
      length += bytes.byteLength;
      if (length > limit) {
        throw new AppError('registry-failed', `${answer.url.host} answers with more than ${limit} bytes where fewer are allowed.`, { hint: 'This registry does not keep to the protocol.' });
      }
      chunks.push(bytes);
    }
  } catch (thrown) {
    throw connectionError(thrown, answer.url.host);
  } finally {
    answer.body.destroy();
  }
  return Buffer.concat(chunks);
}
