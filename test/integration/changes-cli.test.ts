import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Activity } from '../../shared/model/changes/activity';
import { ChangePreview } from '../../shared/model/changes/change';
import { Image } from '../../shared/model/image';
import { TagChanged } from '../../shared/model/moving/tags';
import { Repository, RepositoryDetail } from '../../shared/model/repository';
import { startSandboxProcess, Terminal, type SandboxProcess } from './cli-runs';

const Previews = z.array(ChangePreview);
const SCOPE = ['--profile', 'sandbox-harbour', '--region', 'eu-central-1'];

let folder: string;
let sandbox: SandboxProcess;
let terminal: Terminal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-changes-cli-'));
  sandbox = await startSandboxProcess(join(folder, 'sandbox'));
  terminal = await Terminal.open(sandbox.description);
});
afterAll(async () => {
  await sandbox.stop();
  await terminal.home.remove();
  await rm(folder, { recursive: true });
});

const images = (name: string): Promise<Image[]> => terminal.json(z.array(Image), 'images', name, ...SCOPE);
const digestOf = async (name: string, tag: string): Promise<string | undefined> => (await images(name)).find(({ tags }) => tags.includes(tag))?.digest;
/** The one JSON value of a run that fails. */
async function failed(...args: string[]): Promise<unknown> {
  const { code, stdout } = await terminal.berth([...args, ...SCOPE, '--json']);
  expect(code).toBe(1);
  return JSON.parse(stdout);
}

describe('berth delete', () => {
  test('shows what goes and changes nothing, without --yes too', async () => {
    // Looking at an image may count as a pull: what it is stays.
    const there = async () => (await images('data/etl')).map(({ digest, tags }) => ({ digest, tags }));
    const before = await there();
    const [preview] = await terminal.json(Previews, 'delete', 'data/etl:2.8.4', '--dry-run', ...SCOPE);
    expect(preview?.effects[0]).toMatch(/^1 image is gone/);
    expect(preview?.undo.possible).toBe(true);
    expect(preview?.awsCli).toEqual([expect.stringContaining('aws ecr batch-delete-image --repository-name data/etl')]);
    expect((await terminal.error(['delete', 'data/etl:2.8.4', ...SCOPE])).hint).toContain('--yes');
    const refused = await terminal.berth(['delete', 'data/etl:2.8.4', ...SCOPE]);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr.split('\n').slice(0, 2)).toEqual(['Delete data/etl:2.8.4, stable', expect.stringMatching(/^ {2}1 image is gone, [\d.]+ KB/)]);
    expect(await there()).toEqual(before);
  });

  test('is undone from the activity log under the same digest', async () => {
    const before = await digestOf('data/etl', '2.8.4');
    const done = await terminal.json(Activity, 'delete', 'data/etl:2.8.4', '--yes', ...SCOPE);
    expect(done).toMatchObject({ result: 'done', undo: { possible: true } });
    expect(await digestOf('data/etl', '2.8.4')).toBeUndefined();
    expect(await terminal.words('activity', 'data/etl')).toContain(done.id);
    expect(await terminal.words('activity', '--undo', done.id)).toContain('Done: Undo: Delete data/etl:2.8.4');
    expect(await digestOf('data/etl', '2.8.4')).toBe(before);
    expect((await terminal.error(['activity', '--undo', done.id])).code).toBe('invalid-input');
  });

  test('tells each image that may not be deleted, and ends with 1', async () => {
    const auditor = ['--profile', 'sandbox-harbour-readonly', '--region', 'eu-central-1'];
    const { code, stdout } = await terminal.berth(['delete', 'data/etl:2.8.4', 'data/etl:3.0.0-rc.1', '--yes', ...auditor, '--json']);
    expect(code).toBe(1);
    const { result, items } = Activity.parse(JSON.parse(stdout));
    expect(result).toBe('failed');
    expect(items.map(({ what, error }) => `${what} ${error?.code}`).sort()).toEqual(['2.8.4, stable access-denied', '3.0.0-rc.1 access-denied']);
    expect((await terminal.json(z.array(Activity), 'activity', '--failed'))[0]).toMatchObject({ result: 'failed', items: [{ result: 'failed' }, { result: 'failed' }] });
  });

  test('says which image there is not', async () => {
    expect((await terminal.error(['delete', 'data/etl:nowhere', '--yes', ...SCOPE])).code).toBe('image-not-found');
  });
});

test('berth archive takes an image out of reach, and berth restore brings it back', async () => {
  const [preview] = await terminal.json(Previews, 'archive', 'data/etl:3.0.0-rc.1', '--dry-run', ...SCOPE);
  expect(preview?.effects).toEqual(['1 image goes to archive storage: kept, and not to be pulled until restored.']);
  expect((await terminal.error(['archive', 'data/etl:3.0.0-rc.1', ...SCOPE])).hint).toContain('--yes');
  expect(await terminal.json(Activity, 'archive', 'data/etl:3.0.0-rc.1', '--yes', ...SCOPE)).toMatchObject({ result: 'done' });
  expect((await images('data/etl')).find(({ tags }) => tags.includes('3.0.0-rc.1'))?.storage).toBe('archived');
  expect(await terminal.words('restore', 'data/etl:3.0.0-rc.1', ...SCOPE)).toContain('Done: Restore data/etl:3.0.0-rc.1');
});

