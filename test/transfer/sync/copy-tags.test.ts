import { describe, expect, test } from 'vitest';
import type { JobWork } from '../../../electron/jobs/job-kinds';
import { copyTags } from '../../../electron/transfer/sync/copy-tags';
import { syncFailure } from '../../../electron/transfer/sync/sync-failure';
import { SyncProgress } from '../../../electron/transfer/sync/sync-progress';
import { AppError, type ErrorCode } from '../../../shared/errors';
import type { JobProgress } from '../../../shared/model/moving/job';
import { CopyImage } from '../../../shared/model/moving/transfer';

const digest = (index: number): string => `sha256:${index.toString(16).padStart(64, '0')}`;
const side = (host: string, profile?: string) => ({ host, repository: 'app', ...(profile !== undefined && { profile }), registry: () => Promise.reject(new Error('The registry was asked.')) });
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ tag: `v${index}`, digest: digest(index), state: 'missing' as const, bytes: 100 }));
const broken = (code: ErrorCode, message = 'It broke.'): AppError => new AppError(code, message, { hint: 'Mend it.' });

/** Copies with `work` in the place of each image's copy. */
async function copied(given: number | ReturnType<typeof items>, work: (tag: string) => Promise<void> | void, signal = new AbortController().signal) {
  const all = typeof given === 'number' ? items(given) : given;
  const seen: JobProgress[] = [];
  const inputs: CopyImage[] = [];
  const progress = new SyncProgress((report) => seen.push(report));
  for (const { tag } of all) progress.add(tag, { state: 'waiting', note: 'Waiting', totalBytes: 100 });
  const copy: JobWork = async (input) => {
    const parsed = CopyImage.parse(input);
    inputs.push(parsed);
    await work(parsed.to.split(':')[1] ?? '');
    return { reference: parsed.to };
  };
  const failures = await copyTags({ from: side('a.example', 'reader'), to: side('b.example'), items: all, copy, progress }, { signal });
  return { failures, seen, inputs };
}

test('each tag is copied by the digest that was planned, with each side’s profile', async () => {
  const { inputs } = await copied(1, () => undefined);
  expect(inputs).toEqual([{ from: `a.example/app@${digest(0)}`, to: 'b.example/app:v0', fromProfile: 'reader' }]);
});

test('tags of one image go one after the other, images at the same time', async () => {
  const running = new Set<string>();
  const together: string[] = [];
  const same = items(12).map((item, index) => ({ ...item, digest: digest(index % 3) }));
  await copied(same, async (tag) => {
    const image = String(Number(tag.slice(1)) % 3);
    if (running.has(image)) together.push(tag);
    running.add(image);
    await new Promise((resolve) => setImmediate(resolve));
    if (running.size > 1) together.push('several images');
    running.delete(image);
  });
  expect([...new Set(together)]).toEqual(['several images']);
});

test('one that fails stops no other', async () => {
  const { failures, inputs, seen } = await copied(10, (tag) => (tag === 'v3' ? Promise.reject(broken('image-not-found')) : undefined));
  expect([failures.map(({ tag }) => tag), inputs.length]).toEqual([['v3'], 10]);
  expect(seen.at(-1)?.parts.find(({ id }) => id === 'v3')).toMatchObject({ state: 'skipped', note: 'Failed: It broke.' });
});

test('a sign-in that has ended is met once, not by every tag', async () => {
  const { failures, inputs } = await copied(100, () => Promise.reject(broken('session-expired')));
  expect(failures).toHaveLength(100);
  expect(inputs.length).toBeLessThan(8);
});

test('a network that is gone is given up after eight failures in a row, and good ones between count', async () => {
  expect((await copied(100, () => Promise.reject(broken('network')))).inputs.length).toBeLessThan(16);
  let calls = 0;
  expect((await copied(40, () => (calls++ % 6 === 5 ? undefined : Promise.reject(broken('network'))))).inputs).toHaveLength(40);
});

test('a cancelled sync begins nothing more and is cancelled, not failed', async () => {
  const cancel = new AbortController();
  const work = (): Promise<void> => {
    cancel.abort();
    return Promise.reject(broken('network'));
  };
  await expect(copied(50, work, cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
});

describe('progress', () => {
  test('counts what moves alone: layers that were there are neither done nor to do', () => {
    const seen: JobProgress[] = [];
    const progress = new SyncProgress((report) => seen.push(report));
    progress.add('v1', { state: 'waiting', note: 'Waiting', totalBytes: 1000 });
    const part = (state: 'done' | 'skipped', bytes: number) => ({ id: String(bytes), label: '', note: '', state, doneBytes: bytes, totalBytes: bytes });
    progress.copying('v1', { step: 'Copying layers', doneBytes: 0, totalBytes: 0, parts: [part('skipped', 700), part('done', 300)] });
    expect(seen.at(-1)).toMatchObject({ doneBytes: 300, totalBytes: 300, parts: [{ id: 'v1', note: 'Copying layers' }] });
  });

  test('of thousands of tags tells those that move and how many there are', () => {
    const seen: JobProgress[] = [];
    const progress = new SyncProgress((report) => seen.push(report));
    for (let index = 0; index < 5000; index += 1) progress.add(`v${index}`, { state: 'waiting', note: 'Waiting', totalBytes: 1 });
    progress.change('v7', { state: 'running' });
    expect(seen).toEqual([expect.objectContaining({ totalBytes: 5000, counts: { waiting: 4999, running: 1, done: 0, skipped: 0 } })]);
    expect(seen[0]?.parts.map(({ id }) => id)).toEqual(['v7']);
  });
});

describe('the failure of a sync', () => {
  const failures = (...given: [tag: string, message: string, code?: ErrorCode][]) => given.map(([tag, message, code = 'network']) => ({ tag, error: broken(code, message) }));
  const failure = (over: Partial<Parameters<typeof syncFailure>[0]>) => syncFailure({ items: 20, failures: [], carried: [], refused: [], lines: [], ...over });

  test('names the first causes, tags of one cause together', () => {
    const error = failure({ failures: failures(['v1', 'There is no image b/app:v1.'], ['v2', 'There is no image b/app:v2.'], ['v3', 'It broke.'], ['v4', 'Other.'], ['v5', 'Another.']) });
    expect(error.message).toBe('5 of 20 tags could not be copied: v1, v2 (There is no image b/app:…); v3 (It broke); v4 (Other); 1 other cause.');
    expect(error.detail).toContain('v5: Another.');
    expect(error.hint).toBe('Mend it. Started again, the sync moves only what is missing.');
  });

  test('has the code of its causes where that is one', () => {
    expect(failure({ failures: failures(['a', 'x', 'access-denied'], ['b', 'y', 'access-denied']) }).code).toBe('access-denied');
    expect(failure({ failures: failures(['a', 'x', 'access-denied'], ['b', 'y', 'network']) }).code).toBe('registry-failed');
    expect(failure({ carried: ['The policy was not set.'] })).toMatchObject({ code: 'access-denied', message: 'A part of the settings could not be carried.' });
  });

  test('of ten thousand tags is no longer than a few lines', () => {
    const error = failure({ items: 10_000, failures: failures(...Array.from({ length: 10_000 }, (_, index): [string, string] => [`v${index}`, 'The connection broke.'])) });
    expect(error.message).toBe('10000 of 10000 tags could not be copied: v0, v1, v2 and 9997 more (The connection broke).');
    expect(error.detail?.length).toBeLessThan(5000);
  });
});
