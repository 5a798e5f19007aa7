/**
 * Sending one blob: one POST and one PUT, because ECR loses data when one upload gets several PATCHes (containers-roadmap #2831).
 * Where a registry kept what arrived before a break, the rest follows by PATCH, also after the end of Berth; ECR answers 416 there,
 * so it gets a fresh upload.
 */
import { AppError } from '../../../shared/errors';
import { isTransient, registryError } from '../registry-errors';
import { backOff } from '../retry';
import type { Sink } from '../wire/wire';
import { goesOnAnew, restDiffers } from './upload-failures';
import { UploadMemory } from './upload-memory';
import { about, type BlobUpload, locationOf, type UploadState, whereNow } from './upload-state';

/** Tries in a row that brought the upload no further. */
const TRIES = 5;

/** Sends a blob, or has it mounted. @throws AppError, after its retries. */
export async function uploadBlob(upload: BlobUpload): Promise<'mounted' | 'uploaded'> {
  const memory = new UploadMemory(upload);
  try {
    const how = await sendBlob(upload, memory);
    await memory.forget();
    return how;
  } finally {
    memory.end();
  }
}

async function sendBlob(upload: BlobUpload, memory: UploadMemory): Promise<'mounted' | 'uploaded'> {
  const { signal, retry, resumable, mountFrom } = upload;
  let state = mountFrom === undefined ? await memory.recall() : undefined;
  for (let tried = 1; ; tried += 1) {
    const before = state?.offset ?? 0;
    const sent = { all: false };
    try {
      state ??= await begin(upload, memory);
      if (state === undefined) return 'mounted';
      await finish(upload, state, sent);
      return 'uploaded';
    } catch (thrown) {
      const anew = restDiffers(thrown) && before > 0;
      const again = isTransient(thrown) || anew || (state !== undefined && goesOnAnew(thrown));
      if (tried >= TRIES || signal.aborted || !again) throw thrown;
      await retry.sleep(backOff(tried, retry.random, thrown), signal);
      // The answer may have been lost alone: a registry that has the blob knows nothing of its upload any more.
      if (sent.all && (await isThere(upload))) return 'uploaded';
      state = resumable && !anew && state !== undefined ? await whereNow(upload, state) : undefined;
      if ((state?.offset ?? 0) > before) tried = 0;
    }
  }
}

/** Opens an upload, or goes on with one; undefined when the registry mounted the blob instead. */
async function begin(upload: BlobUpload, memory: UploadMemory): Promise<UploadState | undefined> {
  const { session, repository, descriptor, mountFrom, signal } = upload;
  const query = mountFrom === undefined ? '' : `?mount=${descriptor.digest}&from=${encodeURIComponent(mountFrom)}`;
  const begun = await session.call({ method: 'POST', path: `${repository}/blobs/uploads/${query}`, about: about(upload), accept: [201, 202], signal });
  begun.body.discard();
  if (begun.status === 201) return undefined;
  // Where mounting was tried first, an earlier upload is only now of use.
  const earlier = mountFrom === undefined ? undefined : await memory.recall();
  if (earlier !== undefined) return earlier;
  const url = locationOf(upload, begun);
  if (url.origin === begun.url.origin) memory.remember(url);
  return { url, offset: 0 };
}

async function finish(upload: BlobUpload, state: UploadState, sent: { all: boolean }): Promise<void> {
  const { session, descriptor, send, signal } = upload;
  const length = descriptor.size - state.offset;
  const body = {
    length,
    send: async (sink: Sink) => {
      await send(sink, state.offset);
      sent.all = true;
    },
  };
  if (length === 0) sent.all = true;
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

/** Whether the blob is in the registry after all. Who may not look sends it again. */
async function isThere(upload: BlobUpload): Promise<boolean> {
  const { session, repository, descriptor, signal } = upload;
  try {
    const answer = await session.call({ method: 'HEAD', path: `${repository}/blobs/${descriptor.digest}`, about: about(upload), accept: [200, 404], signal });
    answer.body.discard();
    return answer.status === 200;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'cancelled') throw thrown;
    return false;
  }
}
