/** A file or folder of an archive as a FileTree, unpacked on the side when it is compressed. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors';
import { compressionOf, DamagedCompression, decompressed, MAGIC_LENGTH, type Compression } from './compression';
import type { FileTree } from './file-tree';
import { openFolder } from './folder-tree';
import { malformed } from './malformed';
import { StreamBytes } from './tar/tar-bytes';
import { tarEntries } from './tar/tar-entries';
import { openTar } from './tar/tar-tree';

/** What is left free on the disk that archives are unpacked to; asked again after so many bytes. */
const LEAVE_FREE = 256 * 1024 * 1024;
const ASK_EVERY = 64 * 1024 * 1024;

/** What the first bytes of a file say of its compression. */
export async function compressionOfFile(file: string): Promise<Compression> {
  const handle = await open(file, 'r');
  try {
    const magic = Buffer.alloc(MAGIC_LENGTH);
    const { bytesRead } = await handle.read(magic, 0, MAGIC_LENGTH, 0);
    return compressionOf(magic.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** @throws AppError `file-malformed`, `disk-full`, `cancelled`, or what the file system says. */
export async function openTree({ file, scratch, signal }: { file: string; scratch: string; signal: AbortSignal }): Promise<FileTree> {
  if ((await stat(file)).isDirectory()) return openFolder(file);
  const compression = await compressionOfFile(file);
  if (compression === 'none') return openTar(file, basename(file));
  const plain = join(scratch, 'archive.tar');
  const handle = await open(plain, 'wx', 0o600);
  try {
    const written = writing(handle, plain, plainBytes({ file, compression, signal }));
    // Read as a tar on the way: what comes after its end, or after the first thing that is none, is never unpacked.
    for await (const _ of tarEntries(new StreamBytes(written), basename(file)));
  } finally {
    await handle.close();
  }
  return openTar(plain, basename(file));
}

/** The archive's bytes without its compression. @throws AppError `file-malformed` where that is damaged, `cancelled`. */
export async function* plainBytes({ file, compression, signal }: { file: string; compression: Compression; signal: AbortSignal }): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of decompressed(createReadStream(file, { highWaterMark: 256 * 1024 }), compression)) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
      yield chunk;
    }
  } catch (thrown) {
    throw thrown instanceof DamagedCompression ? malformed(basename(file), 'its compression is damaged', thrown) : thrown;
  }
}

/** Passes bytes on as they are written; stops before the disk is full. */
async function* writing(handle: FileHandle, file: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let room = 0;
  for await (const chunk of bytes) {
    room -= chunk.length;
    if (room < 0) {
      const { bavail, bsize } = await statfs(dirname(file));
      if (bavail * bsize < LEAVE_FREE) {
        throw new AppError('disk-full', `There is no room to unpack the archive in ${dirname(file)}.`, { hint: 'Free some space, or unpack it yourself and push the folder.' });
      }
      room = Math.min(ASK_EVERY, bavail * bsize - LEAVE_FREE);
    }
    await handle.writeFile(chunk);
    yield chunk;
  }
}
