import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type JobClaims, type JobContext, type JobKinds, jobWork } from '../../electron/jobs/job-kinds';
import { Jobs } from '../../electron/jobs/jobs';
import { AppError } from '../../shared/errors';
import type { JobOutcome, JobPart } from '../../shared/model/moving/job';

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

function jobs(work: Work, { atOnce = () => 3, ...over }: { atOnce?: () => number; publishEvery?: number; claims?: Partial<JobClaims> } = {}): Jobs {
  let ids = 0;
  const kinds: JobKinds = { 'push-container': work, 'push-image': work, 'push-archive': work, pull: work, export: work, copy: work, sync: work, build: work, change: work };
  const some = new Jobs({ now: () => 0, clock: () => 0, atOnce, newId: () => `job-${process.hrtime.bigint()}-${(ids += 1)}`, journalFile: join(folder, 'data/jobs.json'), kinds, ...over });
  made.push(some);
  return some;
}
/** A job's work that goes on until it is told how to end. */
function held(): { work: Work; end: () => void; fail: (error: AppError) => void; started: unknown[] } {
  const under: { resolve: (outcome: JobOutcome) => void; reject: (error: AppError) => void }[] = [];
  const started: unknown[] = [];
  const work: Work = (input) =>
    new Promise((resolve, reject) => {
      started.push(input);
      under.push({ resolve, reject });
    });
  return { work, started, end: () => under.shift()?.resolve(done), fail: (error) => under.shift()?.reject(error) };
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
  const some = jobs((input, context) => ((started += 1), untilAborted(input, context)), { atOnce: () => 1 });
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

test('a job is cancelled at once, keeps its place until it has tidied up, and one that was past stopping is told as done', async () => {
  const { work, end, started } = held();
  const some = jobs(work, { atOnce: () => 1 });
  const id = some.begin({ kind: 'copy', title: 'first', input: 1 });
  const next = some.begin({ kind: 'copy', title: 'second', input: 2 });
  some.cancel(id);
  expect(some.state().jobs.find((job) => job.id === id)).toMatchObject({ status: 'cancelled', tidying: true });
  expect(started).toEqual([1]);
  end();
  const job = await some.wait(id);
  expect(job).toMatchObject({ status: 'succeeded', outcome: done });
  expect(job.tidying).toBeUndefined();
  expect(started).toEqual([1, 2]);
  some.cancel(next);
  end();
  await some.wait(next);
});

test('a cancelled job that could not tidy up says what is left', async () => {
  const { work, fail } = held();
  const some = jobs(work);
  const id = some.begin({ kind: 'push-image', title: 'Push', input: {} });
  some.cancel(id);
  fail(new AppError('cancelled', 'Cancelled.', { hint: 'Remove host/app:v1 with “docker rmi”.' }));
  expect(await some.wait(id)).toMatchObject({ status: 'cancelled', error: { hint: 'Remove host/app:v1 with “docker rmi”.' } });
});

test('a cancelled job that is started again waits for the first one to tidy up, since both write the same', async () => {
  const { work, fail, end, started } = held();
  const some = jobs(work, { claims: { copy: () => ['host/app:v1'] } });
  const first = some.begin({ kind: 'copy', title: 'Copy app', input: 1 });
  const tidied = some.wait(first);
  some.cancel(first);
  const again = some.retry(first);
  expect(started).toEqual([1]);
  expect(some.state().jobs).toMatchObject([{ id: again, status: 'queued', progress: { step: 'Waiting for “Copy app”' } }]);
  fail(new AppError('cancelled', 'Cancelled.'));
  expect((await tidied).status).toBe('cancelled');
  expect(started).toEqual([1, 1]);
  end();
  expect((await some.wait(again)).status).toBe('succeeded');
  expect(some.state().jobs.map((job) => job.id)).toEqual([again]);
});

test('of two that write the same the second waits and says for whom; a third passes it', async () => {
  const { work, end, started } = held();
  const some = jobs(work, { claims: { copy: (input) => [String(input)], sync: (input) => [String(input)] } });
  some.begin({ kind: 'copy', title: 'Copy app', input: 'host/app:v1' });
  const second = some.begin({ kind: 'sync', title: 'Sync app', input: 'host/app' });
  some.begin({ kind: 'copy', title: 'Copy apple', input: 'host/apple:v1' });
  expect(started).toEqual(['host/app:v1', 'host/apple:v1']);
  expect(some.state().jobs.find(({ id }) => id === second)?.progress.step).toBe('Waiting for “Copy app”');
  end();
  await expect.poll(() => started).toEqual(['host/app:v1', 'host/apple:v1', 'host/app']);
  end();
  end();
  await some.wait(second);
});

test('a larger limit starts those that wait at once, a smaller one lets those that run go on', async () => {
  let limit = 1;
  const { work, end } = held();
  const some = jobs(work, { atOnce: () => limit });
  const ids = ['a', 'b', 'c'].map((title) => some.begin({ kind: 'pull', title, input: {} }));
  limit = 3;
  some.limitChanged();
  expect(some.state().jobs.map(({ status }) => status)).toEqual(['running', 'running', 'running']);
  limit = 1;
  some.limitChanged();
  expect(some.state().jobs.map(({ status }) => status)).toEqual(['running', 'running', 'running']);
  for (const id of ids) {
    end();
    await some.wait(id);
  }
});

test('what a job prints is kept as lines while Berth runs, and is not journalled', async () => {
  const some = jobs((_input, { output }) => {
    output?.('Step 1\nSte');
    output?.('p 2');
    return Promise.resolve(done);
  });
  const id = some.begin({ kind: 'build', title: 'Build', input: {} });
  expect(await some.wait(id)).toMatchObject({ outputLines: 2 });
  expect(some.output(id, 0)).toEqual({ from: 0, next: 2, lines: ['Step 1', 'Step 2'] });
  expect(some.output(id, 2)).toEqual({ from: 2, next: 2, lines: [] });
  await some.close();
  const after = jobs(() => Promise.resolve(done));
  await after.start();
  expect(after.state().jobs[0]?.outputLines).toBeUndefined();
  expect(after.output(id, 0).lines).toEqual([]);
});

test('all that have ended are forgotten together, what runs stays', async () => {
  const { work, end } = held();
  const some = jobs(work);
  const ended = some.begin({ kind: 'copy', title: 'ended', input: {} });
  const running = some.begin({ kind: 'copy', title: 'running', input: {} });
  end();
  await some.wait(ended);
  some.dismissEnded();
  expect(some.state().jobs.map(({ id }) => id)).toEqual([running]);
  expect(() => some.output(ended, 0)).toThrow(expect.objectContaining({ code: 'job-not-found' }) as Error);
  end();
  await some.wait(running);
});

test('of a job with two hundred layers those that move are published, and how many there are of each state', async () => {
  const parts = Array.from({ length: 200 }, (_, at): JobPart => ({ id: `${at}`, label: `${at}`, note: '', state: at < 100 ? 'done' : at < 116 ? 'running' : 'waiting', doneBytes: 1, totalBytes: 2 }));
  const some = jobs((_input, { report }) => (report({ step: 'Copying layers', doneBytes: 1, totalBytes: 2, parts }), Promise.resolve(done)));
  const job = await some.wait(some.begin({ kind: 'copy', title: 'Copy', input: {} }));
  expect(job.progress.counts).toEqual({ waiting: 84, running: 16, done: 100, skipped: 0 });
  expect(job.progress.parts).toHaveLength(12);
  expect(JSON.stringify(job).length).toBeLessThan(2_000);
});

test('an unknown job is said so', () => {
  expect(() => jobs(untilAborted).cancel('x')).toThrow(expect.objectContaining({ code: 'job-not-found' }) as Error);
});
