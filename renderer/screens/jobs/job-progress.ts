import type { Job, JobStatus } from '../../../shared/model/job';
import type { Remedy } from '../../../shared/model/remedy';
import { bytes, counted } from '../../words/sizes';
import { timeLeft } from '../../words/times';

export const isActive = (job: Job): boolean => job.status === 'running' || job.status === 'queued';

/** 0 to 1, or undefined while the total is unknown. An ended job that went well is whole. */
export function fractionOf(job: Job): number | undefined {
  if (job.status === 'succeeded') return 1;
  const { doneBytes, totalBytes } = job.progress;
  if (totalBytes > 0) return Math.min(1, doneBytes / totalBytes);
  return isActive(job) ? undefined : 0;
}

/** All running jobs as one; undefined when none runs. */
export function overallFraction(jobs: readonly Job[]): number | undefined {
  const active = jobs.filter(isActive);
  const total = active.reduce((sum, { progress }) => sum + progress.totalBytes, 0);
  if (active.length === 0) return undefined;
  return total === 0
    ? 0
    : Math.min(1, active.reduce((sum, { progress }) => sum + progress.doneBytes, 0) / total);
}

/** `2 running, 1 failed`: the foot of the window. */
export function jobsSummary(jobs: readonly Job[]): string {
  const active = jobs.filter(isActive).length;
  const failed = jobs.filter(({ status }) => status === 'failed' || status === 'interrupted').length;
  const words = [active > 0 && `${active} running`, failed > 0 && `${failed} failed`].filter(
    (word) => word !== false,
  );
  if (words.length > 0) return words.join(', ');
  if (jobs.length === 0) return 'No jobs';
  return `${counted(jobs.length, 'job')} ${jobs.every(({ status }) => status === 'succeeded') ? 'done' : 'ended'}`;
}

export const STATUS_WORDS: Record<JobStatus, string> = {
  queued: 'Waiting',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

export interface Sample {
  at: number;
  bytes: number;
}

/** Bytes a second over the samples; undefined until there are two of different times. */
export function speedOf(samples: readonly Sample[]): number | undefined {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (first === undefined || last === undefined || last.at <= first.at || last.bytes < first.bytes)
    return undefined;
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}

/** `12 MB of 80 MB · 4.1 MB/s · 17 s left`. */
export function progressWords(job: Job, speed: number | undefined): string {
  const { step, doneBytes, totalBytes } = job.progress;
  const words = [step];
  if (totalBytes > 0) words.push(`${bytes(doneBytes)} of ${bytes(totalBytes)}`);
  if (speed !== undefined && speed > 0 && isActive(job)) {
    words.push(`${bytes(speed)}/s`);
    const seconds = Math.ceil((totalBytes - doneBytes) / speed);
    if (seconds > 0) words.push(seconds < 60 ? `${seconds} s left` : `${timeLeft(seconds * 1000)} left`);
  }
  return words.filter((word) => word !== '').join(' · ');
}

/** What the button beside an error says. */
export function remedyLabel(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'grant-pull':
      return remedy.ownerProfile === undefined
        ? 'Show the missing statement'
        : `Allow account ${remedy.accountId} to pull`;
    case 'sign-in':
      return `Sign in to ${remedy.profile}`;
    case 'create-repository':
      return `Create ${remedy.repository}`;
    case 'sso-sign-in':
      return `Sign in to ${remedy.session}`;
    case 'use-secret-file':
      return 'Use an encrypted file';
    case 'diagnose':
      return 'Why?';
  }
}
