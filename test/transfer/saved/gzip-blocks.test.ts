import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { BLOCK_BYTES, gzipBlocks } from '../../../electron/transfer/saved/gzip-blocks';

/** The bytes in pieces of this size, pressed. */
async function pressed(bytes: Buffer, piece: number): Promise<{ whole: Buffer; seen: Buffer }> {
  const pieces = (async function* () {
    for (let at = 0; at < bytes.length; at += piece) yield await Promise.resolve(bytes.subarray(at, at + piece));
  })();
  const seen: Buffer[] = [];
  const parts: Buffer[] = [];
  for await (const part of gzipBlocks(pieces, (block) => void seen.push(block))) parts.push(part);
  return { whole: Buffer.concat(parts), seen: Buffer.concat(seen) };
}

const words = Buffer.from('the fastest hands in the harbour\n'.repeat(200_000));

test.each([
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['a block to the byte', words.subarray(0, BLOCK_BYTES)],
  ['several blocks', words],
  ['bytes that do not press', randomBytes(BLOCK_BYTES + 1000)],
])('%s is one gzip file again, and every plain byte was seen once and in order', async (_what, bytes) => {
  const { whole, seen } = await pressed(bytes, 100_000);
  expect(gunzipSync(whole).equals(bytes)).toBe(true);
  expect(seen.equals(bytes)).toBe(true);
});

test('the same bytes are pressed to the same bytes, however they come', async () => {
  const [one, other] = [await pressed(words, 4096), await pressed(words, 999_999)];
  expect(one.whole.equals(other.whole)).toBe(true);
});

test('what does not press grows by no more than a thousandth', async () => {
  const bytes = randomBytes(2 * BLOCK_BYTES);
  expect((await pressed(bytes, 65_536)).whole.length).toBeLessThan(bytes.length * 1.001);
});

test('a failure of the bytes ends the pressing with it', async () => {
  const failing = (async function* () {
    yield words;
    throw await Promise.resolve(new Error('cut off'));
  })();
  await expect((async () => {
    for await (const _ of gzipBlocks(failing, () => undefined));
  })()).rejects.toThrow('cut off');
});
