import { pipeline } from 'node:stream/promises';
import { isDigest } from '../../../shared/ecr/names';
import { blobUnknown, OciError } from './oci-error';
import type { RegistryCall } from './registry-call';

/** GET and HEAD of a blob, with `Range`. */
export async function serveBlob(call: RegistryCall, { name, digest }: { name: string; digest: string }): Promise<void> {
  const repository = call.repository(name, call.isHead ? 'ecr:BatchCheckLayerAvailability' : 'ecr:GetDownloadUrlForLayer');
  const { blobs } = call.services;
  const size = isDigest(digest) && repository.layers.includes(digest) ? await blobs.size(digest) : undefined;
  if (size === undefined) throw blobUnknown();
  const headers = { 'content-type': 'application/octet-stream', 'docker-content-digest': digest, etag: `"${digest}"`, 'accept-ranges': 'bytes' };
  if (call.isHead) return void call.stream(200, { ...headers, 'content-length': size }).end();
  const range = rangeOf(call.request.headers.range, size);
  if (range === 'none') throw new OciError(416, 'BLOB_UNKNOWN', 'The range is not within the blob.', { 'content-range': `bytes */${size}` });
  const response =
    range === undefined
      ? call.stream(200, { ...headers, 'content-length': size })
      : call.stream(206, { ...headers, 'content-length': range.end - range.start + 1, 'content-range': `bytes ${range.start}-${range.end}/${size}` });
  await pipeline(blobs.read(digest, range), response);
}

/** One range as RFC 9110 writes it; a header of another form counts as none, as the RFC allows. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'none' | undefined {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header);
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [first = '', last = ''] = match.slice(1);
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? 'none' : { start, end };
}
