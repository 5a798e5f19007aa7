import { expect, test } from 'vitest';
import { taskbarProgress, unseenAfter } from '../../electron/shell/taskbar-progress';
import type { Job } from '../../shared/model/moving/job';

const job = (id: string, status: Job['status'], doneBytes = 0, totalBytes = 0): Job => ({
  id,
  kind: 'copy',
  title: id,
  status,
  createdAt: '2026-01-01T12:00:00Z',
  progress: { step: '', doneBytes, totalBytes, parts: [] },
  input: {},
});
const jobs = (...all: Job[]): { jobs: Job[] } => ({ jobs: all });
const nothing = new Set<string>();

test.each<[string, Job[], ReadonlySet<string>, ReturnType<typeof taskbarProgress>]>([
  ['nothing without jobs', [], nothing, { value: -1, mode: 'none' }],
  ['nothing when all have ended', [job('a', 'succeeded', 5, 5), job('b', 'cancelled', 1, 5)], nothing, { value: -1, mode: 'none' }],
  ['the sum of those that run', [job('a', 'running', 10, 100), job('b', 'running', 90, 100), job('c', 'queued')], nothing, { value: 0.5, mode: 'normal' }],
  ['that something goes on while no size is known', [job('a', 'running')], nothing, { value: 2, mode: 'indeterminate' }],
  ['one that is measured besides one that is not', [job('a', 'running'), job('b', 'running', 1, 4)], nothing, { value: 0.25, mode: 'normal' }],
  ['a failure that nobody has seen', [job('a', 'failed', 1, 4)], new Set(['a']), { value: 1, mode: 'error' }],
  ['a failure besides what runs', [job('a', 'failed'), job('b', 'running', 1, 4)], new Set(['a']), { value: 0.25, mode: 'error' }],
  ['nothing of a failure that was seen', [job('a', 'failed', 1, 4)], nothing, { value: -1, mode: 'none' }],
])('the taskbar shows %s', (_what, all, unseen, shown) => {
  expect(taskbarProgress(jobs(...all), unseen)).toEqual(shown);
});

test('a failure is unseen until somebody looks; one of another day is none', () => {
  const running = jobs(job('a', 'running'));
  const failed = jobs(job('a', 'failed'), job('old', 'failed'));
  const after = unseenAfter({ before: running, after: failed, unseen: nothing, isSeen: false });
  expect([...after]).toEqual(['a']);
  expect([...unseenAfter({ before: failed, after: failed, unseen: after, isSeen: false })]).toEqual(['a']);
  expect([...unseenAfter({ before: failed, after: failed, unseen: after, isSeen: true })]).toEqual([]);
  expect([...unseenAfter({ before: failed, after: jobs(), unseen: after, isSeen: false })]).toEqual([]);
});
