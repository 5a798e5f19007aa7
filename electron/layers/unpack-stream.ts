/** Compressed bytes pushed in, plain ones handed on as they come; the kind of compression is told by the first bytes. */
import { createGunzip, type Gunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { type Compression, compressionOf, MAGIC_LENGTH } from '../transfer/archive/compression';

/** The compressed bytes are damaged or cut off; the message is the end of a sentence. */
export class DamagedLayer extends Error {}

export interface UnpackStream {
  /** The bytes are the caller's again when it resolves. @throws DamagedLayer; what the taker throws. */
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
  /** Lets go of what is not read. */
  close(): void;
}

type Take = (plain: Buffer) => void;

export function unpacking(take: Take): UnpackStream {
  let start: Buffer = Buffer.alloc(0);
  let inner: UnpackStream | undefined;
  const begin = async (): Promise<void> => {
    inner = streamOf(compressionOf(start), take);
    if (start.length > 0) await inner.write(start);
  };
  return {
    async write(bytes) {
      if (inner !== undefined) return inner.write(bytes);
      start = Buffer.concat([start, bytes]);
      if (start.length >= MAGIC_LENGTH) await begin();
    },
    async end() {
      if (inner === undefined) await begin();
      await inner?.end();
    },
    close: () => inner?.close(),
  };
}

function streamOf(compression: Compression, take: Take): UnpackStream {
  if (compression === 'gzip') return gunzip(take);
  if (compression === 'zstd') return unzstd(take);
  return { write: (bytes) => Promise.resolve(take(bytes)), end: () => Promise.resolve(), close: () => undefined };
}

const PIECE = 256 * 1024;

function gunzip(take: Take): UnpackStream {
  const stream: Gunzip = createGunzip({ chunkSize: PIECE });
  let failure: Error | undefined;
  let reject: ((thrown: Error) => void) | undefined;
  const fail = (thrown: unknown): void => {
    failure ??= thrown instanceof Error ? thrown : new Error(String(thrown));
    stream.destroy();
    reject?.(failure);
  };
  stream.on('data', (plain: Buffer) => {
    if (failure !== undefined) return;
    try {
      take(plain);
    } catch (thrown) {
      fail(thrown);
    }
  });
  stream.on('error', (cause: Error & { code?: string }) => {
    fail(cause.code?.startsWith('Z_') === true ? new DamagedLayer(cause.code === 'Z_BUF_ERROR' ? 'it is cut off' : 'its gzip data is damaged', { cause }) : cause);
  });
  const step = (work: (done: () => void) => void): Promise<void> =>
    new Promise((resolve, rejected) => {
      if (failure !== undefined) return rejected(failure);
      reject = rejected;
      work(() => (failure === undefined ? resolve() : rejected(failure)));
    });
  return {
    write: (bytes) => step((done) => void stream.write(bytes, done)),
    end: () => step((done) => void stream.on('end', done).end()),
    close: () => void stream.destroy(),
  };
}

/** A block of zstd makes at most 128 KiB of at least four bytes: from so many bytes come at most 32 MiB at a time. */
const ZSTD_SLICE = 1024;

function unzstd(take: Take): UnpackStream {
  const made: Uint8Array[] = [];
  const zstd = new Decompress((plain) => void (plain.length > 0 && made.push(plain)));
  const push = (slice: Uint8Array, final: boolean): void => {
    try {
      zstd.push(slice, final);
    } catch (cause) {
      throw new DamagedLayer('its zstd data is damaged', { cause });
    }
    for (const plain of made.splice(0)) take(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
  };
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; at += ZSTD_SLICE) push(bytes.subarray(at, at + ZSTD_SLICE), false);
      return Promise.resolve();
    },
    end: () => Promise.resolve(push(new Uint8Array(0), true)),
    close: () => undefined,
  };
}
