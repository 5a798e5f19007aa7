/** Reading one blob: resumed when the connection breaks, verified against length and digest before it ends. */
import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors';
import type { Descriptor } from './content';
import { connectionError, isTransient } from './registry-errors';
import type { RegistrySession } from './registry-session';
import { backOff, type RetryPorts } from './retry';
import type { Sink } from './wire/wire';

export interface BlobRead {
  session: RegistrySession;
  repository: string;
  descriptor: Descriptor;
  sink: Sink;
  /** Offset of the first byte wanted; 0 unless told. */
  from?: number;
  retry: RetryPorts;
  signal: AbortSignal;
}

/** Tries in a row without a single new byte. */
const TRIES = 5;

/**
 * Hands every byte from `from` on to the sink once, in order; a short, long or changed body never passes (a rest is checked for its
 * length alone).
 * @throws AppError `digest-mismatch`, `network` or what else a registry can fail with; what the sink failed with.
 */
export async function readBlob(read: BlobRead): Promise<void> {
  const { descriptor, session, signal, retry, from = 0 } = read;
  const hash = from === 0 ? createHash('sha256') : undefined;
  let offset = from;
  let sinkFailure: { thrown: unknown } | undefined;
  const take: Sink = (bytes) => {
    offset += bytes.length;
    if (offset > descriptor.size) throw mismatch(descriptor, session.host);
    hash?.update(bytes);
    return read.sink(bytes)?.catch((thrown: unknown) => {
      // Whoever takes the bytes is in trouble, not this connection: trying again would not help.
      sinkFailure ??= { thrown };
      throw thrown;
    });
  };
  for (let tried = 0; ; ) {
    const before = offset;
    try {
      await pumpFrom(read, offset, take);
      if (offset === descriptor.size) break;
      throw new AppError('network', `${session.host} broke off while sending ${short(descriptor)}.`, { hint: 'Try again.' });
    } catch (thrown) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: thrown });
      if (sinkFailure !== undefined) throw sinkFailure.thrown;
      const error = connectionError(thrown, session.host);
      tried = offset > before ? 1 : tried + 1;
      if (tried >= TRIES || !isTransient(error)) throw error;
      await retry.sleep(backOff(tried, retry.random, error), signal);
    }
  }
  if (hash !== undefined && `sha256:${hash.digest('hex')}` !== descriptor.digest) throw mismatch(descriptor, session.host);
}

async function pumpFrom({ session, repository, descriptor, signal }: BlobRead, offset: number, sink: Sink): Promise<void> {
  const answer = await session.call({
    method: 'GET',
    path: `${repository}/blobs/${descriptor.digest}`,
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
    about: { repository, action: 'pull', code: 'BLOB_UNKNOWN' },
    accept: [200, 206],
    signal,
  });
  if (answer.status === 206) {
    const start = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '')?.[1];
    if (start !== undefined && Number(start) !== offset) {
      answer.body.discard();
      throw mismatch(descriptor, session.host);
    }
    return answer.body.pump(sink);
  }
  // A registry that does not know ranges starts over: what was read already is skipped.
  let skip = offset;
  return answer.body.pump((bytes) => {
    const fresh = skip === 0 ? bytes : bytes.subarray(Math.min(skip, bytes.length));
    skip -= bytes.length - fresh.length;
    return fresh.length === 0 ? undefined : sink(fresh);
  });
}

const short = ({ digest }: Descriptor): string => digest.slice(7, 19);

const mismatch = (descriptor: Descriptor, host: string): AppError =>
  new AppError('digest-mismatch', `${host} sent other bytes than layer ${short(descriptor)} is made of.`, { hint: 'Nothing was kept of it. Try again; if it stays so, the image is damaged in the registry.' });
