/**
 * Sending one blob: one POST and one PUT, because ECR loses data when one upload gets several PATCHes (containers-roadmap #2831).
 * Where a registry kept what arrived before a break, the rest follows by PATCH; ECR answers 416 there, so it gets a fresh upload.
 */
import { AppError } from '../../shared/errors';
import type { Descriptor } from './content';
import { isTransient, registryError } from './registry-errors';
import type { RegistrySession } from './registry-session';
import { backOff, type RetryPorts } from './retry';
import type { Sink, WireAnswer } from './wire/wire';

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
  retry: RetryPorts;
  signal: AbortSignal;
}

/** Tries in a row that brought the upload no further. */
const TRIES = 5;

/** Where an upload goes on, and how much of it the registry has. */
interface UploadState {
  url: URL;
  offset: number;
}

export async function uploadBlob(upload: BlobUpload): Promise<'mounted' | 'uploaded'> {
  const { signal, retry, resumable } = upload;
  let state: UploadState | undefined;
  for (let tried = 1; ; tried += 1) {
    const before = state?.offset ?? 0;
    try {
      state ??= await begin(upload);
      if (state === undefined) return 'mounted';
      await finish(upload, state);
      return 'uploaded';
    } catch (thrown) {
      if (tried >= TRIES || signal.aborted || !isTransient(thrown)) throw thrown;
      await retry.sleep(backOff(tried, retry.random), signal);
      state = resumable && state !== undefined ? await whereNow(upload, state) : undefined;
      if ((state?.offset ?? 0) > before) tried = 0;
    }
  }
}

const about = (upload: BlobUpload) => ({ repository: upload.repository, action: 'push' as const });

/** Opens an upload; undefined when the registry mounted the blob instead. */
async function begin(upload: BlobUpload): Promise<UploadState | undefined> {
  const { session, repository, descriptor, mountFrom, signal } = upload;
  const query = mountFrom === undefined ? '' : `?mount=${descriptor.digest}&from=${encodeURIComponent(mountFrom)}`;
  const begun = await session.call({ method: 'POST', path: `${repository}/blobs/uploads/${query}`, about: about(upload), accept: [201, 202], signal });
  begun.body.discard();
  if (begun.status === 201) return undefined;
  return { url: locationOf(upload, begun), offset: 0 };
}

async function finish(upload: BlobUpload, state: UploadState): Promise<void> {
  const { session, descriptor, send, signal } = upload;
  const length = descriptor.size - state.offset;
  const body = { length, send: (sink: Sink) => send(sink, state.offset) };
  const type = { 'content-type': 'application/octet-stream' };
  let url = state.url;
  if (state.offset > 0 && length > 0) {
    const headers = { ...type, 'content-range': `${state.offset}-${descriptor.size - 1}` };
    const patched = await session.call({ method: 'PATCH', path: url, headers, body, about: about(upload), accept: [202, 204], signal });
    patched.body.discard();
    url = locationOf(upload, patched);
  }
  const last = state.offset === 0 ? { headers: type, body } : {};
  const whole = new URL(url);
  whole.searchParams.set('digest', descriptor.digest);
  const ended = await session.call({ method: 'PUT', path: whole, ...last, about: about(upload), accept: [201, 204], signal });
  ended.body.discard();
  const said = ended.headers['docker-content-digest'];
  if (said !== undefined && said !== descriptor.digest)
    throw registryError({ host: session.host, ...about(upload), status: 400, code: 'DIGEST_INVALID', message: 'The registry names another digest.' });
}

/** Asks how far a broken upload came; undefined when it is not to be had any more. */
async function whereNow(upload: BlobUpload, { url }: UploadState): Promise<UploadState | undefined> {
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
function locationOf(upload: BlobUpload, answer: WireAnswer, otherwise?: URL): URL {
  const { location } = answer.headers;
  if (location !== undefined) return new URL(location, answer.url);
  if (otherwise !== undefined) return otherwise;
  throw registryError({ host: upload.session.host, ...about(upload), status: answer.status, message: 'No Location for the upload.' });
}
