/** Sending one blob. ECR loses data when one upload gets several PATCHes, so a blob is one POST and one PUT. */
import type { Readable } from 'node:stream';
import type { Descriptor } from './content';
import { registryError } from './registry-errors';
import type { RegistrySession } from './registry-session';
import { withRetries, type RetryPorts } from './retry';

export interface BlobUpload {
  session: RegistrySession;
  repository: string;
  descriptor: Descriptor;
  /** Opens the bytes from the beginning, anew for every try. */
  open: () => Readable;
  /** Repository of the same registry that has the blob: the registry may mount it instead of taking the bytes. */
  mountFrom?: string;
  retry: RetryPorts;
  signal: AbortSignal;
}

/** A try that fails is followed by a fresh POST: ECR answers 416 to a retry on the old session. */
export function uploadBlob(upload: BlobUpload): Promise<'mounted' | 'uploaded'> {
  return withRetries(upload.retry, upload.signal, () => uploadOnce(upload));
}

async function uploadOnce({ session, repository, descriptor, open, mountFrom, signal }: BlobUpload): Promise<'mounted' | 'uploaded'> {
  const about = { repository, action: 'push' as const };
  const query = mountFrom === undefined ? '' : `?mount=${descriptor.digest}&from=${encodeURIComponent(mountFrom)}`;
  const begun = await session.call({ method: 'POST', path: `${repository}/blobs/uploads/${query}`, about, accept: [201, 202], signal });
  begun.body.resume();
  if (begun.status === 201) return 'mounted';

  const location = begun.headers.location;
  if (location === undefined) throw registryError({ host: session.host, ...about, status: begun.status, message: 'No Location for the upload.' });
  const url = new URL(location, begun.url);
  url.searchParams.set('digest', descriptor.digest);
  const ended = await session.call({
    method: 'PUT',
    path: url,
    headers: { 'content-type': 'application/octet-stream' },
    body: { open, length: descriptor.size },
    about,
    accept: [201, 204],
    signal,
  });
  ended.body.resume();
  return 'uploaded';
}
