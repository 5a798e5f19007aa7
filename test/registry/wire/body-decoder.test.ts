import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyDecoder } from '../../../electron/registry/wire/body-decoder';

/** Feeds a decoder in pieces of the given sizes. */
function decode(framing: Parameters<typeof bodyDecoder>[0], wire: Buffer, sizes: readonly number[]) {
  const decoder = bodyDecoder(framing);
  const parts: Buffer[] = [];
  for (let at = 0, n = 0; at < wire.length; n += 1) {
    const piece = wire.subarray(at, at + Math.max(1, sizes[n % sizes.length] ?? 1));
    at += piece.length;
    const decoded = decoder.decode(piece);
    parts.push(...decoded.parts.map((part) => Buffer.from(part)));
    if (decoded.fault !== undefined) return { fault: decoded.fault };
    if (decoded.ended) return { body: Buffer.concat(parts), rest: decoded.rest + wire.length - at, closed: decoder.closed() };
  }
  return { body: Buffer.concat(parts), rest: 0, closed: decoder.closed() };
}

const chunked = (chunks: readonly Buffer[], trailers = ''): Buffer =>
  Buffer.concat([...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)};x=y\r\n`), chunk, Buffer.from('\r\n')]), Buffer.from(`0\r\n${trailers}\r\n`)]);

const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

test('chunks come out whole, however the wire cuts them, and what follows is left alone', () => {
  fc.assert(
    fc.property(fc.array(bytes.filter(({ length }) => length > 0), { maxLength: 6 }), pieces, fc.boolean(), bytes, (chunks, sizes, trailer, after) => {
      const wire = Buffer.concat([chunked(chunks, trailer ? 'a: b\r\n' : ''), after]);
      expect(decode({ kind: 'chunked' }, wire, sizes)).toEqual({ body: Buffer.concat(chunks), rest: after.length, closed: 'complete' });
    }),
  );
});

test('a body with a length ends there, however the wire cuts it', () => {
  fc.assert(
    fc.property(bytes.filter(({ length }) => length > 0), bytes, pieces, (body, after, sizes) => {
      const wire = Buffer.concat([body, after]);
      expect(decode({ kind: 'length', length: body.length }, wire, sizes)).toEqual({ body, rest: after.length, closed: 'complete' });
    }),
  );
});

test('a connection that ends early broke the body', () => {
  const wire = chunked([Buffer.from('hello')]);
  expect(decode({ kind: 'chunked' }, wire.subarray(0, -3), [7])).toMatchObject({ closed: 'broken' });
  expect(decode({ kind: 'length', length: 6 }, Buffer.from('hello'), [2])).toMatchObject({ closed: 'broken' });
  expect(decode({ kind: 'until-close' }, Buffer.from('hello'), [2])).toMatchObject({ closed: 'complete', body: Buffer.from('hello') });
});

test.each(['-5\r\nhello\r\n', 'zz\r\n', '\r\n', '5\nhello\n', '5\r\nhelloXX\r\n0\r\n\r\n', `${'1'.repeat(14)}\r\n`, `0;${'x'.repeat(5000)}`])('%j is no chunk', (text) => {
  expect(decode({ kind: 'chunked' }, Buffer.from(text), [3])).toEqual({ fault: 'a chunk of its body is malformed' });
});
