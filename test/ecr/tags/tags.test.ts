import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Tags } from '../../../electron/ecr/tags/tags';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../../electron/registry/media-types';
import type { RepositoryKey } from '../../../shared/model/repository';
import { ecrEndpoint } from '../ecr-endpoint';
import { sandboxRepositories } from './sandbox-repository';

const never = new AbortController().signal;
let around: Awaited<ReturnType<typeof sandboxRepositories>>;
let tags: Tags;
let repository: RepositoryKey;
let changed: RepositoryKey[] = [];
let count = 0;

beforeAll(async () => {
  around = await sandboxRepositories();
  tags = new Tags({ clients: around.clients, fetchBytes: fetch, changed: (key) => changed.push(key) });
});
afterAll(() => around.close());
beforeEach(async () => {
  repository = await around.create(`tags/n${(count += 1)}`);
  changed = [];
});
const has = (): Promise<Map<string, string[]>> => around.images(repository.name);

describe('giving an image a tag', () => {
  test('it gets one more, byte for byte the same manifest, and lists that show it are out of date', async () => {
    const digest = await around.push(repository.name, 'v1');
    expect(await tags.set({ repository, digest, tag: 'stable', move: false })).toEqual({});
    expect(await has()).toEqual(new Map([[digest, ['stable', 'v1']]]));
    const { bytes, digest: read, mediaType } = await around.registry.repository(repository.name).manifest('stable', never);
    expect({ read, mediaType }).toEqual({ read: digest, mediaType: OCI_MANIFEST });
    expect(bytes.toString()).toContain('\n   "schemaVersion": 2');
    expect(changed).toEqual([repository]);
  });

  test('a tag of another image moves when that is agreed to, and the answer is what Undo needs', async () => {
    const one = await around.push(repository.name, 'stable', { seed: 'one' });
    const two = await around.push(repository.name, 'v2', { seed: 'two' });
    await expect(tags.set({ repository, digest: two, tag: 'stable', move: false })).rejects.toMatchObject({ code: 'tag-taken', message: expect.stringContaining(one.slice(7, 19)) as string, detail: one });
    expect(await has()).toEqual(new Map([[one, ['stable']], [two, ['v2']]]));
    const { previousDigest = '' } = await tags.set({ repository, digest: two, tag: 'stable', move: true });
    expect(previousDigest).toBe(one);
    expect(await has()).toEqual(new Map([[one, []], [two, ['stable', 'v2']]]));
    await tags.set({ repository, digest: previousDigest, tag: 'stable', move: true });
    expect(await has()).toEqual(new Map([[one, ['stable']], [two, ['v2']]]));
  });

  test('a tag that the image has already is left as it is, in an immutable repository too', async () => {
    repository = await around.create(`tags/immutable${count}`, 'IMMUTABLE');
    const digest = await around.push(repository.name, 'v1');
    expect(await tags.set({ repository, digest, tag: 'v1', move: false })).toEqual({ previousDigest: digest });
  });

  test('an immutable tag stays where it is, but for tags that an exclusion names', async () => {
    repository = await around.create(`tags/exclusions${count}`, 'IMMUTABLE_WITH_EXCLUSION', ['latest', 'dev-*']);
    const one = await around.push(repository.name, 'v1', { seed: 'one' });
    const two = await around.push(repository.name, 'v2', { seed: 'two' });
    await tags.set({ repository, digest: one, tag: 'dev-main', move: false });
    await expect(tags.set({ repository, digest: two, tag: 'v1', move: true })).rejects.toMatchObject({ code: 'tag-immutable' });
    await tags.set({ repository, digest: two, tag: 'dev-main', move: true });
    expect(await has()).toEqual(new Map([[one, ['v1']], [two, ['dev-main', 'v2']]]));
  });

  test('an index and an artifact that refers to an image are tagged like any other', async () => {
    const image = await around.push(repository.name, 'v1');
    const index = await around.putManifest(repository.name, 'multi', { mediaType: OCI_INDEX, json: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [{ mediaType: OCI_MANIFEST, digest: image, size: 1, platform: { os: 'linux', architecture: 'amd64' } }] } });
    await tags.set({ repository, digest: index, tag: 'multi-2', move: false });
    const { bytes } = await around.registry.repository(repository.name).manifest('v1', never);
    const { config, layers } = JSON.parse(bytes.toString()) as { config: object; layers: object[] };
    const subject = { mediaType: OCI_MANIFEST, digest: image, size: bytes.length };
    const signature = await around.putManifest(repository.name, undefined, { mediaType: OCI_MANIFEST, json: { schemaVersion: 2, mediaType: OCI_MANIFEST, artifactType: 'application/vnd.example.signature', config, layers, subject } });
    await tags.set({ repository, digest: signature, tag: 'signature', move: false });
    expect(await has()).toEqual(new Map([[image, ['v1']], [index, ['multi', 'multi-2']], [signature, ['signature']]]));
  });

  test('an image that is not there, and words that are no tag or digest, are said before anything changes', async () => {
    const digest = await around.push(repository.name, 'v1');
    const nobody = `sha256:${'a'.repeat(64)}`;
    await expect(tags.set({ repository, digest: nobody, tag: 'v2', move: false })).rejects.toMatchObject({ code: 'image-not-found' });
    await expect(tags.set({ repository, digest, tag: '-v2', move: false })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(tags.set({ repository, digest: 'v1', tag: 'v2', move: false })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(tags.set({ repository: { ...repository, name: 'tags/nowhere' }, digest, tag: 'v2', move: false })).rejects.toMatchObject({ code: 'repository-not-found' });
    expect(changed).toEqual([]);
  });

  test('other bytes than the digest promises are never put under a tag', async () => {
    const asked: string[] = [];
    const digest = `sha256:${'b'.repeat(64)}`;
    const endpoint = await ecrEndpoint(({ operation }) => {
      asked.push(operation);
      return { images: [{ imageId: { imageDigest: digest }, imageManifest: '{"schemaVersion":2}', imageManifestMediaType: OCI_MANIFEST }], failures: [] };
    });
    const fooled = new Tags({ clients: endpoint.clients, fetchBytes: fetch, changed: () => undefined });
    await expect(fooled.set({ repository, digest, tag: 'v1', move: true })).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(asked).toEqual(['BatchGetImage']);
    await endpoint.close();
  });
});

describe('taking a tag away', () => {
  test('leaves the image its other tags', async () => {
    const digest = await around.push(repository.name, 'v1');
    await tags.set({ repository, digest, tag: 'stable', move: false });
    expect(await tags.remove({ repository, tag: 'stable', deleteImage: false })).toEqual({ previousDigest: digest });
    expect(await has()).toEqual(new Map([[digest, ['v1']]]));
  });

  test('an only tag goes with its image, and only when that is agreed to', async () => {
    const digest = await around.push(repository.name, 'v1');
    await expect(tags.remove({ repository, tag: 'v1', deleteImage: false })).rejects.toMatchObject({ code: 'last-tag', detail: digest });
    expect(await has()).toEqual(new Map([[digest, ['v1']]]));
    await tags.remove({ repository, tag: 'v1', deleteImage: true });
    expect(await has()).toEqual(new Map());
  });

  test('a tag that is not there is said so', async () => {
    await expect(tags.remove({ repository, tag: 'v9', deleteImage: true })).rejects.toMatchObject({ code: 'image-not-found' });
  });

  test('what ECR refuses for an index that needs the image is a sentence about it', async () => {
    const endpoint = await ecrEndpoint(({ operation }) =>
      operation === 'DescribeImages'
        ? { imageDetails: [{ imageDigest: `sha256:${'c'.repeat(64)}`, imageTags: ['v1'] }] }
        : { imageIds: [], failures: [{ imageId: { imageTag: 'v1' }, failureCode: 'ImageReferencedByManifestList', failureReason: 'Requested image referenced by manifest list: [sha256:d]' }] },
    );
    const refused = new Tags({ clients: endpoint.clients, fetchBytes: fetch, changed: () => undefined });
    await expect(refused.remove({ repository, tag: 'v1', deleteImage: true })).rejects.toMatchObject({ message: expect.stringContaining('multi-platform index') as string });
    await endpoint.close();
  });
});

describe('composing an index', () => {
  const compose = (children: { image: string; platform?: string }[], over: { tag?: string; move?: boolean; annotations?: Record<string, string> } = {}) =>
    tags.composeIndex({ repository, tag: 'multi', children, annotations: {}, move: false, ...over });
  const indexAt = async (tag: string): Promise<{ mediaType: string; json: { manifests: { digest: string; platform: { architecture: string; os: string } }[] } }> => {
    const { bytes, mediaType } = await around.registry.repository(repository.name).manifest(tag, never);
    return { mediaType, json: JSON.parse(bytes.toString()) as Awaited<ReturnType<typeof indexAt>>['json'] };
  };

  test('images by tag and by digest become one, each for the platform of its config', async () => {
    const amd = await around.push(repository.name, 'amd', { architecture: 'amd64' });
    const arm = await around.push(repository.name, undefined, { architecture: 'arm64' });
    const { digest, previousDigest } = await compose([{ image: arm }, { image: 'amd' }]);
    expect(previousDigest).toBeUndefined();
    const { mediaType, json } = await indexAt('multi');
    expect(mediaType).toBe(OCI_INDEX);
    expect(json.manifests.map((each) => [each.digest, each.platform])).toEqual([[amd, { os: 'linux', architecture: 'amd64' }], [arm, { os: 'linux', architecture: 'arm64' }]]);
    expect((await has()).get(digest)).toEqual(['multi']);
    // Once more: the same index, and nothing to do.
    expect(await compose([{ image: 'amd' }, { image: arm }])).toEqual({ digest, previousDigest: digest });
  });

  test('Docker’s images become a Docker list', async () => {
    const docker = { mediaType: DOCKER_MANIFEST, configType: 'application/vnd.docker.container.image.v1+json' };
    await around.push(repository.name, 'a', { ...docker, architecture: 'amd64' });
    await around.push(repository.name, 'b', { ...docker, architecture: 's390x' });
    await compose([{ image: 'a' }, { image: 'b' }]);
    expect((await indexAt('multi')).mediaType).toBe(DOCKER_LIST);
  });

  test('an index among them gives its own images and attestations', async () => {
    const amd = await around.push(repository.name, undefined, { architecture: 'amd64' });
    const proof = await around.push(repository.name, undefined, { seed: 'attestation' });
    const about = { 'vnd.docker.reference.digest': amd, 'vnd.docker.reference.type': 'attestation-manifest' };
    await around.putManifest(repository.name, 'built', {
      mediaType: OCI_INDEX,
      json: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [
        { mediaType: OCI_MANIFEST, digest: amd, size: 400, platform: { os: 'linux', architecture: 'amd64' } },
        { mediaType: OCI_MANIFEST, digest: proof, size: 400, platform: { os: 'unknown', architecture: 'unknown' }, annotations: about },
      ] },
    });
    const arm = await around.push(repository.name, 'arm', { architecture: 'arm64' });
    await compose([{ image: 'built' }, { image: 'arm' }]);
    const { json } = await indexAt('multi');
    expect(json.manifests).toMatchObject([{ digest: amd }, { digest: arm }, { digest: proof, annotations: about }]);
  });

  test('a platform that is told decides, and one that nobody knows is asked for', async () => {
    await around.push(repository.name, 'strange', { config: '{}' });
    await expect(compose([{ image: 'strange' }])).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('which platform') as string });
    await expect(compose([{ image: 'strange', platform: 'toaster' }])).rejects.toMatchObject({ code: 'invalid-input' });
    await compose([{ image: 'strange', platform: 'linux/arm/v7' }]);
    expect((await indexAt('multi')).json.manifests[0]?.platform).toEqual({ os: 'linux', architecture: 'arm', variant: 'v7' });
  });

  test('two images for one platform, and an image that is not there, make no index', async () => {
    await around.push(repository.name, 'a', { seed: 'a' });
    await around.push(repository.name, 'b', { seed: 'b' });
    await expect(compose([{ image: 'a' }, { image: 'b' }])).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('linux/amd64') as string });
    await expect(compose([{ image: 'a' }, { image: 'c' }])).rejects.toMatchObject({ code: 'image-not-found' });
    expect([...(await has()).values()].flat().sort()).toEqual(['a', 'b']);
  });

  test('a tag that is taken moves only when that is agreed to', async () => {
    const one = await around.push(repository.name, 'multi', { seed: 'a' });
    await expect(compose([{ image: one }])).rejects.toMatchObject({ code: 'tag-taken' });
    expect((await compose([{ image: one }], { move: true })).previousDigest).toBe(one);
  });
});