describe('berth repo', () => {
  test('shows a creation, makes it, edits it and deletes it', async () => {
    const lifecycle = join(folder, 'lifecycle.json');
    await writeFile(lifecycle, JSON.stringify({ rules: [{ rulePriority: 1, selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 }, action: { type: 'expire' } }] }));
    const create = ['repo', 'create', 'cli/changed', '--scan-on-push', '--tag', 'team=cli', '--lifecycle', lifecycle, ...SCOPE];
    const [preview] = await terminal.json(Previews, ...create, '--dry-run');
    expect(preview?.awsCli[0]).toContain('aws ecr create-repository --repository-name cli/changed');
    expect((await terminal.error(['repo', 'show', 'cli/changed', ...SCOPE])).code).toBe('repository-not-found');
    expect(await terminal.json(Repository, ...create)).toMatchObject({ name: 'cli/changed', scanOnPush: true });

    const edit = ['repo', 'edit', 'cli/changed', '--immutable', '--exclude', 'dev-*', '--no-scan-on-push', '--untag', 'team', '--tag', 'owner=sea', ...SCOPE];
    expect(await terminal.json(Previews, ...edit, '--dry-run')).toHaveLength(3);
    await terminal.words(...edit);
    const detail = await terminal.json(RepositoryDetail, 'repo', 'show', 'cli/changed', ...SCOPE);
    expect(detail).toMatchObject({ mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['dev-*'], scanOnPush: false, tags: { owner: 'sea' } });
    expect(detail.lifecyclePolicyText).toContain('imageCountMoreThan');

    expect((await terminal.error(['repo', 'delete', 'cli/changed', ...SCOPE])).hint).toContain('--yes');
    await terminal.words('repo', 'delete', 'cli/changed', '--yes', ...SCOPE);
    expect((await terminal.error(['repo', 'show', 'cli/changed', ...SCOPE])).code).toBe('repository-not-found');
  });

  test('is refused what has images, in the dry run already', async () => {
    const [preview] = Previews.parse(await failed('repo', 'delete', 'shop/api', '--dry-run'));
    expect(preview?.refused?.code).toBe('repository-not-empty');
    expect(await failed('repo', 'delete', 'shop/api', '--yes')).toMatchObject({ result: 'failed', error: { code: 'repository-not-empty' } });
  });
});

describe('berth tag', () => {
  test('tells what it would do with the AWS CLI commands, and does it', async () => {
    const [before, other] = [await digestOf('data/etl', 'stable'), await digestOf('data/etl', '3.0.0-rc.2')];
    const move = ['tag', 'move', 'data/etl:3.0.0-rc.2', 'stable', ...SCOPE];
    const words = await terminal.words(...move, '--dry-run');
    expect(words).toContain(`stable names ${other?.slice(7, 19)}, no longer ${before?.slice(7, 19)}.`);
    expect(words).toContain('aws ecr put-image --repository-name data/etl --image-tag stable');
    expect(await digestOf('data/etl', 'stable')).toBe(before);
    expect(Previews.parse(await failed('tag', 'add', 'data/etl:3.0.0-rc.2', 'stable', '--dry-run'))[0]?.refused?.code).toBe('tag-taken');

    const moved = await terminal.json(TagChanged, ...move);
    expect(moved.previousDigest).toBe(before);
    expect(await digestOf('data/etl', 'stable')).toBe(other);
    await terminal.words('activity', '--undo', moved.activity ?? '');
    expect(await digestOf('data/etl', 'stable')).toBe(before);
  });

  test('says that an immutable tag stays, and that a last one takes the image along', async () => {
    await terminal.words('repo', 'edit', 'data/etl', '--immutable', ...SCOPE);
    expect(Previews.parse(await failed('tag', 'move', 'data/etl:3.0.0-rc.2', 'stable', '--dry-run'))[0]?.refused?.code).toBe('tag-immutable');
    await terminal.words('repo', 'edit', 'data/etl', '--mutable', ...SCOPE);
    expect(Previews.parse(await failed('tag', 'remove', 'data/etl:3.0.0-rc.1', '--dry-run'))[0]?.refused?.code).toBe('last-tag');
    const [preview] = await terminal.json(Previews, 'tag', 'remove', 'data/etl:3.0.0-rc.1', '--delete-image', '--dry-run', ...SCOPE);
    expect(preview?.effects[0]).toMatch(/^3\.0\.0-rc\.1 is gone, and with its last tag the image/);
  });
});
