import { expect, test } from 'vitest';
import { measuredSpeed } from '../../../electron/transfer/sync/plan/measured-speed';
import type { Job, JobPart } from '../../../shared/model/moving/job';

const part = (state: JobPart['state'], megabytes: number): JobPart => ({ id: `${state}${megabytes}`, label: '', note: '', state, doneBytes: megabytes * 1e6, totalBytes: megabytes * 1e6 });
const job = (parts: JobPart[], seconds: number, over: Partial<Job> = {}): Job => ({
  id: 'a', kind: 'copy', title: '', status: 'succeeded', input: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:10:00.000Z',
  endedAt: new Date(Date.parse('2026-01-01T00:10:00.000Z') + seconds * 1000).toISOString(),
  progress: { step: '', doneBytes: 0, totalBytes: 0, parts },
  ...over,
});

test('is what really moved, over the time that a job ran and did not wait', () => {
  expect(measuredSpeed([job([part('done', 100), part('skipped', 900)], 10)])).toBe(10_000_000);
});

test('is the middle one of the last transfers that moved enough', () => {
  expect(measuredSpeed([job([part('done', 1)], 1), job([part('done', 100)], 1), job([part('done', 100)], 100), job([part('done', 100)], 10)])).toBe(10_000_000);
});

test('is not known before there was one', () => {
  expect(measuredSpeed([])).toBeUndefined();
  expect(measuredSpeed([job([part('done', 100)], 10, { status: 'failed' }), job([part('done', 100)], 10, { kind: 'build' }), job([part('done', 5)], 1)])).toBeUndefined();
});
