import { AppError } from '../../../shared/errors';
import type { Sink, WireBody } from './wire';

/** What a body needs of the connection it arrives on. */
export interface BodyConnection {
  host: string;
  /** Somebody takes the body: what arrives from now on is handed over. */
  taken(): void;
  /** Nobody wants it. */
  dropped(): void;
  /** Room for more. */
  drained(): void;
  /** The sink refused: the rest is of no use. */
  refused(thrown: unknown): void;
}

/** Parts handed to the sink and not given back yet; with more, reading waits. */
const MOST_HELD = 4;

/** The body of one answer: hands parts to a sink, counts what the sink still holds, ends when all is given back. */
export class IncomingBody implements WireBody {
  readonly #connection: BodyConnection;
  #sink: Sink | undefined;
  #held = 0;
  #end: { error?: AppError } | undefined;
  #settle: (() => void) | undefined;

  constructor(connection: BodyConnection) {
    this.#connection = connection;
  }

  get isFull(): boolean {
    return this.#held >= MOST_HELD;
  }

  /** Hands parts on. Answers a promise while some of them are still held. */
  take(parts: readonly Buffer[]): Promise<void> | undefined {
    try {
      const held = parts.map((part) => this.#sink?.(part)).filter((promise) => promise !== undefined);
      return held.length === 0 ? undefined : this.#hold(held);
    } catch (thrown) {
      this.#connection.refused(thrown);
      return undefined;
    }
  }

  /** The body is complete, or has failed; whoever pumps hears of it when nothing is held any more. */
  end(error?: AppError): void {
    // A part that was refused after the last one arrived is a failure all the same.
    if (this.#end?.error === undefined) this.#end = error === undefined ? {} : { error };
    if (this.#held === 0) this.#settle?.();
  }

  pump(sink: Sink): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sink = sink;
      this.#settle = () => {
        const error = this.#end?.error;
        if (error === undefined) resolve();
        else reject(error);
      };
      if (this.#end === undefined) this.#connection.taken();
      if (this.#end !== undefined && this.#held === 0) this.#settle();
    });
  }

  async bytes(limit: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    await this.pump((part) => {
      length += part.length;
      if (length > limit) throw tooLong(this.#connection.host, limit);
      chunks.push(Buffer.from(part));
      return undefined;
    });
    return Buffer.concat(chunks);
  }

  discard(): void {
    if (this.#end === undefined) this.#connection.dropped();
  }

  async #hold(held: readonly Promise<void>[]): Promise<void> {
    this.#held += 1;
    try {
      await Promise.all(held);
    } catch (thrown) {
      this.#connection.refused(thrown);
      await Promise.allSettled(held);
    } finally {
      this.#held -= 1;
      if (this.#end === undefined) this.#connection.drained();
      else if (this.#held === 0) this.#settle?.();
    }
  }
}

const tooLong = (host: string, limit: number): AppError =>
  new AppError('registry-failed', `${host} answers with more than ${limit} bytes where fewer are allowed.`, { hint: 'This registry does not keep to the protocol.' });
