import { createReadStream } from 'node:fs';
import { AppError } from '../../../shared/errors';
import type { ContentSource } from '../../registry/content';
import { blobPath } from '../archive/tree-source';
import type { Spooled } from './spool';

/** What a saved image has ready to send: blobs in memory and in files of the scratch folder. */
export class ReadyBlobs implements ContentSource {
  readonly #files = new Map<string, string>();
  readonly #texts = new Map<string, Buffer>();

  addFile({ digest, file }: Pick<Spooled, 'digest' | 'file'>): void {
    this.#files.set(digest, file);
  }

  /** A manifest or configuration; the caller knows that the digest is right. */
  addText(digest: string, bytes: Buffer): void {
    this.#texts.set(digest, bytes);
  }

  has(digest: string): boolean {
    return this.#files.has(digest) || this.#texts.has(digest);
  }

  readonly manifest: ContentSource['manifest'] = (digest) => {
    const bytes = this.#texts.get(digest);
    return bytes === undefined ? Promise.reject(missing(digest)) : Promise.resolve({ bytes, digest, mediaType: '' });
  };

  readonly read: ContentSource['read'] = async ({ digest, size }, sink, { signal, from = 0 }) => {
    const text = this.#texts.get(digest);
    if (text !== undefined) return void (await sink(text.subarray(from)));
    const file = this.#files.get(digest);
    if (file === undefined) throw missing(digest);
    // Hashed when it was written, and by the registry when it arrives: here its length will do.
    let length = from;
    const stream = createReadStream(file, { start: from, highWaterMark: 256 * 1024 });
    try {
      for await (const chunk of stream) {
        if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: signal.reason });
        length += (chunk as Buffer).length;
        await sink(chunk as Buffer);
      }
    } finally {
      stream.destroy();
    }
    if (length !== size) throw missing(digest);
  };
}

const missing = (digest: string): AppError =>
  new AppError('file-malformed', `The image has no ${blobPath(digest)}.`, { hint: 'Save or pull the image again.' });
