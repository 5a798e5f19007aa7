import type { OpenUploads, UploadedBlob } from './open-uploads';
import { type BlobUpload, type UploadState, whereNow } from './upload-state';

/** Smaller blobs are sent again faster than they are remembered, in bytes. */
const WORTH_REMEMBERING = 8 * 1024 * 1024;
/** An upload that is over sooner than this is not written down, in milliseconds. */
const LASTING = 500;

/** What is remembered of one upload: of a large blob, at a registry that can go on, when it lasts. */
export class UploadMemory {
  readonly #upload: BlobUpload;
  readonly #uploads: OpenUploads | undefined;
  readonly #over = new AbortController();
  #known = false;

  constructor(upload: BlobUpload) {
    this.#upload = upload;
    this.#uploads = upload.resumable && upload.descriptor.size >= WORTH_REMEMBERING ? upload.openUploads : undefined;
  }

  get #blob(): UploadedBlob {
    const { session, repository, descriptor } = this.#upload;
    return { host: session.host, repository, digest: descriptor.digest };
  }

  /** Where an upload of another day goes on; undefined when there is none, or the registry has nothing of it. */
  async recall(): Promise<UploadState | undefined> {
    const location = await this.#uploads?.recall(this.#blob);
    if (location === undefined) return undefined;
    this.#known = true;
    const state = await whereNow(this.#upload, { url: new URL(location), offset: 0 });
    if (state !== undefined) this.remember(state.url);
    return state;
  }

  remember(url: URL): void {
    const { retry } = this.#upload;
    if (this.#uploads === undefined) return;
    void retry.sleep(LASTING, this.#over.signal).then(() => {
      if (this.#over.signal.aborted) return undefined;
      this.#known = true;
      return this.#uploads?.remember(this.#blob, url.href);
    });
  }

  async forget(): Promise<void> {
    this.#over.abort();
    if (this.#known) await this.#uploads?.forget(this.#blob);
    this.#known = false;
  }

  /** What is not written down by now stays unwritten. */
  end(): void {
    this.#over.abort();
  }
}
