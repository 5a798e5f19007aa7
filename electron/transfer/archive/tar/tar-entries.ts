/** The files of a tar, one after the other, from a file or from a stream; nothing is ever written where an archive says. */
import { posix } from 'node:path';
import { malformed } from '../malformed';
import type { TarBytes } from './tar-bytes';
import { BLOCK, isEndOfTar, paxOf, readHeader, textOf } from './tar-header';

const MOST_FILES = 100_000;
/** A pax header or a GNU long name is small; a larger one is an attack. */
const MOST_META = 1024 * 1024;

export interface TarEntry {
  /** Normalised, relative, `/` between its parts. */
  path: string;
  size: number;
  /** Where its bytes begin. */
  offset: number;
  /** Path of the file that a link means, as the archive writes it. */
  link?: string;
}

/**
 * Files and links in their order. Between two entries the reader may take the body of the one it was given from `bytes`; what it leaves is
 * passed over. @throws AppError `file-malformed` for what is no tar, a cut one, one with headers or more files than any image has.
 */
export async function* tarEntries(bytes: TarBytes, shownAs: string): AsyncGenerator<TarEntry> {
  let long: { name?: string; link?: string } = {};
  let pax: Record<string, string> = {};
  let files = 0;
  for (;;) {
    const at = bytes.position();
    const block = await bytes.take(BLOCK);
    if (block.length === 0 && at > 0) return;
    if (block.length < BLOCK) throw malformed(shownAs, at === 0 ? 'it is not a tar file' : 'it is cut off');
    if (isEndOfTar(block)) return;
    const header = readHeader(block);
    if (header === undefined) throw malformed(shownAs, at === 0 ? 'it is not a tar file' : 'it is damaged');
    const size = pax.size === undefined ? header.size : Number(pax.size);
    const offset = at + BLOCK;
    const next = offset + Math.ceil(size / BLOCK) * BLOCK;
    if (!Number.isSafeInteger(size) || size < 0 || !Number.isSafeInteger(next)) throw malformed(shownAs, 'it is damaged');
    if (bytes.total !== undefined && offset + size > bytes.total) throw malformed(shownAs, 'it is cut off');
    if ('xgLK'.includes(header.type)) {
      if (size > MOST_META) throw malformed(shownAs, 'it has a header that is too large');
      const meta = await bytes.take(size);
      if (meta.length < size) throw malformed(shownAs, 'it is cut off');
      if (header.type === 'x') pax = paxOf(meta);
      else if (header.type === 'L') long = { ...long, name: textOf(meta) };
      else if (header.type === 'K') long = { ...long, link: textOf(meta) };
      await bytes.seek(next);
      continue;
    }
    if (++files > MOST_FILES) throw malformed(shownAs, 'it has too many files');
    const path = normalPath(pax.path ?? long.name ?? header.name);
    if (header.type === '0') yield { path, size, offset };
    else if (header.type === '1' || header.type === '2') yield { path, size: 0, offset, link: pax.linkpath ?? long.link ?? header.link };
    long = {};
    pax = {};
    if (!(await bytes.seek(next))) {
      // Some writers leave out the padding of the last file, none its bytes.
      if (bytes.position() < offset + size) throw malformed(shownAs, 'it is cut off');
      return;
    }
  }
}

/** `./a//b` and `/a/b` are `a/b`. */
export const normalPath = (path: string): string => posix.normalize(path).replace(/^(\.?\/)+/, '');

/** What links lead to, a few steps far and never out of the archive: `docker save` of old links equal layers to one another. */
export function followLinks<T extends { link?: string }>(entries: ReadonlyMap<string, T>, path: string): { path: string; entry: T } | undefined {
  let at = normalPath(path);
  for (let hop = 0; hop < 8; hop += 1) {
    const entry = entries.get(at);
    if (entry === undefined) return undefined;
    if (entry.link === undefined) return { path: at, entry };
    // A hard link names a path of the archive, a symbolic one a path beside it.
    at = entries.has(normalPath(entry.link)) ? normalPath(entry.link) : normalPath(posix.join(posix.dirname(at), entry.link));
  }
  return undefined;
}
