import { describe, expect, test } from 'vitest';
import {
  againWord,
  fractionOf,
  jobGroups,
  jobsSummary,
  layersWords,
  overallFraction,
  progressWords,
  totalWords,
} from '../../renderer/screens/jobs/job-progress';
import { OutputLines } from '../../renderer/screens/jobs/output-lines.svelte';
import type { Job } from '../../shared/model/moving/job';

const job = (status: Job['status'], doneBytes = 0, totalBytes = 0): Job => ({
  id: 'j',
  kind: 'pull',
  title: 'Pull',
  status,
  createdAt: '2026-03-14T09:00:00Z',
  input: {},
  progress: { step: 'Pulling', doneBytes, totalBytes, parts: [] },
});

describe('progress', () => {
  test('is unknown while running without a total, and whole once done', () => {
    expect([
      fractionOf(job('running')),
      fractionOf(job('running', 5, 20)),
      fractionOf(job('succeeded')),
    ]).toEqual([undefined, 0.25, 1]);
  });
  test('of all is that of the running ones', () => {
    expect(overallFraction([job('running', 10, 100), job('queued', 0, 100), job('failed', 90, 100)])).toBe(
      0.05,
    );
    expect(overallFraction([job('failed')])).toBeUndefined();
  });
  test('reads with speed and time left, as main measured them', () => {
    const running = job('running', 20_000_000, 60_000_000);
    const words = (progress: Partial<Job['progress']>): string =>
      progressWords({ ...running, progress: { ...running.progress, ...progress } });
    expect(words({ bytesPerSecond: 4_000_000, secondsLeft: 10 })).toBe('Pulling · 20.0 MB of 60.0 MB · 4.0 MB/s · 10 s left');
    expect(words({ bytesPerSecond: 400_000, secondsLeft: 100 })).toBe('Pulling · 20.0 MB of 60.0 MB · 400 KB/s · 1 min left');
    expect(words({ bytesPerSecond: 0 })).toBe('Pulling · 20.0 MB of 60.0 MB · stalled');
    expect(words({})).toBe('Pulling · 20.0 MB of 60.0 MB');
  });
  test('of all that run adds up', () => {
    const one = (bytesPerSecond: number, secondsLeft: number): Job => {
      const running = job('running', 1_000_000, 4_000_000);
      return { ...running, progress: { ...running.progress, bytesPerSecond, secondsLeft } };
    };
    expect(totalWords([one(1_000_000, 3), one(500_000, 6), job('queued')])).toBe('2.0 MB of 8.0 MB · 1.5 MB/s · 6 s left');
    expect(totalWords([job('running')])).toBe('');
  });
});

test('a job that was cut off is resumed, others are retried', () => {
  expect([againWord(job('interrupted')), againWord(job('failed')), againWord(job('cancelled'))]).toEqual(['Resume', 'Retry', 'Retry']);
});

test('a cancelled job that still tidies up says so', () => {
  expect(progressWords({ ...job('cancelled'), tidying: true })).toBe('Cancelled · Tidying up');
});

test('the list shows what runs, who waits in which order, and what has ended, as far as it is searched for', () => {
  const named = (title: string, status: Job['status']): Job => ({ ...job(status), id: title, title });
  const all = [named('third', 'queued'), named('second', 'queued'), named('first', 'running'), named('old web', 'failed')];
  expect(jobGroups(all, '').map(({ title, jobs }) => [title, ...jobs.map((each) => each.title)])).toEqual([
    ['Running', 'first'],
    ['Waiting', 'second', 'third'],
    ['Ended', 'old web'],
  ]);
  expect(jobGroups(all, 'WEB failed').map(({ jobs }) => jobs.length)).toEqual([1]);
  expect(jobGroups(all, 'nothing')).toEqual([]);
});

test('many layers are told in one line', () => {
  const progress = { ...job('running').progress, counts: { waiting: 84, running: 16, done: 90, skipped: 10 } };
  expect(layersWords(progress)).toBe('100 of 200 layers there, 16 on the way');
});

test('output is fetched as it grows; lines that went before they were asked for are left out', async () => {
  const all = ['a', 'b', 'c', 'd'];
  let gone = 0;
  const lines = new OutputLines((asked) => {
    const from = Math.max(asked, gone);
    return Promise.resolve({ from, next: Math.min(from + 2, all.length), lines: all.slice(from, from + 2) });
  });
  await lines.follow(1);
  expect(lines.lines).toEqual(['a', 'b']);
  await lines.follow(4);
  expect(lines.lines).toEqual(['a', 'b', 'c', 'd']);
  all.push('e', 'f', 'g');
  gone = 6;
  await lines.follow(7);
  expect([lines.first, lines.lines]).toEqual([6, ['g']]);
});

test('the foot of the window says what runs and what failed before what is done', () => {
  expect(jobsSummary([])).toBe('No jobs');
  expect(jobsSummary([job('running'), job('interrupted'), job('succeeded')])).toBe('1 running, 1 failed');
  expect(jobsSummary([job('succeeded')])).toBe('1 job done');
  expect(jobsSummary([job('succeeded'), job('cancelled')])).toBe('2 jobs ended');
});
