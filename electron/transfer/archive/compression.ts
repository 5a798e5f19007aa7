/** Compressed bytes as plain ones. What something is compressed with is read from its first bytes, never from its name. */
import { pipeline, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';

export type Compression = 'none' | 'gzip' | 'zstd';

/** How many first bytes `compressionOf` needs. */
export const MAGIC_LENGTH = 4;

/** RFC 1952 (gzip) and RFC 8878 (zstd, also one that begins with a skippable frame). */
export function compressionOf(start: Buffer): Compression {
  if (start.length >= 2 && start.readUInt16BE(0) === 0x1f8b) return 'gzip';
  if (start.length < MAGIC_LENGTH) return 'none';
  const magic = start.readUInt32LE(0);
  if (magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50) return 'zstd';
  return 'none';
}

/** Compressed bytes that are damaged or cut. */
export class DamagedCompression extends Error {}

/** The plain bytes, never more at once than a reader has room for. @throws DamagedCompression. */
export async function* decompressed(bytes: Readable, compression: Compression): AsyncGenerator<Buffer> {
  try {
    if (compression === 'none') for await (const chunk of bytes) yield chunk as Buffer;
    else if (compression === 'gzip') yield* gunzipped(bytes);
    else yield* unzstd(bytes);
  } finally {
    bytes.destroy();
  }
}

async function* gunzipped(bytes: Readable): AsyncGenerator<Buffer> {
  const plain = createGunzip({ chunkSize: 64 * 1024, finishFlush: constants.Z_FINISH });
  // The callback is for the pipeline alone: whoever reads the plain bytes meets the failure there.
  pipeline(bytes, plain, () => undefined);
  try {
    for await (const chunk of plain) yield chunk as Buffer;
  } catch (thrown) {
    throw isZlib(thrown) ? new DamagedCompression('The gzip data is damaged.', { cause: thrown }) : thrown;
  }
}

const isZlib = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('Z_');

/** A block of zstd makes at most 128 KiB of at least four bytes: from so many bytes come at most 32 MiB at a time. */
const ZSTD_SLICE = 1024;

async function* unzstd(bytes: Readable): AsyncGenerator<Buffer> {
  const made: Uint8Array[] = [];
  const zstd = new Decompress((plain) => void (plain.length > 0 && made.push(plain)));
  const push = (slice: Uint8Array, final: boolean): Buffer[] => {
    try {
      zstd.push(slice, final);
    } catch (thrown) {
      throw new DamagedCompression('The zstd data is damaged.', { cause: thrown });
    }
    return made.splice(0).map((plain) => Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
  };
  for await (const chunk of bytes) {
    const whole = chunk as Buffer;
    for (let at = 0; at < whole.length; at += ZSTD_SLICE) yield* push(whole.subarray(at, at + ZSTD_SLICE), false);
  }
  yield* push(new Uint8Array(0), true);
}
