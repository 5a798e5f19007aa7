/** Reading one blob: resumed when the connection breaks, verified against length and digest before it ends. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '../../shared/errors';
import type { Descriptor } from './content';
import { connectionError, isTransient } from './registry-errors';
import type { RegistrySession } from './registry-session';
import { backOff, type RetryPorts } from './retry';

export interface BlobRead {
  session: RegistrySession;
  repository: string;
  descriptor: Descriptor;
  retry: RetryPorts;
  signal: AbortSignal;
}

/** Tries in a row without a single new byte. */
const TRIES = 5;

/** Fails with `digest-mismatch`, `network` or what else a registry can fail with; a short or long body never passes. */
export const readBlob = (read: BlobRead): Readable => Readable.from(verifiedChunks(read), { objectMode: false, highWaterMark: 256 * 1024 });

async function* verifiedChunks(read: BlobRead): AsyncGenerator<Buffer> {
  const { descriptor, session, signal, retry } = read;
  const hash = createHash('sha256');
  let offset = 0;
  for (let tried = 0; ; ) {
    const before = offset;
    try {
      for await (const bytes of chunksFrom(read, offset)) {
        offset += bytes.byteLength;
        if (offset > descriptor.size) throw mismatch(descriptor, session.host);
        hash.update(bytes);
        yield bytes;
      }
      if (offset === descriptor.size) break;
      throw new AppError('network', `${session.host} broke off while sending ${short(descriptor)}.`, { hint: 'Try again.' });
    } catch (thrown) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: thrown });
      const error = connectionError(thrown, session.host);
      tried = offset > before ? 1 : tried + 1;
      if (tried >= TRIES || !isTransient(error)) throw error;
      await retry.sleep(backOff(tried, retry.random), signal);
    }
  }
  if (`sha256:${hash.digest('hex')}` !== descriptor.digest) throw mismatch(descriptor, session.host);
}

async function* chunksFrom({ session, repository, descriptor, signal }: BlobRead, offset: number): AsyncGenerator<Buffer> {
  const answer = await session.call({
    method: 'GET',
    path: `${repository}/blobs/${descriptor.digest}`,
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
    about: { repository, action: 'pull', code: 'BLOB_UNKNOWN' },
    accept: [200, 206],
    signal,
  });
  // A registry that does not know ranges starts over: what was read already is skipped.
  let skip = answer.status === 200 ? offset : 0;
  try {
    for await (const chunk of answer.body) {
      const bytes = chunk as Buffer;
      if (skip >= bytes.byteLength) skip -= bytes.byteLength;
      else {
        yield skip === 0 ? bytes : bytes.subarray(skip);
        skip = 0;
      }
    }
  } finally {
    answer.body.destroy();
  }
}

const short = ({ digest }: Descriptor): string => digest.slice(7, 19);

const mismatch = (descriptor: Descriptor, host: string): AppError =>
  new AppError('digest-mismatch', `${host} sent other bytes than layer ${short(descriptor)} is made of.`, { hint: 'Nothing was kept of it. Try again; if it stays so, the image is damaged in the registry.' });
