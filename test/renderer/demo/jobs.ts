/** Jobs of every kind and state, for the list of jobs. */
import type { CommandInput, CommandOutput } from '../../../shared/ipc/contract';
import type { Job, JobPart } from '../../../shared/model/moving/job';

const MB = 1_000_000;
const at = (minutes: number): string => new Date(Date.parse('2026-03-14T09:30:00Z') - minutes * 60_000).toISOString();
const empty = { step: 'Waiting', doneBytes: 0, totalBytes: 0, parts: [] };
const job = (id: string, title: string, status: Job['status'], rest: Partial<Job> = {}): Job => ({ id, kind: 'copy', title, status, createdAt: at(3), input: {}, progress: empty, ...rest });
const layer = (index: number): JobPart => ({ id: `${index}`, label: `${index}f3c9a07b1de`.padStart(12, '0'), state: 'running', note: 'Copying', doneBytes: index * MB, totalBytes: 24 * MB });

/** How many lines the build has printed. */
export const OUTPUT_LINES = 5_200;

/** As the topic tells them: the newest first. */
export const manyJobs: Job[] = [
  job('q3', 'Copy search/index/api:v1.0.4 → quay/search:v1.0.4', 'queued'),
  job('q2', 'notes.tar → platform/web/api:v2.14.1', 'queued', { kind: 'push-archive', progress: { ...empty, step: 'Waiting for “web-api → platform/web/api:v2.14.1”' } }),
  job('q1', 'Pull payments/worker:v2.9.0', 'queued', { kind: 'pull' }),
  job('build', 'Build ~/src/berth → tools/berth:main', 'running', { kind: 'build', progress: { ...empty, step: 'Building' }, outputLines: OUTPUT_LINES }),
  job('copy', 'Copy data/lake:2026-03 → archive/lake:2026-03', 'running', {
    progress: { step: 'Copying layers', doneBytes: 3_120 * MB, totalBytes: 8_400 * MB, bytesPerSecond: 84 * MB, secondsLeft: 63, parts: [1, 2, 3, 4].map(layer), counts: { waiting: 96, running: 4, done: 88, skipped: 12 } },
  }),
  job('push', 'web-api → platform/web/api:v2.14.1', 'running', {
    kind: 'push-container',
    progress: { step: 'Pushing', doneBytes: 61 * MB, totalBytes: 142 * MB, bytesPerSecond: 0, parts: [1, 2, 3].map(layer) },
  }),
  job('cancelled', 'Copy tools/proxy:latest → quay/proxy:latest', 'cancelled', { tidying: true, endedAt: at(0) }),
  job('cut', 'Copy base/debian:12 → quay/debian:12', 'interrupted', { endedAt: at(50), error: { code: 'cancelled', message: 'Berth ended before this job did.', hint: 'Resume it: what has arrived is not sent again.' } }),
  job('failed', 'Build ~/src/portal', 'failed', { kind: 'build', endedAt: at(80), outputLines: 3, error: { code: 'registry-failed', message: 'The build failed.', hint: 'Read its output.', detail: 'exit code 127' } }),
  ...Array.from({ length: 30 }, (_, index) =>
    job(`done-${index}`, `Copy team/service-${index}:v1.${index}.0 → quay/service-${index}:v1.${index}.0`, 'succeeded', {
      endedAt: at(100 + index * 17),
      outcome: { reference: `444455556666.dkr.ecr.us-east-1.amazonaws.com/quay/service-${index}:v1.${index}.0`, digest: `sha256:${'0f'.repeat(32)}` },
    }),
  ),
];

/** Lines of a build's output; the first two hundred are gone. */
export function answerOutput({ from = 0 }: CommandInput<'job.output'>): CommandOutput<'job.output'> {
  const first = Math.max(200, from);
  const next = Math.min(first + 1_000, OUTPUT_LINES);
  return { from: first, next, lines: Array.from({ length: next - first }, (_, index) => `#${first + index + 1} [build 4/9] RUN npm ci --ignore-scripts`) };
}
