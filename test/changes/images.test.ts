import { copyFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchGetImageCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ActivityLog } from '../../electron/changes/log/activity-log';
import { OCI_INDEX, OCI_MANIFEST } from '../../electron/registry/media-types';
import { Change } from '../../shared/model/changes/change';
import type { RepositoryKey } from '../../shared/model/repository';
import { PROFILE, REGION } from '../ecr/tags/sandbox-repository';
import { changesAround, type ChangesAround } from './changes-around';

const never = new AbortController().signal;
let around: ChangesAround;
let repository: RepositoryKey;
let count = 0;

beforeAll(async () => {
  around = await changesAround();
});
afterAll(() => around.close());
beforeEach(async () => {
  repository = await around.create(`images/n${(count += 1)}`);
});

const held = () => around.images(repository.name);
/** An index of children of this repository. */
const index = (tag: string, children: { digest: string; arch: string }[]): Promise<string> =>
  around.putManifest(repository.name, tag, {
    mediaType: OCI_INDEX,
    json: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: children.map(({ digest, arch }) => ({ mediaType: OCI_MANIFEST, digest, size: 500, platform: { os: 'linux', architecture: arch } })) },
  });
const deletion = (...digests: string[]) => ({ kind: 'delete-images', repository, images: digests.map((digest) => ({ digest })) });

