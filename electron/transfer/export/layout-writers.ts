/** Where the files of an exported image go: a tar, or a folder. */
import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack as packTar } from 'tar-stream';
import { AppError } from '../../../shared/errors';
import { flushFolder } from '../../files/write-atomically';
import { flush } from './write-whole';

export interface LayoutWriter {
  /** How many blobs may be added at a time. */
  atOnce: number;
  addText(path: string, content: string | Buffer): Promise<void>;
  /** Takes the stream to its end, or fails with it. */
  addBlob(path: string, size: number, bytes: Readable): Promise<void>;
  /** All is written, and on the disk. */
  finish(): Promise<void>;
  /** Lets go of it after a failure. */
  abandon(): Promise<void>;
}

/** Archives of the same image are the same bytes. */
const EPOCH = new Date(0);

/** A new tar. A disk that is full ends the adding too. */
export function tarWriter(file: string): LayoutWriter {
  const pack = packTar();
  const written = pipeline(pack, createWriteStream(file, { flags: 'wx', mode: 0o644 }));
  // Told by whatever is waited for then.
  written.catch(() => undefined);
  const orFull = <T>(work: Promise<T>): Promise<T> => Promise.race([work, written.then(() => work)]);
  return {
    atOnce: 1,
    addText: (path, content) => {
      pack.entry({ name: path, mtime: EPOCH }, Buffer.from(content));
      return Promise.resolve();
    },
    addBlob: async (path, size, bytes) => {
      const entry = pack.entry({ name: path, size, mtime: EPOCH });
      try {
        await orFull(pipeline(bytes, entry));
      } finally {
        bytes.destroy();
      }
    },
    finish: async () => {
      pack.finalize();
      await written;
      await flush(file);
    },
    abandon: async () => {
      pack.destroy();
      await written.catch(() => undefined);
    },
  };
}

/** A new folder. */
export function folderWriter(folder: string): LayoutWriter {
  const made = new Set<string>();
  const place = async (path: string): Promise<string> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    for (let at = dirname(file); at.length >= folder.length; at = dirname(at)) made.add(at);
    return file;
  };
  const add = async (path: string, bytes: Readable | Buffer): Promise<string> => {
    const file = await place(path);
    await pipeline(Buffer.isBuffer(bytes) ? [bytes] : bytes, createWriteStream(file, { flags: 'wx', mode: 0o644 }));
    await flush(file);
    return file;
  };
  return {
    atOnce: 6,
    addText: async (path, content) => void (await add(path, Buffer.from(content))),
    addBlob: async (path, size, bytes) => {
      const { size: written } = await stat(await add(path, bytes));
      if (written !== size) throw new AppError('internal', `${path} was written with ${written} bytes instead of ${size}.`, { hint: 'Try again; please report it.' });
    },
    finish: async () => {
      for (const each of made) await flushFolder(each);
    },
    abandon: () => Promise.resolve(),
  };
}
