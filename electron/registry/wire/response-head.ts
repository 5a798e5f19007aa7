/** The head of an HTTP/1.1 answer (RFC 9112), read strictly: what is ambiguous is refused, not guessed. */

export interface ResponseHead {
  status: number;
  headers: Record<string, string>;
  /** How the body ends: after so many bytes, by chunks, or with the connection. */
  framing: { kind: 'length'; length: number } | { kind: 'chunked' } | { kind: 'until-close' };
  keepAlive: boolean;
}

/** A larger head is no registry's. */
export const HEAD_LIMIT = 64 * 1024;
const MOST_HEADERS = 200;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Reads a head without its final empty line. Answers what is wrong with it as a string. */
export function parseResponseHead(text: string, method: string): ResponseHead | string {
  const [first = '', ...lines] = text.split('\r\n');
  const line = /^HTTP\/1\.([01]) (\d{3})(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(first);
  if (line === null) return 'its first line is not HTTP/1.1';
  if (lines.length > MOST_HEADERS) return 'it has too many headers';
  const status = Number(line[2]);
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const header of lines) {
    const colon = header.indexOf(':');
    const name = header.slice(0, Math.max(colon, 0)).toLowerCase();
    const value = header.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    if (!TOKEN.test(name) || /[\0\r\n]/.test(value)) return 'a header is malformed';
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  const framing = framingOf(status, method, headers);
  if (typeof framing === 'string') return framing;
  const connection = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  const lives = line[1] === '1' ? !connection.includes('close') : connection.includes('keep-alive');
  return { status, headers, framing, keepAlive: lives && framing.kind !== 'until-close' };
}

function framingOf(status: number, method: string, headers: Record<string, string>): ResponseHead['framing'] | string {
  const none = method === 'HEAD' || status === 204 || status === 304 || status < 200;
  if (none) return { kind: 'length', length: 0 };
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding !== undefined) {
    if (length !== undefined) return 'it has two lengths';
    return coding.toLowerCase() === 'chunked' ? { kind: 'chunked' } : `its transfer coding is not known`;
  }
  if (length === undefined) return { kind: 'until-close' };
  // Some servers repeat the header: equal values are one value (RFC 9110, 8.6).
  const values = [...new Set(length.split(/\s*,\s*/))];
  const value = values[0] ?? '';
  if (values.length > 1 || !/^\d{1,15}$/.test(value)) return 'its length is malformed';
  return { kind: 'length', length: Number(value) };
}
