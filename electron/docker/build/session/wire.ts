/** As much of Protocol Buffers as BuildKit's status and sign-in messages need (protobuf.dev, “Encoding”). */

/** One field: a number, or bytes (text and nested messages too). */
export interface Field {
  id: number;
  number: bigint;
  bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** The fields of a message in their order; fixed-width ones are skipped. @throws RangeError for bytes that are no message. */
export function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('A number is cut.');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('A number is too long.');
  };
  const skip = (length: number): Buffer => {
    if (at + length > message.length) throw new RangeError('A field is cut.');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    const id = Math.floor(tag / 8);
    if (tag % 8 === 0) yield { id, number: varint(), bytes: NOTHING };
    else if (tag % 8 === 2) yield { id, number: 0n, bytes: skip(Number(varint())) };
    else if (tag % 8 === 1) skip(8);
    else if (tag % 8 === 5) skip(4);
    else throw new RangeError('A field has an unknown form.');
  }
}

/** A message of text fields alone, numbered from 1. */
export function textMessage(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text, index) => {
      const bytes = Buffer.from(text);
      return bytes.length === 0 ? [] : [Buffer.from([(index + 1) * 8 + 2]), lengthOf(bytes.length), bytes];
    }),
  );
}

function lengthOf(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
