/** From this size on a needless upload costs more than the question whether the blob is there, in bytes. */
const LARGE = 1024 * 1024;
/** So many small blobs are asked about before the answers decide. */
const SAMPLE = 4;

/**
 * Whether to ask a registry for a blob before sending it. Asking costs a round trip for each, so about small blobs it is asked only
 * while the answers show that the target has some: a new image of a known application shares nearly all, one in a new repository none.
 */
export class WorthAsking {
  readonly #there: ReadonlySet<string> | undefined;
  #asked = 0;
  #found = 0;

  /** With the blobs that the target has, where it told of all at once, nothing more is asked. */
  constructor(there?: readonly string[]) {
    this.#there = there === undefined ? undefined : new Set(there);
  }

  /** What is known of a blob without asking. */
  known(digest: string): boolean | undefined {
    return this.#there?.has(digest);
  }

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
