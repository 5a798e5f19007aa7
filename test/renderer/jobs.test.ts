import { describe, expect, test } from 'vitest';
import {
  fractionOf,
  jobsSummary,
  overallFraction,
  progressWords,
  speedOf,
} from '../../renderer/screens/jobs/job-progress';
import { SpeedMeter } from '../../renderer/screens/jobs/speed-meter.svelte';
import type { Job } from '../../shared/model/job';

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
  test('reads with speed and time left', () => {
    expect(progressWords(job('running', 20_000_000, 60_000_000), 4_000_000)).toBe(
      'Pulling · 20.0 MB of 60.0 MB · 4.0 MB/s · 10 s left',
    );
    expect(progressWords(job('running', 20_000_000, 60_000_000), undefined)).toBe(
      'Pulling · 20.0 MB of 60.0 MB',
    );
  });
});

test('speed needs two moments, and never runs backwards', () => {
  expect(speedOf([{ at: 0, bytes: 5 }])).toBeUndefined();
  expect(
    speedOf([
      { at: 0, bytes: 1000 },
      { at: 2000, bytes: 9000 },
    ]),
  ).toBe(4000);
  expect(
    speedOf([
      { at: 0, bytes: 1000 },
      { at: 2000, bytes: 0 },
    ]),
  ).toBeUndefined();
});

test('the foot of the window says what runs and what failed before what is done', () => {
  expect(jobsSummary([])).toBe('No jobs');
  expect(jobsSummary([job('running'), job('interrupted'), job('succeeded')])).toBe('1 running, 1 failed');
  expect(jobsSummary([job('succeeded')])).toBe('1 job done');
  expect(jobsSummary([job('succeeded'), job('cancelled')])).toBe('2 jobs ended');
});

test('a speed counts from the first byte: preparing is not slowness', () => {
  const meter = new SpeedMeter();
  for (const at of [0, 1_000, 2_000]) meter.note({ at, bytes: 0 });
  meter.note({ at: 3_000, bytes: 5_000_000 });
  expect(meter.speed).toBe(5_000_000);
  meter.note({ at: 4_000, bytes: 7_000_000 });
  expect(meter.speed).toBe(3_500_000);
});
