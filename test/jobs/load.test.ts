import { watch } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobContext, JobKinds } from '../../electron/jobs/job-kinds';
import { Jobs } from '../../electron/jobs/jobs';
import { AppError } from '../../shared/errors';
import type { JobOutcome, JobPart } from '../../shared/model/moving/job';

let folder: string;
const unhandled: unknown[] = [];
const note = (thrown: unknown): void => void unhandled.push(thrown);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-load-'));
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  process.off('unhandledRejection', note);
  await rm(folder, { recursive: true, force: true });
});

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A copy of two hundred layers that reports with every step; every seventh fails. */
async function work(input: unknown, { report, output }: JobContext): Promise<JobOutcome> {
  const parts = Array.from({ length: 200 }, (_, at): JobPart => ({ id: `sha256:${at}`, label: `${at}`, note: 'Copying', state: 'waiting', doneBytes: 0, totalBytes: 100 }));
  for (let at = 0; at < 200; at += 1) {
    parts[at] = { ...(parts[at] as JobPart), state: 'done', doneBytes: 100 };
    report({ step: 'Copying layers', doneBytes: at * 100, totalBytes: 20_000, parts: [...parts] });
    output?.(`layer ${at}\n`);
    if (at % 50 === 0) await tick();
  }
  if (Number(input) % 7 === 0) throw new AppError('network', 'The connection broke.', { hint: 'Try again.' });
  return { reference: `host/app:${String(input)}` };
}

test('two hundred queued jobs all end, in little memory, with few writes of a small journal', async () => {
  const kinds: JobKinds = { 'push-container': work, 'push-image': work, 'push-archive': work, pull: work, export: work, copy: work, sync: work, build: work, change: work };
  const file = join(folder, 'jobs.json');
  const jobs = new Jobs({ now: Date.now, clock: () => performance.now(), newId: () => `${(ids += 1)}`, journalFile: file, kinds, atOnce: () => 3, claims: { copy: (input) => [`host/app:${Number(input) % 150}`] } });
  let ids = 0;
  let published = 0;
  let publishedBytes = 0;
  jobs.onChange(() => {
    published += 1;
    publishedBytes += JSON.stringify(jobs.state()).length;
  });
  let writes = 0;
  const watcher = watch(folder, (event, name) => {
    if (event === 'rename' && name === 'jobs.json') writes += 1;
  });
  const before = process.memoryUsage().heapUsed;
  const begun = Array.from({ length: 200 }, (_, at) => jobs.begin({ kind: 'copy', title: `Copy ${at}`, input: at }));
  const ends = await Promise.all(begun.map((id) => jobs.wait(id)));
  watcher.close();
  await jobs.close();
  await tick();

  expect(ends.filter(({ status }) => status === 'succeeded')).toHaveLength(171);
  expect(ends.filter(({ status }) => status === 'failed')).toHaveLength(29);
  expect(unhandled).toEqual([]);
  // Three changes of state a job, and what four a second add; never one for each of the 40,000 reports.
  expect(published).toBeLessThan(1_000);
  expect(writes).toBeLessThan(published);
  expect(jobs.state().jobs).toHaveLength(100);
  expect((await readFile(file, 'utf8')).length).toBeLessThan(100_000);
  const kept = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
  process.stdout.write(`200 jobs of 200 layers: ${published} publications of ${Math.round(publishedBytes / published / 1024)} KiB on average, ${writes} journal writes, ${kept.toFixed(1)} MiB more heap at the end\n`);
});

test('what four copies of two hundred layers publish stays small', async () => {
  const report = { current: (_at: number): void => undefined };
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const copy = async (_input: unknown, context: JobContext): Promise<JobOutcome> => {
    const before = report.current;
    report.current = (at) => {
      before(at);
      const parts = Array.from({ length: 200 }, (_, layer): JobPart => ({ id: `sha256:${String(layer).padStart(64, '0')}`, label: '0123456789ab', note: 'Copying', state: layer < at ? 'done' : layer < at + 16 ? 'running' : 'waiting', doneBytes: layer < at ? 1e6 : 0, totalBytes: 1e6 }));
      context.report({ step: 'Copying layers', doneBytes: at * 1e6, totalBytes: 2e8, parts });
    };
    await ended;
    return { reference: 'host/app:v1' };
  };
  const kinds: JobKinds = { 'push-container': copy, 'push-image': copy, 'push-archive': copy, pull: copy, export: copy, copy, sync: copy, build: copy, change: copy };
  let ids = 0;
  const jobs = new Jobs({ now: Date.now, clock: () => performance.now(), newId: () => `${(ids += 1)}`, kinds, atOnce: () => 4, publishEvery: 1 });
  const begun = Array.from({ length: 4 }, (_, at) => jobs.begin({ kind: 'copy', title: `Copy ${at}`, input: { from: `source.example/team/app:v${at}`, to: `target.example/team/app:v${at}` } }));
  const heard = new Promise<number>((resolve) => jobs.onChange(() => resolve(JSON.stringify(jobs.state()).length)));
  report.current(100);
  const bytes = await heard;
  process.stdout.write(`four copies of 200 layers each: ${(bytes / 1024).toFixed(1)} KiB a publication, at most ${((4 * bytes) / 1024).toFixed(0)} KiB/s\n`);
  expect(bytes).toBeLessThan(16 * 1024);
  end();
  await Promise.all(begun.map((id) => jobs.wait(id)));
  await jobs.close();
});
