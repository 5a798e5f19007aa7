import type { BlobStore } from '../ports';
import { uploadUnknown } from './oci-error';

/** Which repository an upload belongs to: an upload's address is worth nothing elsewhere. */
export class Uploads {
  readonly #repositories = new Map<string, string>();
  readonly #blobs: BlobStore;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  async begin(repository: string): Promise<string> {
    const id = await this.#blobs.beginUpload();
    this.#repositories.set(id, repository);
    return id;
  }

  /** Bytes received so far. @throws OciError 404 for an upload of another repository, or none. */
  async received(id: string, repository: string): Promise<number> {
    const bytes = this.#repositories.get(id) === repository ? await this.#blobs.uploadedBytes(id) : undefined;
    if (bytes === undefined) throw uploadUnknown();
    return bytes;
  }

  ended(id: string): void {
    this.#repositories.delete(id);
  }
}
