import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type JobContext, type JobKinds, jobWork } from '../../electron/jobs/job-kinds';
import { Jobs } from '../../electron/jobs/jobs';
import { AppError } from '../../shared/errors';
import type { JobOutcome } from '../../shared/model/job';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-jobs-'));
});
afterEach(async () => {
  // The newest first: two on one journal must not write at the same time.
  for (const each of made.splice(0).reverse()) await each.close();
  await rm(folder, { recursive: true, force: true });
});
const made: Jobs[] = [];

type Work = (input: unknown, context: JobContext) => Promise<JobOutcome>;
const done: JobOutcome = { reference: 'host/app:v1' };

function jobs(work: Work, over: { atOnce?: number; publishEvery?: number } = {}): Jobs {
  let ids = 0;
  const kinds: JobKinds = { 'push-container': work, 'push-image': work, 'push-archive': work, pull: work, export: work, copy: work, sync: work, build: work };
  const some = new Jobs({ now: () => 0, newId: () => `job-${process.hrtime.bigint()}-${(ids += 1)}`, journalFile: join(folder, 'data/jobs.json'), kinds, ...over });
  made.push(some);
  return some;
}
const untilAborted: Work = (_input, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')));
  });

test('a job ends with its outcome', async () => {
  const some = jobs(() => Promise.resolve(done));
  const id = some.begin({ kind: 'copy', title: 'Copy', input: {} });
  expect(await some.wait(id)).toMatchObject({ status: 'succeeded', outcome: done, endedAt: '1970-01-01T00:00:00.000Z' });
});

test('a job that fails keeps the sentence and the next step', async () => {
  const some = jobs(() => Promise.reject(new AppError('tag-immutable', 'The tag is taken.', { hint: 'Choose another.' })));
  const id = some.begin({ kind: 'copy', title: 'Copy', input: {} });
  expect(await some.wait(id)).toMatchObject({ status: 'failed', error: { code: 'tag-immutable', hint: 'Choose another.' } });
});

test('a cancelled job is cancelled, one that waits without ever starting', async () => {
  let started = 0;
  const some = jobs((input, context) => ((started += 1), untilAborted(input, context)), { atOnce: 1 });
  const first = some.begin({ kind: 'pull', title: 'first', input: {} });
  const second = some.begin({ kind: 'pull', title: 'second', input: {} });
  some.cancel(second);
  some.cancel(first);
  expect((await some.wait(first)).status).toBe('cancelled');
  expect((await some.wait(second)).status).toBe('cancelled');
  expect(started).toBe(1);
});

test('three run at once, and the fourth when one of them has ended', async () => {
  const some = jobs(untilAborted);
  const ids = ['a', 'b', 'c', 'd'].map((title) => some.begin({ kind: 'pull', title, input: {} }));
  expect(some.state().jobs.map(({ status }) => status)).toEqual(['queued', 'running', 'running', 'running']);
  some.cancel(ids[0] as string);
  await some.wait(ids[0] as string);
  expect(some.state().jobs[0]?.status).toBe('running');
  await some.close();
});

test('a thousand reports are published a few times, the end at once', async () => {
  let published = 0;
  const some = jobs((_input, { report }) => {
    for (let at = 1; at <= 1000; at += 1) report({ step: 'Pushing', doneBytes: at, totalBytes: 1000, parts: [] });
    return Promise.resolve(done);
  });
  some.onChange(() => (published += 1));
  const job = await some.wait(some.begin({ kind: 'pull', title: 'Pull', input: {} }));
  expect(job.progress.doneBytes).toBe(1000);
  expect(published).toBeLessThan(5);
});

test('what ran when Berth ended is interrupted, and starts again from its input', async () => {
  const before = jobs(untilAborted);
  before.begin({ kind: 'copy', title: 'Copy', input: { from: 'a' } });
  await before.close();
  const inputs: unknown[] = [];
  const after = jobs((input) => (inputs.push(input), Promise.resolve(done)));
  await after.start();
  const [old] = after.state().jobs;
  expect(old).toMatchObject({ status: 'interrupted', title: 'Copy' });
  const id = after.retry(old?.id ?? '');
  expect((await after.wait(id)).status).toBe('succeeded');
  expect(inputs).toEqual([{ from: 'a' }]);
  expect(after.state().jobs).toHaveLength(1);
});

test('a journal that says “running” after a crash is read as interrupted', async () => {
  const crashed = jobs(untilAborted);
  crashed.begin({ kind: 'copy', title: 'Copy', input: {} });
  const file = join(folder, 'data/jobs.json');
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"running"');
  const after = jobs(() => Promise.resolve(done));
  await after.start();
  expect(after.state().jobs[0]?.status).toBe('interrupted');
});

test('a damaged journal is an empty one, and one damaged entry does not take the others along', async () => {
  const some = jobs(() => Promise.resolve(done));
  const id = some.begin({ kind: 'copy', title: 'Copy', input: {} });
  await some.wait(id);
  await some.close();
  const file = join(folder, 'data/jobs.json');
  const kept = JSON.parse(await readFile(file, 'utf8')) as { jobs: unknown[] };
  await writeFile(file, JSON.stringify({ ...kept, jobs: [{ id: 1 }, ...kept.jobs] }));
  const again = jobs(() => Promise.resolve(done));
  await again.start();
  expect(again.state().jobs.map((job) => job.id)).toEqual([id]);
  await again.close();
  await writeFile(file, '{"jobs');
  const fresh = jobs(() => Promise.resolve(done));
  await fresh.start();
  expect(fresh.state().jobs).toEqual([]);
});

test('the last hundred ended jobs are kept', async () => {
  const some = jobs(() => Promise.resolve(done));
  for (let at = 0; at < 105; at += 1) await some.wait(some.begin({ kind: 'pull', title: `${at}`, input: {} }));
  expect(some.state().jobs).toHaveLength(100);
  expect(some.state().jobs.at(-1)?.title).toBe('5');
});

test('an input that fits no longer is refused before any work', async () => {
  const some = jobs(jobWork(z.object({ from: z.string() }), () => Promise.resolve(done)));
  const job = await some.wait(some.begin({ kind: 'copy', title: 'Copy', input: { from: 1 } }));
  expect(job).toMatchObject({ status: 'failed', error: { code: 'invalid-input' } });
});

test('an unknown job is said so', () => {
  expect(() => jobs(untilAborted).cancel('x')).toThrow(expect.objectContaining({ code: 'job-not-found' }) as Error);
});
