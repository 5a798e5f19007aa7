/** Fields of tar headers beyond those an archive needs (`transfer/archive/tar`): owners, times, sparse files, extended attributes. */

/** Records that matter for a listing. */
export type PaxRecords = Partial<Record<(typeof KEYS)[number], string>> & { /** How many extended attributes. */ attributes?: number };

const KEYS = ['path', 'linkpath', 'size', 'uid', 'gid', 'mtime', 'GNU.sparse.name', 'GNU.sparse.realsize', 'GNU.sparse.size'] as const;
const isKnown = (key: string): key is (typeof KEYS)[number] => (KEYS as readonly string[]).includes(key);

/** Records of a pax header, `LENGTH KEY=VALUE\n` each, the length being that of the whole record in bytes; stops where it is malformed. */
export function paxRecords(meta: Buffer): PaxRecords {
  const records: PaxRecords = {};
  for (let at = 0; at < meta.length; ) {
    const space = meta.indexOf(0x20, at);
    const length = space < 0 ? NaN : Number(meta.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at) break;
    const equals = meta.indexOf(0x3d, space);
    if (equals < 0 || equals >= at + length) break;
    const key = meta.toString('utf8', space + 1, equals);
    if (isKnown(key)) records[key] = meta.toString('utf8', equals + 1, at + length - 1);
    else if (key.startsWith('SCHILY.xattr.')) records.attributes = (records.attributes ?? 0) + 1;
    at += length;
  }
  return records;
}

/** Octal text, or base 256 with the high bit set (GNU); 0 for what is no number. */
export function numberField(header: Buffer, start: number, length: number): number {
  if (((header[start] as number) & 0x80) !== 0) {
    let value = (header[start] as number) & 0x7f;
    for (let index = start + 1; index < start + length; index += 1) value = value * 256 + (header[index] as number);
    return Number.isSafeInteger(value) ? value : 0;
  }
  const text = header.toString('latin1', start, start + length).replace(/\0.*$/s, '').trim();
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : 0;
}
