/** A tar file as a FileTree: its headers are read once, its files then from where they lie. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type FileTree, shown } from '../file-tree';
import { malformed } from '../malformed';
import { fileBytes } from './tar-bytes';
import { followLinks, type TarEntry, tarEntries } from './tar-entries';

/** @throws AppError `file-malformed` for what is no tar, or a cut one. `shownAs` is the name for messages. */
export async function openTar(file: string, shownAs: string): Promise<FileTree> {
  const handle = await open(file, 'r');
  const entries = new Map<string, TarEntry>();
  try {
    for await (const entry of tarEntries(await fileBytes(handle), shownAs)) entries.set(entry.path, entry);
  } finally {
    await handle.close();
  }
  const find = (path: string): TarEntry | undefined => followLinks(entries, path)?.entry;
  return {
    size: (path) => Promise.resolve(find(path)?.size),
    read: (path, range) => {
      const entry = find(path);
      if (entry === undefined) return Promise.reject(malformed(shownAs, `${shown(path)} is missing`));
      const start = Math.min(range?.start ?? 0, entry.size);
      const end = Math.min(range?.end ?? entry.size, entry.size);
      return Promise.resolve(start >= end ? Readable.from([]) : createReadStream(file, { start: entry.offset + start, end: entry.offset + end - 1 }));
    },
  };
}
