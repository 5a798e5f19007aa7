import type { ResponseHead } from './response-head';

export interface Decoded {
  /** The parts of the body in what was read, in order, without copying. */
  parts: Buffer[];
  /** The body is complete; `rest` bytes of what was read are not part of it. */
  ended: boolean;
  rest: number;
  /** What is wrong, when it is not HTTP. */
  fault?: string;
}

/** Takes the framing off a body, read by read. */
export interface BodyDecoder {
  decode(bytes: Buffer): Decoded;
  /** What the end of the connection means now: the end of the body, or that it broke off. */
  closed(): 'complete' | 'broken';
  /** Bytes still to come, where they were announced. */
  left(): number | undefined;
}

export function bodyDecoder(framing: ResponseHead['framing']): BodyDecoder {
  if (framing.kind === 'chunked') return new ChunkedDecoder();
  if (framing.kind === 'until-close') {
    return { decode: (bytes) => ({ parts: [bytes], ended: false, rest: 0 }), closed: () => 'complete', left: () => undefined };
  }
  let left = framing.length;
  return {
    decode: (bytes) => {
      const part = bytes.length > left ? bytes.subarray(0, left) : bytes;
      left -= part.length;
      return { parts: part.length === 0 ? [] : [part], ended: left === 0, rest: bytes.length - part.length };
    },
    closed: () => (left === 0 ? 'complete' : 'broken'),
    left: () => left,
  };
}

/** Chunk extensions and trailers are read over; both have a limit. */
const LINE_LIMIT = 4096;
const MOST_TRAILERS = 100;

class ChunkedDecoder implements BodyDecoder {
  #state: 'size' | 'data' | 'after-data' | 'trailer' | 'ended' = 'size';
  #line = '';
  #left = 0;
  #trailers = 0;

  decode(bytes: Buffer): Decoded {
    const parts: Buffer[] = [];
    let at = 0;
    while (at < bytes.length && this.#state !== 'ended') {
      if (this.#state === 'data') {
        const part = bytes.subarray(at, at + this.#left);
        parts.push(part);
        at += part.length;
        this.#left -= part.length;
        if (this.#left === 0) this.#state = 'after-data';
        continue;
      }
      const end = bytes.indexOf(10, at);
      this.#line += bytes.toString('latin1', at, end < 0 ? bytes.length : end);
      if (this.#line.length > LINE_LIMIT) return { parts, ended: false, rest: 0, fault: 'a chunk of its body is malformed' };
      if (end < 0) break;
      at = end + 1;
      const line = this.#line;
      this.#line = '';
      if (!line.endsWith('\r') || !this.#take(line.slice(0, -1))) return { parts, ended: false, rest: 0, fault: 'a chunk of its body is malformed' };
    }
    return { parts, ended: this.#state === 'ended', rest: bytes.length - at };
  }

  closed(): 'complete' | 'broken' {
    return this.#state === 'ended' ? 'complete' : 'broken';
  }

  left(): undefined {
    return undefined;
  }

  /** One line between the data; false for one that has no place there. */
  #take(line: string): boolean {
    switch (this.#state) {
      case 'size': {
        const size = /^([0-9a-fA-F]{1,13})[ \t]*(;.*)?$/.exec(line)?.[1];
        if (size === undefined) return false;
        this.#left = Number.parseInt(size, 16);
        this.#state = this.#left === 0 ? 'trailer' : 'data';
        return true;
      }
      case 'after-data':
        this.#state = 'size';
        return line === '';
      case 'trailer':
        if (line === '') this.#state = 'ended';
        return ++this.#trailers <= MOST_TRAILERS;
      default:
        return false;
    }
  }
}
