import { PassThrough, type Readable } from 'node:stream';
import type { ContentSource, Descriptor } from '../../registry/content';

/** A blob as a stream, for whoever wants one; it fails as the reading fails, and destroying it ends the reading. */
export function readableBlob(source: ContentSource, descriptor: Descriptor, signal: AbortSignal): Readable {
  const stream = new PassThrough({ highWaterMark: 256 * 1024 });
  // The buffer is used again for the next read, while a stream keeps what it is given: hence the copy.
  const sink = (bytes: Buffer): Promise<void> =>
    new Promise((resolve, reject) => void stream.write(Buffer.from(bytes), (error) => (error instanceof Error ? reject(error) : resolve())));
  source.read(descriptor, sink, { signal }).then(
    () => stream.end(),
    (thrown: unknown) => stream.destroy(thrown instanceof Error ? thrown : new Error(String(thrown))),
  );
  return stream;
}
