/** Read buffers that are used over and over: allocating a new one for each read is what makes large bodies slow. */
export class BufferPool {
  readonly #free: Buffer[] = [];
  readonly #size: number;
  readonly #keep: number;

  /** Buffers of `size` bytes, of which at most `keep` are held while nobody uses them. */
  constructor({ size = 256 * 1024, keep = 48 }: { size?: number; keep?: number } = {}) {
    this.#size = size;
    this.#keep = keep;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#size);
  }

  give(buffer: Buffer): void {
    if (this.#free.length < this.#keep) this.#free.push(buffer);
  }
}
