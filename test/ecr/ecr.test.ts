import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { CreateRepository, Repository } from '../../shared/model/repository';
import { createRepository } from '../../electron/ecr/repository/create-repository';
import { deleteRepository } from '../../electron/ecr/repository/delete-repository';
import { readPlatforms } from '../../electron/ecr/images/read-platforms';
import { listRepositories } from '../../electron/ecr/repository/list-repositories';
import { ecrEndpoint, Refusal } from './ecr-endpoint';

const scope = { profile: 'dev', region: 'eu-central-1' };
const key = { ...scope, name: 'team/web' };
let close: () => Promise<unknown> = () => Promise.resolve();
afterEach(() => close());

const serving = async (answer: Parameters<typeof ecrEndpoint>[0]) => {
  const endpoint = await ecrEndpoint(answer);
  close = endpoint.close;
  return endpoint;
};

const described = (repositoryName: string) => ({
  registryId: '111111111111',
  repositoryName,
  repositoryUri: `127.0.0.1:5000/${repositoryName}`,
  repositoryArn: `arn:aws:ecr:eu-central-1:111111111111:repository/${repositoryName}`,
  createdAt: 1_700_000_000,
  imageTagMutability: 'IMMUTABLE',
});

test('lists repositories page by page, a thousand a page, until ECR has no more', async () => {
  const { clients, asked } = await serving(({ input }) =>
    input.nextToken === undefined
      ? { repositories: [described('a')], nextToken: 'more' }
      : { repositories: [described('b')] },
  );
  const pages: string[][] = [];
  for await (const page of listRepositories(clients, scope))
    pages.push(page.map((each) => Repository.parse(each).uri));
  expect(pages).toEqual([['127.0.0.1:5000/a'], ['127.0.0.1:5000/b']]);
  expect(asked.map(({ input }) => input)).toEqual([
    { maxResults: 1000 },
    { maxResults: 1000, nextToken: 'more' },
  ]);
});

test('stops at an endpoint that hands out the same token for ever', async () => {
  const { clients, asked } = await serving(() => ({ repositories: [], nextToken: 'again' }));
  for await (const page of listRepositories(clients, scope)) expect(page).toEqual([]);
  expect(asked).toHaveLength(2);
});

test('does not take an empty answer for an empty registry', async () => {
  const { clients } = await serving(() => ({}));
  await expect(listRepositories(clients, scope).next()).rejects.toMatchObject({ code: 'registry-failed' });
});

test('creates a repository with exclusions, scanning and tags as ECR names them', async () => {
  const { clients, asked } = await serving(() => ({ repository: described('team/web') }));
  const input = CreateRepository.parse({
    ...key,
    mutability: 'IMMUTABLE_WITH_EXCLUSION',
    mutabilityExclusions: ['dev-*'],
    scanOnPush: true,
    tags: { team: 'x' },
  });
  expect(await createRepository(clients, input)).toMatchObject({
    host: '127.0.0.1:5000',
    name: 'team/web',
    mutability: 'IMMUTABLE',
  });
  expect(asked[0]?.input).toEqual({
    repositoryName: 'team/web',
    imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
    imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
    imageScanningConfiguration: { scanOnPush: true },
    tags: [{ Key: 'team', Value: 'x' }],
  });
});

test('refuses a wrong name before ECR is asked', async () => {
  const { clients, asked } = await serving(() => ({}));
  await expect(
    createRepository(clients, CreateRepository.parse({ ...key, name: 'Web' })),
  ).rejects.toMatchObject({ code: 'invalid-input' });
  expect(asked).toEqual([]);
});

test.each([
  ['RepositoryNotEmptyException', 'repository-not-empty'],
  ['RepositoryNotFoundException', 'repository-not-found'],
  ['UnrecognizedClientException', 'credentials-invalid'],
])('a deletion refused with %s is %s', async (name, code) => {
  const { clients } = await serving(() => new Refusal(name));
  await expect(deleteRepository(clients, { ...key, force: false })).rejects.toMatchObject({ code });
});

const config = { architecture: 'arm64', os: 'linux', variant: 'v8' };
const digestOf = (value: object): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`;

async function imagesServed(servedConfig: object) {
  const endpoint = await serving(({ operation, input }) => {
    if (operation === 'GET') return servedConfig;
    if (operation === 'GetDownloadUrlForLayer') return { downloadUrl: `${endpoint.endpoint}/config` };
    const manifests: Record<string, object> = {
      index: {
        manifests: [
          { digest: 'child', platform: { os: 'linux', architecture: 'amd64' } },
          { digest: 'attested', platform: { os: 'unknown', architecture: 'unknown' } },
        ],
      },
      single: { config: { digest: digestOf(config), mediaType: 'application/vnd.oci.image.config.v1+json' } },
    };
    const ids = input.imageIds as { imageDigest: string }[];
    return {
      images: ids.map((imageId) => ({
        imageId,
        imageManifest: JSON.stringify(manifests[imageId.imageDigest] ?? {}),
      })),
    };
  });
  return endpoint;
}

const images = ['index', 'single'].map((digest) => ({ digest, tags: [], sizeBytes: 1 }));

test('reads platforms from an index for its children too, and from the config of a single image', async () => {
  const { clients } = await imagesServed(config);
  const notes = await readPlatforms(clients, key, { images, fetchBytes: fetch });
  expect(notes.get('index')).toEqual({ platforms: ['linux/amd64'] });
  expect(notes.get('child')).toEqual({ platforms: ['linux/amd64'], childOf: 'index' });
  expect(notes.get('attested')).toEqual({ platforms: [], childOf: 'index' });
  expect(notes.get('single')).toEqual({ platforms: ['linux/arm64/v8'] });
});

test('believes no config whose bytes are not those of its digest', async () => {
  const { clients } = await imagesServed({ ...config, architecture: 'forged' });
  const notes = await readPlatforms(clients, key, { images, fetchBytes: fetch });
  expect(notes.get('single')).toEqual({ platforms: [] });
});

test('asks for manifests in batches of a hundred', async () => {
  const { clients, asked } = await serving(() => ({ images: [] }));
  const many = Array.from({ length: 250 }, (_, number) => ({ digest: `d${number}`, tags: [], sizeBytes: 1 }));
  await readPlatforms(clients, key, { images: many, fetchBytes: fetch });
  expect(asked.map(({ input }) => (input.imageIds as unknown[]).length)).toEqual([100, 100, 50]);
});
