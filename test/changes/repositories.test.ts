import { DescribeRepositoriesCommand, GetLifecyclePolicyCommand, ListTagsForResourceCommand } from '@aws-sdk/client-ecr';
import { DescribeRepositoriesCommand as DescribePublicCommand, GetRepositoryCatalogDataCommand } from '@aws-sdk/client-ecr-public';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROFILE, REGION } from '../ecr/tags/sandbox-repository';
import { changesAround, type ChangesAround } from './changes-around';

let around: ChangesAround;
beforeAll(async () => {
  around = await changesAround();
});
afterAll(() => around.close());

const key = (name: string) => ({ profile: PROFILE, region: REGION, name });
const ecr = () => around.clients.ecr(PROFILE, REGION);
const described = async (name: string) => (await (await ecr()).send(new DescribeRepositoriesCommand({ repositoryNames: [name] }))).repositories?.[0];
const UNTAGGED = JSON.stringify({ rules: [{ rulePriority: 1, description: 'Keep one untagged image', selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 }, action: { type: 'expire' } }] });
const FULL = { mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['dev-*', 'latest'], scanOnPush: true, encryption: { type: 'KMS', kmsKey: 'alias/shop' }, tags: { team: 'sea' }, lifecyclePolicyText: UNTAGGED };

describe('creating a repository', () => {
  test('with every option, then undone while it is empty', async () => {
    const repository = key('shop/full');
    const change = { kind: 'create-repository', repository, ...FULL };
    const preview = await around.preview(change);
    expect(preview.effects[0]).toBe('shop/full is created in eu-central-1: tags immutable except dev-*, latest, scan on push, encrypted with KMS (alias/shop).');
    expect(preview.awsCli).toHaveLength(2);
    const done = await around.apply(change);
    expect(done).toMatchObject({ result: 'done', items: [{ what: 'Create shop/full' }, { what: 'Lifecycle policy' }] });
    expect(await described('shop/full')).toMatchObject({ imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/shop' } });
    expect((await (await ecr()).send(new GetLifecyclePolicyCommand({ repositoryName: 'shop/full' }))).lifecyclePolicyText).toBe(UNTAGGED);
    expect(around.heard.put.at(-1)?.name).toBe('shop/full');
    expect(await around.undo(done.id)).toMatchObject({ result: 'done' });
    await expect(described('shop/full')).rejects.toMatchObject({ name: 'RepositoryNotFoundException' });
  });

  test('a name that is taken is refused in the preview; so is a name ECR does not take', async () => {
    await around.create('shop/there');
    expect((await around.preview({ kind: 'create-repository', repository: key('shop/there') })).refused).toMatchObject({ code: 'repository-exists' });
    expect((await around.preview({ kind: 'create-repository', repository: key('Shop') })).refused).toMatchObject({ code: 'invalid-input' });
  });

  test('what fails after the repository was made is told by itself, and the repository can be undone', async () => {
    const policyText = '{"Version":"2012-10-17","Statement":"nonsense"}';
    const done = await around.apply({ kind: 'create-repository', repository: key('shop/half'), policyText });
    expect(done).toMatchObject({ result: 'partly', items: [{ result: 'done' }, { what: 'Repository policy', result: 'failed' }], undo: { possible: true } });
  });
});

describe('deleting a repository', () => {
  test('one with images is refused unless they may go; Undo makes it again with its settings, not its images', async () => {
    const repository = key('shop/old');
    await around.apply({ kind: 'create-repository', repository, ...FULL });
    await around.push('shop/old', 'v1');
    expect((await around.preview({ kind: 'delete-repository', repository })).refused).toMatchObject({ code: 'repository-not-empty' });
    const preview = await around.preview({ kind: 'delete-repository', repository, force: true });
    expect(preview).toMatchObject({ typed: 'shop/old', undo: { possible: true, note: expect.stringContaining('do not come back') as string } });
    expect(preview.effects[1]).toBe('1 image with 1 tag go with it, for good: v1.');
    const done = await around.apply({ kind: 'delete-repository', repository, force: true });
    expect(around.heard.gone).toContain('shop/old');
    await around.undo(done.id);
    const again = await described('shop/old');
    expect(again).toMatchObject({ imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageScanningConfiguration: { scanOnPush: true }, encryptionConfiguration: { kmsKey: 'alias/shop' } });
    expect((await (await ecr()).send(new ListTagsForResourceCommand({ resourceArn: again?.repositoryArn }))).tags).toEqual([{ Key: 'team', Value: 'sea' }]);
    expect(await around.images('shop/old')).toEqual(new Map());
  });
});

describe('the public registry', () => {
  const repository = { ...key('berth-tools'), registry: 'public' };
  const client = () => around.clients.ecrPublic(PROFILE);
  const catalog = async () => (await client().send(new GetRepositoryCatalogDataCommand({ repositoryName: 'berth-tools' }))).catalogData;

  test('a repository is created with what the gallery shows, changed, tagged, deleted, and made again', async () => {
    await around.apply({ kind: 'create-repository', repository, catalog: { description: 'Tools', architectures: ['ARM'] }, tags: { team: 'sea' } });
    expect(await catalog()).toMatchObject({ description: 'Tools', architectures: ['ARM'] });
    const changed = await around.apply({ kind: 'set-catalog', repository, catalog: { description: 'More tools' } });
    expect(await catalog()).toMatchObject({ description: 'More tools', architectures: ['ARM'] });
    expect(changed.awsCli).toEqual([expect.stringMatching(/^aws ecr-public put-repository-catalog-data .* --region us-east-1 --profile sandbox-harbour$/) as string]);
    await around.undo(changed.id);
    expect(await catalog()).toMatchObject({ description: 'Tools' });
    const gone = await around.apply({ kind: 'delete-repository', repository });
    expect(gone).toMatchObject({ result: 'done' });
    await around.undo(gone.id);
    expect((await client().send(new DescribePublicCommand({ repositoryNames: ['berth-tools'] }))).repositories).toHaveLength(1);
    expect(await catalog()).toMatchObject({ description: 'Tools', architectures: ['ARM'] });
  });
});
