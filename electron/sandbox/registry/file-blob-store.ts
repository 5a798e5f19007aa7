import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../../shared/errors';
import { isDigest } from '../../../shared/ecr/names';
import type { BlobStore } from '../ports';

interface Upload {
  hash: Hash;
  bytes: number;
  touchedAt: number;
  /** Appends to one upload run after another: position and hash have to agree. */
  tail: Promise<unknown>;
}

export interface FileBlobStoreOptions {
  /** Folder of the store; made when it is not there. */
  dir: string;
  /** A fresh name for an upload, safe as a file name. */
  newId: () => string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** An upload that nobody has touched for so long is given up (ECR: a day). */
const UPLOAD_LIFE = 24 * 60 * 60 * 1000;

/**
 * Blobs as files named by their digest. Bytes are hashed while they are written, and a file gets its name only once
 * the digest is proven. Nothing is flushed to the disk: a sandbox may lose its last seconds with the power.
 */
export class FileBlobStore implements BlobStore {
  readonly #options: FileBlobStoreOptions;
  readonly #uploads = new Map<string, Upload>();

  private constructor(options: FileBlobStoreOptions) {
    this.#options = options;
  }

  /** Opens the store and removes what an earlier run left unfinished. */
  static async open(options: FileBlobStoreOptions): Promise<FileBlobStore> {
    const uploads = join(options.dir, 'uploads');
    await mkdir(join(options.dir, 'sha256'), { recursive: true });
    await mkdir(uploads, { recursive: true });
    for (const name of await readdir(uploads)) await rm(join(uploads, name), { force: true });
    return new FileBlobStore(options);
  }

  async size(digest: string): Promise<number | undefined> {
    if (!isDigest(digest)) return undefined;
    try {
      return (await stat(this.#blobPath(digest))).size;
    } catch {
      return undefined;
    }
  }

  read(digest: string, range?: { start: number; end: number }): Readable {
    if (!isDigest(digest)) throw new AppError('layer-missing', 'That is not the digest of a blob.');
    return createReadStream(this.#blobPath(digest), range);
  }

  async put(bytes: Uint8Array): Promise<string> {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if ((await this.size(digest)) !== undefined) return digest;
    const upload = await this.beginUpload();
    await this.append(upload, bytes);
    await this.finish(upload, digest);
    return digest;
  }

  async beginUpload(): Promise<string> {
    const now = this.#options.now();
    for (const [old, upload] of this.#uploads)
      if (now - upload.touchedAt > UPLOAD_LIFE) await this.abandon(old);
    const id = this.#options.newId();
    await (await open(this.#uploadPath(id), 'wx')).close();
    this.#uploads.set(id, { hash: createHash('sha256'), bytes: 0, touchedAt: now, tail: Promise.resolve() });
    return id;
  }

  append(uploadId: string, bytes: Readable | Uint8Array): Promise<number> {
    return this.#inTurn(uploadId, async (upload) => {
      const chunks = bytes instanceof Uint8Array ? [bytes] : (bytes as AsyncIterable<Uint8Array>);
      const file = await open(this.#uploadPath(uploadId), 'r+');
      try {
        // What came before a broken connection is kept, so that the client can go on from there.
        for await (const chunk of chunks) {
          let written = 0;
          while (written < chunk.length)
            written += (await file.write(chunk, written, chunk.length - written, upload.bytes + written))
              .bytesWritten;
          upload.hash.update(chunk);
          upload.bytes += chunk.length;
        }
      } finally {
        upload.touchedAt = this.#options.now();
        await file.close();
      }
      return upload.bytes;
    });
  }

  async uploadedBytes(uploadId: string): Promise<number | undefined> {
    return this.#uploads.get(uploadId)?.bytes;
  }

  finish(uploadId: string, digest: string): Promise<boolean> {
    return this.#inTurn(uploadId, async (upload) => {
      this.#uploads.delete(uploadId);
      const path = this.#uploadPath(uploadId);
      if (`sha256:${upload.hash.digest('hex')}` !== digest) {
        await unlink(path);
        return false;
      }
      await mkdir(join(this.#blobPath(digest), '..'), { recursive: true });
      // The same layer pushed twice at a time: the second rename puts the same bytes in the same place.
      await rename(path, this.#blobPath(digest));
      return true;
    });
  }

  async abandon(uploadId: string): Promise<void> {
    if (!this.#uploads.delete(uploadId)) return;
    await rm(this.#uploadPath(uploadId), { force: true });
  }

  #inTurn<T>(uploadId: string, work: (upload: Upload) => Promise<T>): Promise<T> {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) return Promise.reject(unknownUpload());
    const turn = upload.tail.then(() => {
      if (this.#uploads.get(uploadId) !== upload) throw unknownUpload();
      return work(upload);
    });
    upload.tail = turn.catch(() => undefined);
    return turn;
  }

  #blobPath(digest: string): string {
    const hex = digest.slice('sha256:'.length);
    return join(this.#options.dir, 'sha256', hex.slice(0, 2), hex);
  }

  #uploadPath(id: string): string {
    return join(this.#options.dir, 'uploads', id);
  }
}

const unknownUpload = (): AppError =>
  new AppError('layer-missing', 'That upload does not exist, or it was completed.');
