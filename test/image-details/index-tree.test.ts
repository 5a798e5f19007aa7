import { describe, expect, test } from 'vitest';
import { ContentCache } from '../../electron/image-details/content-cache';
import { chosenEntry, readIndexTree } from '../../electron/image-details/index-tree';
import { viewManifest } from '../../electron/image-details/parse/manifest-view';
import { digestedBytes } from '../../electron/registry/signed-manifest';
import { OCI_INDEX, OCI_MANIFEST } from '../../electron/registry/media-types';

const digest = (n: number): string => `sha256:${n.toString(16).padStart(64, '0')}`;
const entry = (n: number, rest: object = {}) => ({ mediaType: OCI_MANIFEST, digest: digest(n), size: 1, ...rest });
const raw = (manifests: object[]) => ({ bytes: Buffer.from(JSON.stringify({ manifests })), mediaType: OCI_INDEX, digest: digest(0) });
const linux = (architecture: string) => ({ platform: { os: 'linux', architecture } });
const about = (n: number) => ({ annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': digest(n) } });
const nothing = () => Promise.reject(new Error('Nothing is to be read.'));

describe('an index', () => {
  test('has its attestations under what they are about, forty platforms of them', async () => {
    const platforms = Array.from({ length: 40 }, (_, n) => entry(n + 1, linux(`a${n}`)));
    const attestations = Array.from({ length: 40 }, (_, n) => entry(n + 101, about(n + 1)));
    const tree = await readIndexTree(viewManifest(raw([...attestations, ...platforms])), nothing);
    expect(tree.platforms).toHaveLength(40);
    expect(tree.platforms.every(({ attestations: own }) => own.length === 1)).toBe(true);
    expect(tree.looseAttestations).toEqual([]);
  });

  test('keeps an attestation apart whose subject is elsewhere', async () => {
    const tree = await readIndexTree(viewManifest(raw([entry(1, linux('amd64')), entry(2, about(9))])), nothing);
    expect(tree.looseAttestations.map((each) => each.digest)).toEqual([digest(2)]);
  });

  test('is read within an index, and a child that is missing says so', async () => {
    const inner = { ...entry(5), mediaType: OCI_INDEX };
    const lost = { ...entry(6), mediaType: OCI_INDEX };
    const tree = await readIndexTree(viewManifest(raw([inner, lost])), async (asked) => {
      if (asked === digest(5)) return raw([entry(1, linux('amd64'))]);
      throw new Error('gone');
    });
    expect(tree.platforms[0]?.children?.map(({ platform }) => platform)).toEqual(['linux/amd64']);
    expect(tree.platforms[1]?.unread).toBeDefined();
    expect(chosenEntry(tree.platforms, undefined)?.digest).toBe(digest(1));
  });

  test('that contains itself, or is very deep or broad, ends', async () => {
    let reads = 0;
    const many = Array.from({ length: 300 }, (_, n) => ({ ...entry(n + 1), mediaType: OCI_INDEX }));
    await readIndexTree(viewManifest(raw(many)), async () => {
      reads += 1;
      return raw(many);
    });
    expect(reads).toBeLessThanOrEqual(20);
  });

  test('chooses by platform with or without its variant, and Linux on x86 when nobody says', async () => {
    const arm = entry(2, { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } });
    const { platforms } = await readIndexTree(viewManifest(raw([arm, entry(1, linux('amd64'))])), nothing);
    expect(chosenEntry(platforms, 'linux/arm64')?.digest).toBe(digest(2));
    expect(chosenEntry(platforms, digest(2))?.platform).toBe('linux/arm64/v8');
    expect(chosenEntry(platforms, undefined)?.digest).toBe(digest(1));
    expect(chosenEntry(platforms, 'plan9/amd64')).toBeUndefined();
  });
});

test('the cache gives up what was used longest ago, and never holds more than it may', () => {
  const cache = new ContentCache(100);
  const bytes = (length: number) => ({ bytes: Buffer.alloc(length), mediaType: '' });
  for (const key of ['a', 'b', 'c', 'd']) cache.put(key, bytes(25));
  cache.get('a');
  cache.put('e', bytes(25));
  expect(cache.get('a')).toBeDefined();
  expect(cache.get('b')).toBeUndefined();
  expect(cache.held).toBeLessThanOrEqual(100);
  cache.put('large', bytes(60));
  expect(cache.get('large')).toBeUndefined();
  cache.put('a', bytes(10));
  expect(cache.held).toBeLessThanOrEqual(100);
});

test('a signed manifest of schema 1 is digested without its signatures', () => {
  const payload = '{\n   "schemaVersion": 1,\n   "name": "x"\n}';
  const head = payload.slice(0, -2);
  const protectedHeader = Buffer.from(JSON.stringify({ formatLength: head.length, formatTail: Buffer.from('\n}').toString('base64url') })).toString('base64url');
  const signed = Buffer.from(`${head},\n   "signatures": [${JSON.stringify({ protected: protectedHeader })}]\n}`);
  expect(digestedBytes(signed, 'application/vnd.docker.distribution.manifest.v1+prettyjws').toString()).toBe(payload);
  expect(digestedBytes(signed, OCI_MANIFEST)).toBe(signed);
  const broken = Buffer.from('{"signatures":[{"protected":"!"}]}');
  expect(digestedBytes(broken, 'application/vnd.docker.distribution.manifest.v1+prettyjws')).toBe(broken);
});
