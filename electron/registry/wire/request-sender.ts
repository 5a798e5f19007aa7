import type { Socket } from 'node:net';
import { AppError } from '../../../shared/errors';
import type { WireCall } from './wire';

/** A body at hand up to this size goes out in one piece with the head. */
const ONE_PIECE = 64 * 1024;

/** Sends one request; bodies that are streamed wait for the socket to take each part. */
export class RequestSender {
  readonly #socket: Socket;
  readonly #progressed: () => void;
  #writing = 0;
  #complete = false;
  #stopped: AppError | undefined;

  constructor(socket: Socket, { progressed }: { progressed: () => void }) {
    this.#socket = socket;
    this.#progressed = progressed;
  }

  /** Nothing is under way to the other side, and not everything has been sent: the source is what is slow. */
  get waitsForSource(): boolean {
    return !this.#complete && this.#writing === 0;
  }

  /** Ends the sending. Answers whether all had been sent. */
  stop(error?: AppError): boolean {
    // Made only where something is left to stop: an error with its stack for every answer costs more than reading the answer.
    if (!this.#complete) this.#stopped ??= error ?? new AppError('network', 'The registry answered before it had everything.', { hint: 'Try again.' });
    return this.#complete;
  }

  /** Resolves when everything is handed to the system, or the sending was stopped. @throws what the source failed with. */
  async send({ method, url, headers = {}, body }: WireCall): Promise<void> {
    const length = body === undefined ? (method === 'GET' || method === 'HEAD' ? undefined : 0) : body.length;
    const head = headText({ method, url, headers: { ...headers, ...(length !== undefined && { 'content-length': String(length) }) } });
    if (body === undefined || body instanceof Uint8Array) {
      const bytes = body ?? EMPTY;
      const one = bytes.length <= ONE_PIECE;
      const first = this.#write(one ? Buffer.concat([head, bytes]) : head);
      this.#complete = one;
      await first;
      if (!one) await this.#write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      this.#complete = true;
      return;
    }
    await this.#write(head);
    let sent = 0;
    try {
      await body.send((bytes) => {
        if (this.#stopped !== undefined) return Promise.reject(this.#stopped);
        sent += bytes.length;
        if (sent > body.length) return Promise.reject(wrongLength());
        return this.#write(bytes);
      });
    } catch (thrown) {
      if (thrown === this.#stopped) return;
      throw thrown;
    }
    if (sent !== body.length) throw wrongLength();
    this.#complete = true;
    this.#progressed();
  }

  #write(bytes: Uint8Array): Promise<void> {
    this.#writing += 1;
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        this.#writing -= 1;
        this.#progressed();
        if (error instanceof Error) reject(error);
        else resolve();
      });
    });
  }
}

const EMPTY = new Uint8Array(0);

function headText({ method, url, headers }: { method: string; url: URL; headers: Record<string, string> }): Buffer {
  const lines = Object.entries({ host: url.host, 'user-agent': 'berth', accept: '*/*', ...headers });
  for (const [name, value] of lines) {
    // A value with a line break would be a header of its own.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new AppError('invalid-input', `The header ${name} cannot be sent.`, { hint: 'Check the reference for characters that have no place in it.' });
  }
  return Buffer.from(`${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`, 'latin1');
}

const wrongLength = (): AppError => new AppError('internal', 'A layer has another length than was said.', { hint: 'Try again.' });
