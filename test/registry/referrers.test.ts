import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fallbackTag, parseReferrers, referrersIndex } from '../../electron/registry/referrers';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const signature = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digest('a'), size: 7, artifactType: 'application/vnd.dev.cosign', annotations: { x: 'y' } };

test('an index of referrers is written and read back, each of them once', () => {
  const first = referrersIndex([], signature);
  const second = referrersIndex(parseReferrers(first) ?? [], { ...signature, digest: digest('b') });
  expect(parseReferrers(referrersIndex(parseReferrers(second) ?? [], signature))?.map((one) => one.digest)).toEqual([digest('b'), digest('a')]);
  expect(parseReferrers(first)).toEqual([signature]);
});

test('the fallback tag is the digest with a dash', () => {
  expect(fallbackTag(digest('c'))).toBe(`sha256-${'c'.repeat(64)}`);
});

test('what is no index gives nothing, whatever it is', () => {
  expect(parseReferrers(Buffer.from('{"manifests":[{"mediaType":"x","digest":"sha256:short","size":1}]}'))).toBeUndefined();
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    const read = parseReferrers(Buffer.from(text));
    expect(read === undefined || Array.isArray(read)).toBe(true);
  }));
});
