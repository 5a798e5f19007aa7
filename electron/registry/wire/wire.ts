/** HTTP/1.1 as registries need it: bytes are handed on from the buffer they were read into, nothing is copied. */

/**
 * Takes the next bytes. They belong to the caller again when it returns, or, where it answers a promise, when that resolves;
 * more may arrive before. A rejection stops whoever sends.
 */
export type Sink = (bytes: Buffer) => Promise<void> | undefined;

/** What a call sends: bytes at hand, or exactly `length` bytes that `send` hands to the sink, anew for each try. */
export type OutgoingBody = Uint8Array | { length: number; send: (sink: Sink) => Promise<void> };

export interface WireCall {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: OutgoingBody;
  signal: AbortSignal;
}

/** The body of an answer. Exactly one of its methods is called, and soon: until then its connection waits. */
export interface WireBody {
  /** Hands all bytes to the sink. @throws AppError `network`, `timeout` for a body that breaks off. */
  pump(sink: Sink): Promise<void>;
  /** Everything, when it is at most `limit` bytes. @throws AppError `registry-failed` for more. */
  bytes(limit: number): Promise<Buffer>;
  /** Lets it go; a short rest is read so that the connection serves again. */
  discard(): void;
}

export interface WireAnswer {
  status: number;
  /** Names in lower case; a header given several times is joined by commas. */
  headers: Readonly<Record<string, string>>;
  body: WireBody;
  url: URL;
}

/** Where calls go; errors are AppErrors, see `registry-errors.ts`. */
export interface Transport {
  call(call: WireCall): Promise<WireAnswer>;
  close(): void;
}
