/** One connection to a registry: one exchange at a time, read into buffers that are used again. */
import type { Socket } from 'node:net';
import { AppError } from '../../../shared/errors';
import { connectionError } from '../registry-errors';
import { bodyDecoder, type BodyDecoder } from './body-decoder';
import type { BufferPool } from './buffer-pool';
import { IncomingBody } from './incoming-body';
import { RequestSender } from './request-sender';
import { HEAD_LIMIT, parseResponseHead } from './response-head';
import type { WireAnswer, WireCall } from './wire';

export interface ConnectionOptions {
  /** Name for messages: host and port. */
  host: string;
  pool: BufferPool;
  /** Milliseconds in which the other side must send or take something. */
  idleWithin: number;
  /** The exchange is over and the connection may serve another. */
  onFree: () => void;
}

/** A rest no longer than this is read to keep the connection; a longer one costs more than a new connection. */
const WORTH_READING = 256 * 1024;

/** Heads, short bodies and waiting connections need no more; a large buffer is taken while a long body arrives. */
const SMALL = 16 * 1024;

interface Exchange {
  call: WireCall;
  sender: RequestSender;
  answered: (answer: WireAnswer) => void;
  failed: (error: AppError) => void;
  /** Stops listening to the caller's signal. */
  release: () => void;
}

