import { expect, test } from 'vitest';
import { jobNotices, sessionNotices } from '../../electron/shell/notices/notices';
import type { Job } from '../../shared/model/moving/job';
import type { Session, SessionsState } from '../../shared/model/session';

const job = (status: Job['status'], rest: Partial<Job> = {}): Job => ({
  id: 'j1',
  kind: 'pull',
  title: 'Pull web',
  status,
  createdAt: '2026-01-01T12:00:00Z',
  progress: { step: '', doneBytes: 0, totalBytes: 0, parts: [] },
  input: {},
  ...rest,
});
const jobs = (...all: Job[]): { jobs: Job[] } => ({ jobs: all });
const session = (status: Session['status'], rest: Partial<Session> = {}): Session => ({ profile: 'dev', region: 'eu-central-1', status, ...rest });
const sessions = (...all: Session[]): SessionsState => ({ sessions: all, aws: [] });

test('tells that a job has succeeded, and what came of it', () => {
  const done = job('succeeded', { outcome: { reference: 'host/web:1' } });
  expect(jobNotices(jobs(job('running')), jobs(done))).toEqual([{ title: 'Done: Pull web', body: 'host/web:1' }]);
});

test('tells why a job has failed and what to do', () => {
  const failed = job('failed', { error: { code: 'network', message: 'The network is away.', hint: 'Try again.' } });
  expect(jobNotices(jobs(job('queued')), jobs(failed))).toEqual([{ title: 'Failed: Pull web', body: 'The network is away. Try again.' }]);
});

test.each<[string, Job[], Job[]]>([
  ['that the person cancelled', [job('running')], [job('cancelled')]],
  ['that still runs', [job('queued')], [job('running')]],
  ['told of before', [job('failed')], [job('failed')]],
  ['read from the journal at the start', [], [job('succeeded')]],
  ['that was done before anybody looked away', [job('running')], [job('succeeded', { startedAt: '2026-01-01T12:00:00Z', endedAt: '2026-01-01T12:00:10Z' })]],
  ['that was dismissed', [job('running')], []],
])('keeps quiet about a job %s', (_which, before, after) => {
  expect(jobNotices(jobs(...before), jobs(...after))).toEqual([]);
});

test('asks for the person when a sign-in has failed, in the words of the error', () => {
  const failed = session('failed', { error: { code: 'session-expired', message: 'The session has ended.' } });
  expect(sessionNotices(sessions(session('refreshing')), sessions(failed))).toEqual([{ title: 'dev needs you', body: 'The session has ended.' }]);
});

test('names the registry of a sign-in that ended without an error', () => {
  const expired = session('expired', { host: 'registry.example' });
  expect(sessionNotices(sessions(session('signed-in')), sessions(expired))).toEqual([
    { title: 'dev needs you', body: 'Docker\'s sign-in to registry.example has ended.' },
  ]);
});

test('asks once, and for each region by itself', () => {
  const other = session('failed', { region: 'us-east-1' });
  expect(sessionNotices(sessions(session('failed')), sessions(session('expired'), other))).toHaveLength(1);
});

test('a network that is away needs nobody', () => {
  const failed = session('failed', { error: { code: 'network', message: 'The network is away.' } });
  expect(sessionNotices(sessions(session('signed-in')), sessions(failed))).toEqual([]);
});
