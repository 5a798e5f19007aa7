import { expect, test } from 'vitest';
import { composeIndex, type IndexChild } from '../../../electron/ecr/tags/compose-index';
import { digestOfText } from '../../../electron/ecr/tags/stored-images';

const DOCKER = 'application/vnd.docker.distribution.manifest.v2+json';
const OCI = 'application/vnd.oci.image.manifest.v1+json';
const digest = (n: number): string => `sha256:${String(n).repeat(64)}`;
const child = (n: number, architecture: string, over: Partial<IndexChild> = {}): IndexChild => ({ mediaType: OCI, digest: digest(n), size: 500 + n, platform: { os: 'linux', architecture }, ...over });

test('the order in which images are chosen does not change the index', () => {
  const [a, b, c] = [child(1, 'amd64'), child(2, 'arm64'), child(3, 'arm', { platform: { os: 'linux', architecture: 'arm', variant: 'v7' } })];
  const one = composeIndex([a, b, c], { z: '1', a: '2' });
  expect(composeIndex([c, b, a], { a: '2', z: '1' })).toEqual(one);
  expect(one.digest).toBe(digestOfText(one.text));
  expect(JSON.parse(one.text)).toMatchObject({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ digest: digest(1) }, { digest: digest(3), platform: { variant: 'v7' } }, { digest: digest(2) }],
    annotations: { a: '2', z: '1' },
  });
});

test('images of Docker alone become a Docker list, unless there is something to annotate', () => {
  const children = [child(1, 'amd64', { mediaType: DOCKER }), child(2, 'arm64', { mediaType: DOCKER })];
  expect(composeIndex(children, {}).mediaType).toBe('application/vnd.docker.distribution.manifest.list.v2+json');
  expect(composeIndex(children, { by: 'me' }).mediaType).toBe('application/vnd.oci.image.index.v1+json');
  expect(composeIndex([...children, child(3, 's390x')], {}).mediaType).toBe('application/vnd.oci.image.index.v1+json');
});

test('two images for one platform are refused by both their names, two attestations are not', () => {
  expect(() => composeIndex([child(1, 'amd64'), child(2, 'amd64')], {})).toThrow('Two of the images are for linux/amd64: 111111111111 and 222222222222.');
  const attestation = (n: number) => child(n, 'unknown', { platform: { os: 'unknown', architecture: 'unknown' }, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } });
  const { text } = composeIndex([attestation(8), child(1, 'amd64'), attestation(9)], {});
  expect((JSON.parse(text) as { manifests: { digest: string }[] }).manifests.map((each) => each.digest)).toEqual([digest(1), digest(8), digest(9)]);
});

test('two versions of Windows are two platforms', () => {
  const windows = (n: number, version: string) => child(n, 'amd64', { platform: { os: 'windows', architecture: 'amd64', 'os.version': version } });
  const { text } = composeIndex([windows(1, '10.0.20348'), windows(2, '10.0.17763')], {});
  expect((JSON.parse(text) as { manifests: { platform: object }[] }).manifests.map((each) => each.platform)).toEqual([
    { architecture: 'amd64', os: 'windows', 'os.version': '10.0.17763' },
    { architecture: 'amd64', os: 'windows', 'os.version': '10.0.20348' },
  ]);
});

test('an index in which nothing runs is refused, and so is one that no registry would take', () => {
  expect(() => composeIndex([child(1, 'unknown', { platform: { os: 'unknown', architecture: 'unknown' } })], {})).toThrow('None of these is an image that runs.');
  expect(() => composeIndex([child(1, 'amd64')], { long: 'x'.repeat(4 * 1024 * 1024) })).toThrow('4 MiB');
});
