/** Ways in which a registry, or what stands before it, gives other bytes than it should; each drawn from a seed. */

/** mulberry32: numbers from 0 to 1 that are the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An answer as it goes over the wire. `length` is what Content-Length says; without it the body is sent in chunks. */
export interface WrongAnswer {
  body: Buffer;
  length: number | undefined;
  /** Instead of what is true, in Docker-Content-Digest. */
  digest?: string;
  /** Hang up after this many bytes of the body. */
  hangUpAfter?: number;
}

export const MUTATIONS = ['cut', 'cut-and-hung-up', 'padded', 'bit-flipped', 'length-too-small', 'length-too-large', 'halves-swapped', 'zeros', 'doubled', 'chunked-and-cut', 'emptied', 'wrong-digest', 'other'] as const;
export type Mutation = (typeof MUTATIONS)[number];

/** `bytes` made wrong; never equal to what they were, but for `wrong-digest`, which is a lie in the head alone. */
export function mutated(bytes: Buffer, mutation: Mutation, random: () => number): WrongAnswer {
  const at = 1 + Math.floor(random() * (bytes.length - 1));
  const plain = (body: Buffer): WrongAnswer => ({ body, length: body.length });
  switch (mutation) {
    case 'cut':
      return plain(bytes.subarray(0, at));
    case 'cut-and-hung-up':
      return { body: bytes, length: bytes.length, hangUpAfter: at };
    case 'padded':
      return plain(Buffer.concat([bytes, Buffer.alloc(1 + Math.floor(random() * 1000), 32)]));
    case 'bit-flipped': {
      const body = Buffer.from(bytes);
      const where = Math.floor(random() * body.length);
      body[where] = (body[where] ?? 0) ^ (1 << Math.floor(random() * 8));
      return plain(body);
    }
    case 'length-too-small':
      return { body: bytes, length: at };
    case 'length-too-large':
      return { body: bytes, length: bytes.length + 1 + Math.floor(random() * 1000), hangUpAfter: bytes.length };
    case 'halves-swapped':
      return plain(Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]));
    case 'zeros':
      return plain(Buffer.alloc(bytes.length));
    case 'doubled':
      return plain(Buffer.concat([bytes, bytes]));
    case 'chunked-and-cut':
      return { body: bytes.subarray(0, at), length: undefined };
    case 'emptied':
      return plain(Buffer.alloc(0));
    case 'wrong-digest':
      return { ...plain(bytes), digest: `sha256:${'0'.repeat(64)}` };
    case 'other':
      return plain(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: { mediaType: 'x', digest: `sha256:${'1'.repeat(64)}`, size: Math.floor(random() * 1000) }, layers: [] })));
  }
}
