/** Layers on their way: pressed where they are bare, into files of a scratch folder that last as long as the push. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { compressionOf, decompressed, type Compression } from '../archive/compression';
import { gzipBlocks } from './gzip-blocks';

/** A layer in a file of its own. */
export interface Spooled {
  file: string;
  /** Digest and size of the file. */
  digest: string;
  size: number;
  compression: Compression;
  /** Digest of the plain tar, where it was seen. */
  diffId?: string;
}

export interface ToSpool {
  bytes: AsyncIterable<Buffer>;
  /** First bytes of it, to see what it is. */
  start: Buffer;
  file: string;
  /** Keep the bytes as they are, even bare. */
  asIs: boolean;
  /** Bytes that were read. */
  progress: (bytes: number) => void;
  signal: AbortSignal;
}

/** Writes one layer to its file. @throws what reading or writing throws; the signal's reason when it aborts. */
export async function spool({ bytes, start, file, asIs, progress, signal }: ToSpool): Promise<Spooled> {
  const given = compressionOf(start);
  const plain = createHash('sha256');
  const whole = createHash('sha256');
  let size = 0;
  const counted = (async function* () {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      progress(chunk.length);
      yield chunk;
    }
  })();
  const press = given === 'none' && !asIs;
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const part of press ? gzipBlocks(counted, (block) => plain.update(block)) : counted) {
      whole.update(part);
      size += part.length;
      await handle.writeFile(part);
    }
  } finally {
    await handle.close();
  }
  const kept = { file, digest: `sha256:${whole.digest('hex')}`, size };
  return press ? { ...kept, compression: 'gzip', diffId: `sha256:${plain.digest('hex')}` } : { ...kept, compression: given };
}

/** Digest of the plain tar of a spooled layer. @throws DamagedCompression. */
export async function diffIdOf({ file, compression, diffId, digest }: Spooled, signal: AbortSignal): Promise<string> {
  if (diffId !== undefined) return diffId;
  if (compression === 'none') return digest;
  const hash = createHash('sha256');
  for await (const chunk of decompressed(createReadStream(file), compression)) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return `sha256:${hash.digest('hex')}`;
}
