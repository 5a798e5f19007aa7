import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetImageCommand, DeleteRepositoryCommand, DescribeImagesCommand, ECRClient, ListTagsForResourceCommand, PutImageTagMutabilityCommand,
  paginateDescribeImages, paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Estate, type EstateRepository } from '../../electron/sandbox/estate/estate';
import { estateImages, estateRepositories } from '../../electron/sandbox/estate/estate-models';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';

const SIZE = { accounts: 2, regions: ['eu-central-1', 'us-east-1'], repositories: 240, images: 2_400, now: Date.UTC(2026, 10, 20) };
const estate = new Estate(SIZE);

describe('the estate behind the sandbox', () => {
  let folder = '';
  let sandbox: Sandbox;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-estate-'));
    sandbox = await startSandbox({ stateDir: folder, empty: true, estate: SIZE });
  });
  afterEach(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const clientOf = ({ registry }: Pick<EstateRepository, 'registry'>): ECRClient => {
    const profile = sandbox.description.profiles.find(({ name }) => name === registry.profile);
    if (profile === undefined) throw new Error(`There is no ${registry.profile}.`);
    return new ECRClient({ region: registry.region, endpoint: sandbox.description.endpoint, credentials: profile, maxAttempts: 1 });
  };
  const first = (): EstateRepository => ([...estateRepositories(estate)].find(({ at }) => at.images > 3) as { at: EstateRepository }).at;
  const names = async (client: ECRClient, pageSize: number): Promise<string[]> => {
    const found: string[] = [];
    for await (const page of paginateDescribeRepositories({ client, pageSize }, {})) found.push(...(page.repositories ?? []).map(({ repositoryName = '' }) => repositoryName));
    return found;
  };

  test('lists every repository of a registry once, in pages', async () => {
    const [registry] = estate.registries;
    if (registry === undefined) throw new Error('The estate is empty.');
    const found = await names(clientOf({ registry }), 7);
    expect(found.sort()).toEqual([...estateRepositories(estate)].flatMap(({ at }) => (at.registry === registry ? [at.name] : [])).sort());
  });

  test('describes the images that the generator makes, and hands out manifests that are what their digests say', async () => {
    const at = first();
    const client = clientOf(at);
    const details = [];
    for await (const page of paginateDescribeImages({ client, pageSize: 2 }, { repositoryName: at.name })) details.push(...(page.imageDetails ?? []));
    const made = estateImages(estate, at);
    expect(details.map(({ imageDigest, imageTags = [], imageSizeInBytes }) => [imageDigest, imageTags, imageSizeInBytes])).toEqual(made.map(({ digest, tags, sizeBytes }) => [digest, tags, sizeBytes]));
    const { images = [] } = await client.send(new BatchGetImageCommand({ repositoryName: at.name, imageIds: [{ imageDigest: made[0]?.digest }] }));
    expect(images[0]?.imageId?.imageDigest).toBe(made[0]?.digest);
    const [one] = (await client.send(new DescribeImagesCommand({ repositoryName: at.name, imageIds: [{ imageTag: made[0]?.tags[0] }] }))).imageDetails ?? [];
    expect(one?.imageDigest).toBe(made[0]?.digest);
  });

  test('keeps what is changed in it over a restart, and forgets what is deleted', async () => {
    const at = first();
    const gone = [...estateRepositories(estate)].find((each) => each.at.registry === at.registry && each.at.name !== at.name)?.at.name ?? '';
    await clientOf(at).send(new PutImageTagMutabilityCommand({ repositoryName: at.name, imageTagMutability: 'IMMUTABLE' }));
    await clientOf(at).send(new DeleteRepositoryCommand({ repositoryName: gone, force: true }));
    await sandbox.close();
    sandbox = await startSandbox({ stateDir: folder });
    const found = await names(clientOf(at), 1000);
    expect(found).not.toContain(gone);
    expect(found).toHaveLength(at.registry.repositories - 1);
    const pages = [];
    for await (const page of paginateDescribeRepositories({ client: clientOf(at) }, { repositoryNames: [at.name] })) pages.push(...(page.repositories ?? []));
    expect(pages[0]?.imageTagMutability).toBe('IMMUTABLE');
  });

  test('answers tags of repositories', async () => {
    const tagged = [...estateRepositories(estate)].find(({ repository }) => Object.keys(repository.resourceTags ?? {}).length > 0);
    const { tags = [] } = await clientOf(tagged?.at ?? first()).send(new ListTagsForResourceCommand({ resourceArn: tagged?.repository.arn }));
    expect(Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))).toEqual(tagged?.repository.resourceTags);
  });

  test('throttles, denies and cuts pages as it is told, while it runs', async () => {
    const at = first();
    const client = clientOf(at);
    sandbox.conditions.settings = { throttle: { perSecond: 0.001, burst: 1 } };
    await client.send(new DescribeImagesCommand({ repositoryName: at.name }));
    await expect(client.send(new DescribeImagesCommand({ repositoryName: at.name }))).rejects.toMatchObject({ name: 'ThrottlingException' });
    sandbox.conditions.settings = { denied: [{ action: 'ecr:DescribeImages', region: at.registry.region }] };
    await expect(client.send(new DescribeImagesCommand({ repositoryName: at.name }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    sandbox.conditions.settings = { pageSize: 2 };
    const { imageDetails = [], nextToken } = await client.send(new DescribeImagesCommand({ repositoryName: at.name, maxResults: 1000 }));
    expect(imageDetails).toHaveLength(2);
    sandbox.conditions.settings = { expireTokens: true };
    await expect(client.send(new DescribeImagesCommand({ repositoryName: at.name, nextToken }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(sandbox.conditions.calls.get('ecr:DescribeImages')).toBe(5);
  });
});