describe('deleting images', () => {
  test('Undo puts them back under the same digests and tags, and they can be pulled again', async () => {
    const digest = await around.push(repository.name, 'v1', { seed: 'a' });
    await around.apply({ kind: 'set-tag', repository, digest, tag: 'stable' });
    const other = await around.push(repository.name, undefined, { seed: 'b' });
    const before = await held();
    const done = await around.apply(deletion(digest, other));
    expect(done).toMatchObject({ result: 'done', undo: { possible: true } });
    expect(await held()).toEqual(new Map());
    expect(await around.undo(done.id)).toMatchObject({ result: 'done', undoes: done.id });
    expect(await held()).toEqual(before);
    expect(await around.registry.repository(repository.name).manifest('stable', never)).toMatchObject({ digest });
  });

  test('an index goes before its children, which go along when nothing else needs them; all of it comes back', async () => {
    const [amd, arm, both] = [await around.push(repository.name, undefined, { seed: '1' }), await around.push(repository.name, undefined, { architecture: 'arm64' }), await around.push(repository.name, 'kept', { seed: '3' })];
    const [first, second] = [await index('multi', [{ digest: amd, arch: 'amd64' }, { digest: arm, arch: 'arm64' }, { digest: both, arch: 's390x' }]), await index('other', [{ digest: arm, arch: 'arm64' }])];
    const preview = await around.preview(deletion(first));
    expect(preview.awsCli.map((line) => /imageDigest=(sha256:\w+)/.exec(line)?.[1])).toEqual([first, amd]);
    expect(preview.effects.at(-1)).toContain('1 image without a tag of their own');
    const before = await held();
    const done = await around.apply(deletion(first));
    expect([...(await held()).keys()].sort()).toEqual([arm, both, second].sort());
    await around.undo(done.id);
    expect(await held()).toEqual(before);
  });

  test('a child of an index that stays is warned of, refused by ECR, and told by itself; the others go', async () => {
    const [child, lone] = [await around.push(repository.name, 'child', { seed: '1' }), await around.push(repository.name, 'lone', { seed: '2' })];
    const multi = await index('multi', [{ digest: child, arch: 'amd64' }]);
    expect((await around.preview(deletion(child, lone))).warnings).toContainEqual({ text: expect.stringContaining('index that stays') as string, serious: true });
    const done = await around.apply(deletion(child, lone));
    expect(done.result).toBe('partly');
    expect(done.items).toContainEqual({ what: 'lone', result: 'done' });
    expect(done.items).toContainEqual({ what: 'child', result: 'failed', error: expect.objectContaining({ code: 'invalid-input' }) as object });
    expect([...(await held()).keys()].sort()).toEqual([child, multi].sort());
    expect(await around.undo(done.id)).toMatchObject({ result: 'done', items: [{ what: 'Put back lone', result: 'done' }] });
  });

  test('250 images go in three calls, and come back', async () => {
    const digests: string[] = [];
    for (let n = 0; n < 250; n++)
      digests.push(await around.putManifest(repository.name, `t${n}`, { mediaType: OCI_INDEX, json: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [], annotations: { n: String(n) } } }));
    const done = await around.apply(deletion(...digests));
    expect(done.awsCli).toHaveLength(3);
    expect(done.items).toHaveLength(250);
    expect(await held()).toEqual(new Map());
    expect(await around.undo(done.id)).toMatchObject({ result: 'done' });
    expect((await (await around.clients.ecr(PROFILE, REGION)).send(new BatchGetImageCommand({ repositoryName: repository.name, imageIds: [{ imageTag: 't249' }] }))).images?.[0]?.imageId?.imageDigest).toBe(digests[249]);
  });

  test('cancelled in the middle, what went is told and can be put back; what did not was not touched', async () => {
    const digests: string[] = [];
    for (let n = 0; n < 150; n++) digests.push(await around.putManifest(repository.name, `t${n}`, { mediaType: OCI_INDEX, json: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [], annotations: { c: String(n) } } }));
    const ending = new AbortController();
    const activity = await around.changes.apply({ kind: 'delete-images', repository, images: digests.map((digest) => ({ digest, tags: [] })), children: true }, { signal: ending.signal, item: () => ending.abort() });
    expect(activity).toMatchObject({ result: 'partly', error: { code: 'cancelled' }, undo: { possible: true } });
    expect((await held()).size).toBe(50);
    await around.undo(activity.id);
    const client = await around.clients.ecr(PROFILE, REGION);
    const { images = [] } = await client.send(new BatchGetImageCommand({ repositoryName: repository.name, imageIds: [{ imageTag: 't0' }, { imageTag: 't149' }] }));
    expect(images).toHaveLength(2);
  });

  test('layers that ECR has cleared away are said to be, image by image', async () => {
    const digest = await around.push(repository.name, 'v1', { seed: 'gone' });
    const done = await around.apply(deletion(digest));
    const { putBack } = (await around.log.find(done.id)).recipe ?? {};
    const elsewhere = await around.create(`${repository.name}-new`);
    const { images } = await around.backups.read(putBack?.backup ?? '');
    const backup = await around.backups.keep(elsewhere, images);
    await around.log.add({ activity: { ...done, id: 'elsewhere' }, recipe: { changes: [], putBack: { repository: elsewhere, backup, except: [] } } });
    expect(await around.undo('elsewhere')).toMatchObject({ result: 'failed', items: [{ result: 'failed', error: { code: 'layer-missing', message: expect.stringContaining('cleared away') as string } }] });
  });

  test('a tag that another image has by now stays there', async () => {
    const digest = await around.push(repository.name, 'v1', { seed: 'one' });
    const done = await around.apply(deletion(digest));
    const next = await around.push(repository.name, 'v1', { seed: 'two' });
    expect(await around.undo(done.id)).toMatchObject({ result: 'failed', items: [{ error: { code: 'tag-taken' } }] });
    expect(await held()).toEqual(new Map([[next, ['v1']]]));
  });

  test('what runs somewhere is a serious warning, with where', async () => {
    const digest = await around.push(repository.name, 'v1', { seed: 'running' });
    around.running.push({ by: 'container', digest, what: 'container api-1 on this machine', running: true });
    const preview = await around.preview(deletion(digest));
    expect(preview.uses).toMatchObject([{ what: 'container api-1 on this machine' }]);
    expect(preview.warnings[0]).toMatchObject({ serious: true, text: expect.stringContaining('running') as string });
  });

  test('a backup that is damaged is said to be', async () => {
    const backups = await readdir(join(around.folder, 'backups'));
    expect(backups.length).toBeGreaterThan(0);
    await writeFile(join(around.folder, 'backups', backups[0] ?? ''), '{"version":1,');
    await expect(around.backups.read((backups[0] ?? '').replace('.json', ''))).rejects.toMatchObject({ code: 'file-malformed' });
  });
});

