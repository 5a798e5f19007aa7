/** One 512-byte header of a tar file: ustar, GNU and pax, as POSIX.1-2017 “ustar Interchange Format” and GNU tar's manual have them. */

export const BLOCK = 512;

/** What a header says by itself; what pax and GNU headers before it say of it comes on top. */
export interface TarHeader {
  /** The type flag: `0` file, `1` and `2` links, `5` folder, `x`, `g`, `L`, `K` about the next header. */
  type: string;
  /** Bytes that follow; NaN when the field is no number. */
  size: number;
  name: string;
  link: string;
}

export const isEndOfTar = (header: Buffer): boolean => header.every((byte) => byte === 0);

/** Whether some bytes are the beginning of a tar file: a header whose checksum is right, or the end of an empty one. */
export const looksLikeTar = (start: Buffer): boolean => {
  const header = start.subarray(0, BLOCK);
  return header.length === BLOCK && (hasChecksum(header) || isEndOfTar(header));
};

/** Undefined when its checksum is wrong. */
export function readHeader(header: Buffer): TarHeader | undefined {
  if (!hasChecksum(header)) return undefined;
  const flag = String.fromCharCode(header[156] as number);
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? textOf(header.subarray(345, 500)) : '';
  const short = textOf(header.subarray(0, 100));
  return {
    type: flag === '\0' ? '0' : flag,
    size: numberAt(header, 124, 12),
    name: prefix === '' ? short : `${prefix}/${short}`,
    link: textOf(header.subarray(157, 257)),
  };
}

/** Text up to the first null byte. */
export function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** Records of a pax header, `LENGTH KEY=VALUE\n` each, the length being that of the whole record in bytes. */
export function paxOf(meta: Buffer): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < meta.length; ) {
    const space = meta.indexOf(0x20, at);
    const length = space < 0 ? NaN : Number(meta.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= 0) break;
    const record = meta.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    const key = record.slice(0, Math.max(0, equals));
    if (key === 'path' || key === 'linkpath' || key === 'size') records[key] = record.slice(equals + 1);
    at += length;
  }
  return records;
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
