import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RecordedTags } from '../../electron/changes/recorded-tags';
import type { RepositoryKey } from '../../shared/model/repository';
import { changesAround, type ChangesAround } from './changes-around';

let around: ChangesAround;
let repository: RepositoryKey;
let count = 0;

beforeAll(async () => {
  around = await changesAround();
});
afterAll(() => around.close());
beforeEach(async () => {
  repository = await around.create(`tags/n${(count += 1)}`);
});

const held = () => around.images(repository.name);

describe('tags', () => {
  test('a tag that moved moves back by Undo, a new one goes again', async () => {
    const [one, two] = [await around.push(repository.name, 'latest', { seed: '1' }), await around.push(repository.name, 'v2', { seed: '2' })];
    expect((await around.preview({ kind: 'set-tag', repository, digest: two, tag: 'latest', move: true })).effects).toEqual([`latest names ${two.slice(7, 19)}, no longer ${one.slice(7, 19)}.`]);
    const moved = await around.apply({ kind: 'set-tag', repository, digest: two, tag: 'latest', move: true });
    await around.undo(moved.id);
    expect(await held()).toEqual(new Map([[one, ['latest']], [two, ['v2']]]));
    const added = await around.apply({ kind: 'set-tag', repository, digest: one, tag: 'new' });
    await around.undo(added.id);
    expect((await held()).get(one)).toEqual(['latest']);
  });

  test('an immutable tag is refused in the preview', async () => {
    repository = await around.create(`${repository.name}-fixed`, 'IMMUTABLE');
    await around.push(repository.name, 'v1', { seed: '1' });
    const two = await around.push(repository.name, 'v2', { seed: '2' });
    expect((await around.preview({ kind: 'set-tag', repository, digest: two, tag: 'v1', move: true })).refused).toMatchObject({ code: 'tag-immutable' });
  });

  test('a tag of another image is refused until moving it is agreed to; an image that is left without a tag is told of', async () => {
    const [one, two] = [await around.push(repository.name, 'latest', { seed: '1' }), await around.push(repository.name, 'v2', { seed: '2' })];
    const change = { kind: 'set-tag', repository, digest: two, tag: 'latest' };
    expect((await around.preview(change)).refused).toMatchObject({ code: 'tag-taken', message: expect.stringContaining(one.slice(7, 19)) as string });
    expect((await around.preview({ ...change, move: true })).warnings.map(({ text }) => text)).toContain(`${one.slice(7, 19)} has no tag then; it keeps its digest, and a lifecycle policy may delete it.`);
    await around.apply({ kind: 'set-tag', repository, digest: one, tag: 'kept' });
    expect((await around.preview({ ...change, move: true })).warnings).toHaveLength(1);
  });

  test('the last tag is refused until the image may go too', async () => {
    const digest = await around.push(repository.name, 'only');
    expect((await around.preview({ kind: 'remove-tag', repository, tag: 'only' })).refused).toMatchObject({ code: 'last-tag' });
    const agreed = await around.preview({ kind: 'remove-tag', repository, tag: 'only', deleteImage: true });
    expect(agreed.effects).toEqual([`only is gone, and with its last tag the image ${digest.slice(7, 19)}.`]);
    expect(agreed.awsCli).toEqual([expect.stringContaining('aws ecr batch-delete-image') as string]);
  });

  test('the last tag takes the image along where agreed to, and Undo brings both back', async () => {
    const digest = await around.push(repository.name, 'only');
    expect(await around.apply({ kind: 'remove-tag', repository, tag: 'only' })).toMatchObject({ result: 'failed', error: { code: 'last-tag' } });
    const done = await around.apply({ kind: 'remove-tag', repository, tag: 'only', deleteImage: true });
    expect(await held()).toEqual(new Map());
    await around.undo(done.id);
    expect(await held()).toEqual(new Map([[digest, ['only']]]));
  });
});

describe('work on tags that the window and the command line ask for', () => {
  const newest = async () => (await around.log.query({ search: '', offset: 0, limit: 1 })).rows[0];

  test('lands in the activity log with its commands, and can be undone from there', async () => {
    const tags = new RecordedTags(around);
    const [one, two] = [await around.push(repository.name, 'v1', { seed: '1' }), await around.push(repository.name, 'v2', { seed: '2' })];
    const moved = await tags.set({ repository, digest: two, tag: 'v1', move: true });
    expect(moved).toEqual({ previousDigest: one, activity: expect.any(String) as string });
    expect(await newest()).toMatchObject({ id: moved.activity, title: `Put the tag v1 on ${two.slice(7, 19)} of ${repository.name}`, undo: { possible: true }, awsCli: [expect.stringContaining('aws ecr put-image') as string] });
    await around.undo(moved.activity ?? '');
    expect(await held()).toEqual(new Map([[one, ['v1']], [two, ['v2']]]));

    const made = await tags.composeIndex({ repository, tag: 'both', children: [{ image: one, platform: 'linux/arm64' }, { image: two, platform: 'linux/amd64' }], annotations: {}, move: false });
    expect((await held()).get(made.digest)).toEqual(['both']);
    expect((await newest())?.awsCli[0]).toContain('--image-manifest');
    expect(await tags.remove({ repository, tag: 'both', deleteImage: true })).toMatchObject({ previousDigest: made.digest });
    expect((await held()).has(made.digest)).toBe(false);
  });

  test('says why it failed, and keeps that in the log; what is so already is none', async () => {
    const tags = new RecordedTags(around);
    const [one, two] = [await around.push(repository.name, 'v1', { seed: '1' }), await around.push(repository.name, 'v2', { seed: '2' })];
    await expect(tags.set({ repository, digest: two, tag: 'v1', move: false })).rejects.toMatchObject({ code: 'tag-taken' });
    const failed = await newest();
    expect(failed).toMatchObject({ result: 'failed', error: { code: 'tag-taken' } });
    expect(await tags.set({ repository, digest: one, tag: 'v1', move: false })).toEqual({ previousDigest: one });
    expect((await newest())?.id).toBe(failed?.id);
  });
});
