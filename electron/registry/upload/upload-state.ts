/** One upload of a blob: what it is about, and where it stands at the registry. */
import { AppError } from '../../../shared/errors';
import type { Descriptor } from '../content';
import { registryError } from '../registry-errors';
import type { RegistrySession } from '../registry-session';
import type { RetryPorts } from '../retry';
import type { Sink, WireAnswer } from '../wire/wire';
import type { OpenUploads } from './open-uploads';

export interface BlobUpload {
  session: RegistrySession;
  repository: string;
  descriptor: Descriptor;
  /** Hands the bytes from offset `from` on to the sink, anew for every try. */
  send: (sink: Sink, from: number) => Promise<void>;
  /** Repository of the same registry that has the blob: the registry may mount it instead of taking the bytes. */
  mountFrom?: string;
  /** Whether the registry may be asked to go on with an upload that broke. */
  resumable: boolean;
  /** Where uploads are remembered beyond the end of Berth; without it none is. */
  openUploads?: OpenUploads;
  retry: RetryPorts;
  signal: AbortSignal;
}

/** Where an upload goes on, and how much of it the registry has. */
export interface UploadState {
  url: URL;
  offset: number;
}

/** What a refusal of the upload is told about. */
export const about = (upload: BlobUpload) => ({ repository: upload.repository, action: 'push' as const });

/** Asks how far a broken upload came; undefined when it is not to be had any more. */
export async function whereNow(upload: BlobUpload, { url }: UploadState): Promise<UploadState | undefined> {
  try {
    const answer = await upload.session.call({ method: 'GET', path: url, about: about(upload), accept: [200, 202, 204], signal: upload.signal });
    answer.body.discard();
    const end = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers.range ?? '')?.[1];
    const offset = end === undefined ? 0 : Number(end) + 1;
    // “0-0” is also how an empty upload is told; either way beginning anew is right.
    return offset > 1 && offset <= upload.descriptor.size ? { url: locationOf(upload, answer, url), offset } : undefined;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'cancelled') throw thrown;
    return undefined;
  }
}

/** Relative to the address that was asked, as RFC 9110 has it. */
export function locationOf(upload: BlobUpload, answer: WireAnswer, otherwise?: URL): URL {
  const { location } = answer.headers;
  if (location !== undefined) return new URL(location, answer.url);
  if (otherwise !== undefined) return otherwise;
  throw registryError({ host: upload.session.host, ...about(upload), status: answer.status, message: 'No Location for the upload.' });
}
