/** Read buffers that are used over and over: allocating a new one for each read is what makes large bodies slow. */
export class BufferPool {
  readonly #free: Buffer[] = [];
  readonly #size: number;
  readonly #keep: number;
  #made = 0;

  /** Buffers of `size` bytes, of which at most `keep` are held while nobody uses them. */
  constructor({ size = 256 * 1024, keep = 48 }: { size?: number; keep?: number } = {}) {
    this.#size = size;
    this.#keep = keep;
  }

  /** How many buffers there ever were: what a transfer of any size is bounded by. */
  get made(): number {
    return this.#made;
  }

  take(): Buffer {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#made += 1;
    return Buffer.allocUnsafeSlow(this.#size);
  }

  give(buffer: Buffer): void {
    if (this.#free.length < this.#keep) this.#free.push(buffer);
  }
}
