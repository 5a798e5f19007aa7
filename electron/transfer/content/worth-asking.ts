/** From this size on a needless upload costs more than the question whether the blob is there, in bytes. */
const LARGE = 1024 * 1024;
/** So many small blobs are asked about before the answers decide. */
const SAMPLE = 4;

/**
 * Whether to ask a registry for a blob before sending it. Asking costs a round trip for each, so about small blobs it is asked only
 * while the answers show that the target has some: a new image of a known application shares nearly all, one in a new repository none.
 */
export class WorthAsking {
  #asked = 0;
  #found = 0;

  about(size: number): boolean {
    if (size >= LARGE) return true;
    if (this.#found === 0 && this.#asked >= SAMPLE) return false;
    this.#asked += 1;
    return true;
  }

  answered(found: boolean): void {
    if (found) this.#found += 1;
  }
}

export const isLarge = ({ size }: { size: number }): boolean => size >= LARGE;