describe('a deletion that Berth does not live to the end of', () => {
  test('is in the activity log with its way back, before anything is gone', async () => {
    const digest = await around.push(repository.name, 'v1', { seed: 'crash' });
    const before = await held();
    const file = join(around.folder, 'activity.jsonl');
    // What there is on disk at the moment when the image has gone.
    const item = (): void => copyFileSync(file, `${file}.crash`);
    const done = await around.changes.apply(Change.parse(deletion(digest)), { signal: never, item });
    const { activity, recipe } = await new ActivityLog(`${file}.crash`).find(done.id);
    expect(activity).toMatchObject({ result: 'partly', undo: { possible: true }, error: { message: 'It was not finished.' } });
    expect(recipe?.putBack).toMatchObject({ repository, except: [] });
    expect((await around.log.query({ search: repository.name, offset: 0, limit: 9 })).rows.map(({ id, result }) => [id, result])).toEqual([[done.id, 'done']]);
    await around.undo(done.id);
    expect(await held()).toEqual(before);
  });
});

describe('a profile that may look and not delete', () => {
  test('has each image told as denied, and nothing goes', async () => {
    const [one, two] = [await around.push(repository.name, 'v1', { seed: '1' }), await around.push(repository.name, 'v2', { seed: '2' })];
    const before = await held();
    const auditor = { ...repository, profile: 'sandbox-harbour-readonly' };
    const done = await around.apply({ ...deletion(one, two), repository: auditor });
    expect(done).toMatchObject({ result: 'failed', undo: { possible: false, note: 'Nothing was changed.' } });
    expect(done.error).toBeUndefined();
    const denied: unknown = expect.objectContaining({ code: 'access-denied', message: expect.stringContaining('BatchDeleteImage') as string });
    expect([...done.items].sort((a, b) => a.what.localeCompare(b.what))).toEqual([
      { what: 'v1', result: 'failed', error: denied },
      { what: 'v2', result: 'failed', error: denied },
    ]);
    expect(await held()).toEqual(before);
  });
});

describe('a protected repository', () => {
  beforeEach(() => {
    around.marks.guarded = [around.uri(repository)];
    return () => {
      around.marks.guarded = [];
    };
  });

  test('gives nothing away unless its name is typed', async () => {
    const digest = await around.push(repository.name, 'v1', { seed: 'protected' });
    const preview = await around.preview(deletion(digest));
    expect(preview).toMatchObject({ typed: repository.name });
    expect(preview.warnings[0]).toEqual({ text: `${repository.name} is protected.`, serious: true });
    for (const change of [deletion(digest), { kind: 'delete-repository', repository, force: true }, { kind: 'remove-tag', repository, tag: 'v1', deleteImage: true }, { kind: 'archive-images', repository, images: [{ digest }] }])
      await expect(around.apply(change)).rejects.toMatchObject({ code: 'protected' });
    expect(await held()).toEqual(new Map([[digest, ['v1']]]));
    expect(await around.apply(deletion(digest), repository.name)).toMatchObject({ result: 'done' });
  });

  test('may still be added to', async () => {
    const digest = await around.push(repository.name, 'v1');
    expect(await around.apply({ kind: 'set-tag', repository, digest, tag: 'v2' })).toMatchObject({ result: 'done' });
  });
});

describe('archive storage', () => {
  test('an archived image cannot be pulled until it is restored, and Undo restores it', async () => {
    const digest = await around.push(repository.name, 'v1');
    const change = { kind: 'archive-images', repository, images: [{ digest, tags: ['v1'] }] };
    expect((await around.preview(change)).warnings[0]?.text).toContain('90 days');
    const done = await around.apply(change);
    await expect(around.registry.repository(repository.name).manifest('v1', never)).rejects.toThrow();
    expect(await held()).toEqual(new Map());
    expect((await around.preview({ ...change, kind: 'restore-images' })).effects).toEqual([expect.stringContaining('comes back') as string]);
    expect(await around.apply(change)).toMatchObject({ items: [{ result: 'unchanged' }], undo: { possible: false } });
    expect(await around.undo(done.id)).toMatchObject({ result: 'done' });
  });
});