export class Connection {
  readonly #options: ConnectionOptions;
  #socket!: Socket;
  #phase: 'free' | 'head' | 'before-body' | 'body' | 'closed' = 'free';
  #exchange: Exchange | undefined;
  #head: Buffer = EMPTY;
  /** Bytes of the body that came with the head, before anybody took the body. */
  #early: Buffer = EMPTY;
  #decoder: BodyDecoder | undefined;
  #incoming: IncomingBody | undefined;
  #keepAlive = true;
  /** Where the next read lands: a large one of the pool while a long body arrives, else a small one of its own. */
  #buffer: Buffer = Buffer.allocUnsafeSlow(SMALL);
  #bufferHeld = false;
  #paused = false;
  #timer: NodeJS.Timeout | undefined;
  #heard = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** For the socket's options: reads land in this connection's buffers. */
  readonly onread = {
    // Asked after each read, and nothing is read in between: only here may the buffer be another one.
    buffer: (): Buffer => {
      const isLarge = this.#buffer.length > SMALL;
      if (this.#bufferHeld || isLarge !== this.#awaitsMuch) {
        if (isLarge && !this.#bufferHeld) this.#options.pool.give(this.#buffer);
        this.#buffer = this.#awaitsMuch ? this.#options.pool.take() : Buffer.allocUnsafeSlow(SMALL);
        this.#bufferHeld = false;
      }
      return this.#buffer;
    },
    callback: (length: number): boolean => {
      const whole = this.#buffer;
      const held = this.#receive(whole.subarray(0, length));
      if (held !== undefined) {
        this.#bufferHeld = true;
        if (whole.length > SMALL) void held.then(() => this.#options.pool.give(whole));
      }
      return !this.#paused;
    },
  };

  /** Takes over a connected socket. `reads` is false where it does not read into our buffers (inside a proxy's tunnel). */
  attach(socket: Socket, reads: boolean): void {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('error', (thrown) => this.#fail(connectionError(thrown, this.#options.host)));
    socket.on('close', () => this.#closed());
    if (!reads) socket.on('data', (bytes: Buffer) => void this.#receive(bytes));
    // Also while free: that is how the other side's goodbye is noticed.
    socket.resume();
  }

  get isFree(): boolean {
    return this.#phase === 'free' && !this.#socket.destroyed;
  }

  /** Whether anything of the present answer has arrived: a kept connection that had died says nothing at all. */
  get heardAnything(): boolean {
    return this.#heard;
  }

  get #awaitsMuch(): boolean {
    return (this.#phase === 'before-body' || this.#phase === 'body') && (this.#decoder?.left() ?? Infinity) > SMALL;
  }

  /** A free connection does not keep the process alive. */
  rest(): void {
    this.#socket.unref();
  }

  /** @throws AppError `network`, `timeout`, `cancelled`, or what the body to send failed with. */
  exchange(call: WireCall): Promise<WireAnswer> {
    this.#socket.ref();
    this.#phase = 'head';
    this.#head = EMPTY;
    this.#heard = false;
    const abort = (): void => this.#fail(new AppError('cancelled', 'Cancelled.', { cause: call.signal.reason }));
    return new Promise<WireAnswer>((answered, failed) => {
      const sender = new RequestSender(this.#socket, { progressed: () => void this.#timer?.refresh() });
      const release = (): void => call.signal.removeEventListener('abort', abort);
      this.#exchange = { call, sender, answered, failed, release };
      if (call.signal.aborted) return abort();
      call.signal.addEventListener('abort', abort);
      this.#timer = setTimeout(() => this.#idle(), this.#options.idleWithin);
      sender.send(call).catch((thrown: unknown) => this.#fail(connectionError(thrown, this.#options.host)));
      this.#resume();
    });
  }

  close(): void {
    this.#fail(new AppError('network', `The connection to ${this.#options.host} was closed.`, { hint: 'Try again.' }));
  }

  /** Answers a promise while somebody still holds the bytes. */
  #receive(bytes: Buffer): Promise<void> | undefined {
    this.#timer?.refresh();
    this.#heard = true;
    if (this.#phase === 'body') return this.#readBody(bytes);
    if (this.#phase === 'head') this.#readHead(bytes);
    else if (this.#phase === 'before-body') this.#early = Buffer.concat([this.#early, bytes]);
    // Nobody asked: whatever this is, the next exchange must not take it for its answer.
    else this.#fail(this.#fault('it spoke without being asked'));
    return undefined;
  }

  #readHead(bytes: Buffer): void {
    this.#head = Buffer.concat([this.#head, bytes]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0 || end > HEAD_LIMIT) {
      if (this.#head.length > HEAD_LIMIT) this.#fail(this.#fault('its head is too long'));
      return;
    }
    const { call, sender, answered } = this.#exchange as Exchange;
    const head = parseResponseHead(this.#head.toString('latin1', 0, end), call.method);
    if (typeof head === 'string') return this.#fail(this.#fault(head));
    const rest = this.#head.subarray(end + 4);
    this.#head = EMPTY;
    if (head.status === 101) return this.#fail(this.#fault('it wants another protocol'));
    // “Continue” and the like: the answer proper follows.
    if (head.status < 200) return rest.length > 0 ? this.#readHead(rest) : undefined;
    // An answer before everything was sent is a refusal: the rest stays unsent, and the connection is of no more use.
    this.#keepAlive = head.keepAlive && sender.stop();
    this.#decoder = bodyDecoder(head.framing);
    this.#early = rest;
    this.#phase = 'before-body';
    this.#incoming = this.#newBody();
    const answer: WireAnswer = { status: head.status, headers: head.headers, body: this.#incoming, url: call.url };
    if (this.#decoder.left() === 0) this.#finish(rest.length);
    else this.#pause();
    answered(answer);
  }

  #newBody(): IncomingBody {
    const body: IncomingBody = new IncomingBody({
      host: this.#options.host,
      taken: () => this.#takeBody(),
      dropped: () => {
        const left = this.#decoder?.left();
        if (left !== undefined && left > WORTH_READING) this.#fail(new AppError('cancelled', 'Not wanted.'));
        else void body.pump(() => undefined).catch(() => undefined);
      },
      drained: () => {
        if (this.#incoming === body && this.#phase === 'body' && this.#paused && !body.isFull) this.#resume();
      },
      refused: (thrown) => {
        if (this.#incoming === body) this.#fail(connectionError(thrown, this.#options.host));
        else body.end(connectionError(thrown, this.#options.host));
      },
    });
    return body;
  }

  #takeBody(): void {
    this.#phase = 'body';
    const early = this.#early;
    this.#early = EMPTY;
    if (early.length > 0) void this.#readBody(early);
    if (this.#phase === 'body') this.#resume();
  }

  #readBody(bytes: Buffer): Promise<void> | undefined {
    const body = this.#incoming as IncomingBody;
    const { parts, ended, rest, fault } = (this.#decoder as BodyDecoder).decode(bytes);
    const held = body.take(parts);
    if (fault !== undefined) this.#fail(this.#fault(fault));
    else if (ended) this.#finish(rest);
    else if (body.isFull) this.#pause();
    return held;
  }

  /** The answer has arrived whole; `rest` bytes came behind it that belong to nothing. */
  #finish(rest: number): void {
    if (this.#phase === 'closed') return;
    this.#stopTimer();
    this.#exchange?.release();
    const reusable = this.#keepAlive && rest === 0;
    this.#phase = reusable ? 'free' : 'closed';
    const body = this.#incoming;
    this.#incoming = undefined;
    body?.end();
    if (!reusable) return void this.#socket.destroy();
    this.#resume();
    this.#options.onFree();
  }

  #fail(error: AppError): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#stopTimer();
    this.#exchange?.release();
    this.#exchange?.sender.stop(error);
    this.#exchange?.failed(error);
    const body = this.#incoming;
    this.#incoming = undefined;
    this.#socket.destroy();
    body?.end(error);
  }

  #closed(): void {
    if (!this.#bufferHeld && this.#buffer.length > SMALL) this.#options.pool.give(this.#buffer);
    if (this.#phase === 'body' && this.#decoder?.closed() === 'complete') {
      this.#keepAlive = false;
      return this.#finish(0);
    }
    this.#fail(new AppError('network', `The connection to ${this.#options.host} broke.`, { hint: 'Check the network and try again.' }));
  }

  /** Silence counts only while the other side has to do something. */
  #idle(): void {
    const waitsForUs = this.#paused || this.#exchange?.sender.waitsForSource === true;
    if (waitsForUs) this.#timer?.refresh();
    else this.#fail(new AppError('timeout', `${this.#options.host} does not answer.`, { hint: 'Check the network and try again.' }));
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  #resume(): void {
    this.#paused = false;
    this.#timer?.refresh();
    this.#socket.resume();
  }

  #fault(what: string): AppError {
    return new AppError('registry-failed', `${this.#options.host} does not answer as HTTP does: ${what}.`, { hint: 'Check the host name and its port, and proxies on the way.' });
  }
}

const EMPTY = Buffer.alloc(0);
