/** A tar file as a FileTree: its headers are read once, its files then from where they lie. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { type FileTree, malformed } from './file-tree';

const BLOCK = 512;
const MOST_FILES = 100_000;
/** A pax header or a GNU long name is small; a larger one is an attack. */
const MOST_META = 1024 * 1024;

interface Entry {
  offset: number;
  size: number;
  link?: string;
}

/** @throws AppError `file-malformed` for what is no tar, or a cut one. `shownAs` is the name for messages. */
export async function openTar(file: string, shownAs: string): Promise<FileTree> {
  const handle = await open(file, 'r');
  const entries = new Map<string, Entry>();
  try {
    await scan(handle, shownAs, entries);
  } finally {
    await handle.close();
  }
  // `docker save` of old links equal layers to one another; a chain is followed a few steps, never out of the archive.
  const find = (path: string): Entry | undefined => {
    let at = normal(path);
    for (let hop = 0; hop < 8; hop += 1) {
      const entry = entries.get(at);
      if (entry?.link === undefined) return entry;
      at = entries.has(normal(entry.link)) ? normal(entry.link) : normal(posix.join(posix.dirname(at), entry.link));
    }
    return undefined;
  };
  return {
    size: (path) => Promise.resolve(find(path)?.size),
    read: (path, range) => {
      const entry = find(path);
      if (entry === undefined) return Promise.reject(malformed(shownAs, `${path} is missing`));
      const start = Math.min(range?.start ?? 0, entry.size);
      const end = Math.min(range?.end ?? entry.size, entry.size);
      return Promise.resolve(start >= end ? Readable.from([]) : createReadStream(file, { start: entry.offset + start, end: entry.offset + end - 1 }));
    },
    close: () => Promise.resolve(),
  };
}

async function scan(handle: FileHandle, shownAs: string, entries: Map<string, Entry>): Promise<void> {
  const { size: total } = await handle.stat();
  let longName: string | undefined;
  let longLink: string | undefined;
  let pax: Record<string, string> = {};
  for (let at = 0; at + BLOCK <= total; ) {
    const header = Buffer.alloc(BLOCK);
    await handle.read(header, 0, BLOCK, at);
    if (header.every((byte) => byte === 0)) return;
    if (!hasChecksum(header)) throw malformed(shownAs, at === 0 ? 'it is not a tar file' : 'it is damaged');
    const type = String.fromCharCode(header[156] as number);
    const size = pax.size === undefined ? numberAt(header, 124, 12) : Number(pax.size);
    const offset = at + BLOCK;
    if (!Number.isSafeInteger(size) || size < 0 || offset + size > total) throw malformed(shownAs, 'it is cut off');
    at = offset + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x' || type === 'g' || type === 'L' || type === 'K') {
      if (size > MOST_META) throw malformed(shownAs, 'it has a header that is too large');
      const meta = Buffer.alloc(size);
      await handle.read(meta, 0, size, offset);
      if (type === 'x') pax = paxOf(meta);
      else if (type === 'L') longName = textOf(meta);
      else if (type === 'K') longLink = textOf(meta);
      continue;
    }
    const prefix = header.toString('latin1', 257, 262) === 'ustar' ? textOf(header.subarray(345, 500)) : '';
    const short = textOf(header.subarray(0, 100));
    const name = pax.path ?? longName ?? (prefix === '' ? short : `${prefix}/${short}`);
    const link = pax.linkpath ?? longLink ?? textOf(header.subarray(157, 257));
    if (type === '0' || type === '\0') entries.set(normal(name), { offset, size });
    else if (type === '1' || type === '2') entries.set(normal(name), { offset, size: 0, link });
    if (entries.size > MOST_FILES) throw malformed(shownAs, 'it has too many files');
    longName = longLink = undefined;
    pax = {};
  }
}

const normal = (path: string): string => posix.normalize(path).replace(/^(\.?\/)+/, '');

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** Octal text, or base 256 with the high bit set (GNU, for files from 8 GiB). */
function numberAt(header: Buffer, start: number, length: number): number {
  if (((header[start] as number) & 0x80) !== 0) {
    let value = (header[start] as number) & 0x7f;
    for (let index = start + 1; index < start + length; index += 1) value = value * 256 + (header[index] as number);
    return value;
  }
  const text = textOf(header.subarray(start, start + length)).trim();
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? parseInt(text, 8) : NaN;
}

function hasChecksum(header: Buffer): boolean {
  let sum = 0;
  for (let index = 0; index < BLOCK; index += 1) sum += index >= 148 && index < 156 ? 32 : (header[index] as number);
  return sum === numberAt(header, 148, 8);
}

/** `LENGTH KEY=VALUE\n` …, the length being that of the whole record in bytes. */
function paxOf(meta: Buffer): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < meta.length; ) {
    const space = meta.indexOf(0x20, at);
    const length = space < 0 ? NaN : Number(meta.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= 0) break;
    const record = meta.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  return records;
}
