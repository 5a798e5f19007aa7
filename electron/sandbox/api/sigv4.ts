/**
 * AWS Signature Version 4, header form, from the server's side: the canonical request is built again from the
 * raw request and everything in it must agree (IAM user guide, “Create a signed AWS API request”).
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedRequest {
  method: string;
  /** Path and query as received. */
  url: string;
  /** Names in any case; several values of one header in the order received. */
  headers: readonly (readonly [name: string, value: string])[];
  body: Uint8Array;
}

/** The parsed `Authorization` header. */
export interface Authorization {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Uint8Array, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest();

/** Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`; undefined when it is anything else. */
export function parseAuthorization(header: string): Authorization | undefined {
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})\s*$/.exec(
      header,
    );
  if (match === null) return undefined;
  const [accessKeyId, date, region, service, ending, ...more] = (match[1] as string).split('/');
  if (!accessKeyId || !date || !region || !service || ending !== 'aws4_request' || more.length > 0)
    return undefined;
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: (match[2] as string).split(';'),
    signature: match[3] as string,
  };
}

/** `20260102T030405Z` as epoch milliseconds; undefined when it is not such a time. */
export function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Epoch milliseconds as `20260102T030405Z`. */
export const formatAmzDate = (time: number): string =>
  new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Malformed escapes stay as they are: such a request can only fail to verify. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return `${encode(decode(name))}=${encode(decode(value))}`;
    })
    .sort(byCodePoint)
    .join('&');
}

/** All values of a header, joined and with runs of spaces folded, as they are signed. */
export function headerValue(request: SignedRequest, name: string): string | undefined {
  const values = request.headers
    .filter(([n]) => n.toLowerCase() === name)
    .map(([, v]) => v.trim().replace(/ +/g, ' '));
  return values.length === 0 ? undefined : values.join(',');
}

/** Services other than S3 sign the path encoded twice. */
const canonicalPath = (path: string): string => path.split('/').map(encode).join('/');

/** The signature that `secretAccessKey` would have made for this request, in hex. */
export function expectedSignature(
  request: SignedRequest,
  authorization: Authorization,
  secretAccessKey: string,
): string {
  const at = request.url.indexOf('?');
  const [path, query] = at < 0 ? [request.url, ''] : [request.url.slice(0, at), request.url.slice(at + 1)];
  const { date, region, service, signedHeaders } = authorization;
  const canonical = [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${headerValue(request, name) ?? ''}`),
    '',
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    headerValue(request, 'x-amz-date') ?? '',
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (k, part) => hmac(k, part),
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, toSign).toString('hex');
}

/** What must be signed besides what the client chose: the host, and every `x-amz-` header that is there. */
export function unsignedHeader(request: SignedRequest, signedHeaders: string[]): string | undefined {
  const needed = request.headers
    .map(([n]) => n.toLowerCase())
    .filter((n) => n === 'host' || n.startsWith('x-amz-'));
  return ['host', ...needed].find((name) => !signedHeaders.includes(name));
}

/** True when a sent `x-amz-content-sha256` does not describe the body that came. */
export function bodyHashDiffers(request: SignedRequest): boolean {
  const sent = headerValue(request, 'x-amz-content-sha256');
  return sent !== undefined && sent !== sha256(request.body);
}

export const sameSignature = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
