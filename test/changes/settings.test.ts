import { DescribeRepositoriesCommand, GetLifecyclePolicyCommand, GetRepositoryPolicyCommand, ListTagsForResourceCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RepositoryKey } from '../../shared/model/repository';
import { PROFILE, REGION } from '../ecr/tags/sandbox-repository';
import { changesAround, type ChangesAround } from './changes-around';

let around: ChangesAround;
let repository: RepositoryKey;
let count = 0;

beforeAll(async () => {
  around = await changesAround();
});
afterAll(() => around.close());
beforeEach(async () => {
  repository = await around.create(`settings/n${(count += 1)}`);
});

const ecr = () => around.clients.ecr(PROFILE, REGION);
const described = async () => (await (await ecr()).send(new DescribeRepositoriesCommand({ repositoryNames: [repository.name] }))).repositories?.[0];
const tags = async () => Object.fromEntries(((await (await ecr()).send(new ListTagsForResourceCommand({ resourceArn: (await described())?.repositoryArn }))).tags ?? []).map(({ Key = '', Value }) => [Key, Value]));
const UNTAGGED = JSON.stringify({ rules: [{ rulePriority: 1, description: 'Keep one untagged image', selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 }, action: { type: 'expire' } }] });

describe('tag mutability', () => {
  test('a preview changes nothing, says what will be different, and how the AWS CLI does it', async () => {
    const preview = await around.preview({ kind: 'set-mutability', repository, mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['dev-*'] });
    expect(preview.effects).toEqual(['Now tags mutable; then tags immutable except dev-*.']);
    expect(preview.awsCli).toEqual([
      expect.stringContaining(`aws ecr put-image-tag-mutability --repository-name ${repository.name} --image-tag-mutability IMMUTABLE_WITH_EXCLUSION --image-tag-mutability-exclusion-filters '[{"filterType":"WILDCARD","filter":"dev-*"}]' --registry-id `),
    ]);
    expect((await described())?.imageTagMutability).toBe('MUTABLE');
  });

  test('it is applied, told to the lists, logged, and undone to what it was', async () => {
    const done = await around.apply({ kind: 'set-mutability', repository, mutability: 'IMMUTABLE' });
    expect(done).toMatchObject({ result: 'done', undo: { possible: true }, place: around.uri(repository) });
    expect(around.heard.put.at(-1)).toMatchObject({ name: repository.name, mutability: 'IMMUTABLE' });
    expect((await described())?.imageTagMutability).toBe('IMMUTABLE');
    const undone = await around.undo(done.id);
    expect(undone).toMatchObject({ result: 'done', undoes: done.id });
    expect((await described())?.imageTagMutability).toBe('MUTABLE');
    expect((await around.log.find(done.id)).activity).toMatchObject({ result: 'undone', undo: { possible: false } });
    await expect(around.undo(done.id)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('nothing to change is no effect, an unchanged item, and nothing to undo', async () => {
    expect((await around.preview({ kind: 'set-mutability', repository, mutability: 'MUTABLE' })).effects).toEqual([]);
    expect(await around.apply({ kind: 'set-mutability', repository, mutability: 'MUTABLE' })).toMatchObject({ result: 'done', items: [{ result: 'unchanged' }], undo: { possible: false } });
  });

  test('filters that do not go with the setting are refused before ECR is asked', async () => {
    expect((await around.preview({ kind: 'set-mutability', repository, mutability: 'MUTABLE', mutabilityExclusions: ['a*'] })).refused).toMatchObject({ code: 'invalid-input' });
    expect(await around.apply({ kind: 'set-mutability', repository, mutability: 'MUTABLE_WITH_EXCLUSION' })).toMatchObject({ result: 'failed', error: { code: 'invalid-input' } });
  });
});

test('scan on push is switched, and back by Undo', async () => {
  const done = await around.apply({ kind: 'set-scanning', repository, scanOnPush: true });
  expect((await described())?.imageScanningConfiguration?.scanOnPush).toBe(true);
  await around.undo(done.id);
  expect((await described())?.imageScanningConfiguration?.scanOnPush).toBe(false);
});

test('resource tags are given, replaced and taken; Undo brings back exactly what was', async () => {
  await around.apply({ kind: 'set-resource-tags', repository, set: { team: 'sea', cost: '1, 2' } });
  const change = { kind: 'set-resource-tags', repository, set: { team: 'shore', new: 'x' }, remove: ['cost', 'unknown'] };
  expect((await around.preview(change)).effects).toEqual(['team is shore, no longer sea.', 'new is x.', 'cost (1, 2) is taken away.']);
  const done = await around.apply(change);
  expect(await tags()).toEqual({ team: 'shore', new: 'x' });
  await around.undo(done.id);
  expect(await tags()).toEqual({ team: 'sea', cost: '1, 2' });
});

describe('a lifecycle policy', () => {
  test('a preview tells how many images would expire', async () => {
    for (const seed of ['a', 'b', 'c']) await around.push(repository.name, undefined, { seed });
    await around.push(repository.name, 'v1', { seed: 'd' });
    const preview = await around.preview({ kind: 'set-lifecycle', repository, text: UNTAGGED });
    expect(preview.warnings).toContainEqual({ text: '2 of 4 images expire within a day, for good.', serious: true });
  });

  test('it is set, taken away, and brought back by Undo', async () => {
    const read = async () => (await (await ecr()).send(new GetLifecyclePolicyCommand({ repositoryName: repository.name }))).lifecyclePolicyText;
    await around.apply({ kind: 'set-lifecycle', repository, text: UNTAGGED });
    expect(await read()).toBe(UNTAGGED);
    const removed = await around.apply({ kind: 'set-lifecycle', repository });
    await expect(read()).rejects.toMatchObject({ name: 'LifecyclePolicyNotFoundException' });
    await around.undo(removed.id);
    expect(await read()).toBe(UNTAGGED);
  });

  test('a text that ECR would refuse is refused in the preview', async () => {
    expect((await around.preview({ kind: 'set-lifecycle', repository, text: '{"rules":[]}' })).refused).toMatchObject({ code: 'policy-invalid' });
  });
});

test('a repository policy is set and undone; everybody in it is a serious warning', async () => {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'all', Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'] }] });
  expect((await around.preview({ kind: 'set-policy', repository, text })).warnings).toContainEqual({ text: expect.stringContaining('everybody') as string, serious: true });
  const done = await around.apply({ kind: 'set-policy', repository, text });
  const read = async () => (await (await ecr()).send(new GetRepositoryPolicyCommand({ repositoryName: repository.name }))).policyText;
  expect(await read()).toBe(text);
  await around.undo(done.id);
  await expect(read()).rejects.toMatchObject({ name: 'RepositoryPolicyNotFoundException' });
});

test('what ECR refuses is a failed activity with its reason, not an exception', async () => {
  const nowhere = { ...repository, name: 'settings/nowhere' };
  expect((await around.preview({ kind: 'set-scanning', repository: nowhere, scanOnPush: true })).refused).toMatchObject({ code: 'repository-not-found' });
  const failed = await around.apply({ kind: 'set-scanning', repository: nowhere, scanOnPush: true });
  expect(failed).toMatchObject({ result: 'failed', error: { code: 'repository-not-found' }, undo: { possible: false } });
  expect((await around.log.query({ search: 'nowhere', offset: 0, limit: 10 })).rows).toMatchObject([{ id: failed.id }]);
});
