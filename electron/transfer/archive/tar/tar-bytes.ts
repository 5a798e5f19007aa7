import type { FileHandle } from 'node:fs/promises';

/** The bytes of a tar, read forwards. */
export interface TarBytes {
  position(): number;
  /** Bytes in all, where that is known before the end. */
  total?: number;
  /** The next `count` bytes; fewer only at the end. */
  take(count: number): Promise<Buffer>;
  /** Goes forward to a position; false when the end comes before. */
  seek(position: number): Promise<boolean>;
}

/** Bytes of an open file. */
export async function fileBytes(handle: FileHandle): Promise<TarBytes> {
  const { size: total } = await handle.stat();
  let at = 0;
  return {
    total,
    position: () => at,
    take: async (count) => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(count, total - at)));
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, at + length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      at += length;
      return buffer.subarray(0, length);
    },
    seek: (position) => {
      at = Math.min(position, total);
      return Promise.resolve(position <= total);
    },
  };
}

/** Bytes of a stream, which only go by once. */
export class StreamBytes implements TarBytes {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #position = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  position(): number {
    return this.#position;
  }

  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.body(count)) parts.push(part);
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  async seek(position: number): Promise<boolean> {
    while (this.#position < position && (await this.#fill())) this.#next(position - this.#position);
    return this.#position >= position;
  }

  /** The next `count` bytes as they come; it ends early at the end of the stream. */
  async *body(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0 && (await this.#fill()); ) {
      const part = this.#next(left);
      left -= part.length;
      yield part;
    }
  }

  #next(most: number): Buffer {
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    this.#position += part.length;
    return part;
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }
}
