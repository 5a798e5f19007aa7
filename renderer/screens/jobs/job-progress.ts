import type { Job, JobPart, JobProgress, JobStatus } from '../../../shared/model/moving/job';
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
  const having = (...wanted: JobStatus[]): number =>
    jobs.filter(({ status }) => wanted.includes(status)).length;
  const [running, waiting, failed] = [having('running'), having('queued'), having('failed', 'interrupted')];
  const words = [
    running > 0 && `${running} running`,
    waiting > 0 && `${waiting} waiting`,
    failed > 0 && `${failed} failed`,
  ].filter((word) => word !== false);
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

/** `12 MB of 80 MB · 4.1 MB/s · 17 s left`. */
export function progressWords({ status, tidying, progress }: Job): string {
  if (tidying === true) return 'Cancelled · Tidying up';
  const { step, doneBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const words = [step];
  if (totalBytes > 0) words.push(`${bytes(doneBytes)} of ${bytes(totalBytes)}`);
  if (status === 'running' && bytesPerSecond !== undefined) {
    words.push(bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : 'stalled');
    if (secondsLeft !== undefined)
      words.push(`${secondsLeft < 60 ? `${secondsLeft} s` : timeLeft(secondsLeft * 1000)} left`);
  }
  return words.filter((word) => word !== '').join(' · ');
}

/** All that runs, in one line: `3.2 GB of 8 GB · 41 MB/s · 2 min left`; empty while nothing is measured. */
export function totalWords(jobs: readonly Job[]): string {
  const running = jobs.filter(({ status, progress }) => status === 'running' && progress.totalBytes > 0);
  if (running.length === 0) return '';
  const sum = (of: (job: Job) => number): number => running.reduce((total, job) => total + of(job), 0);
  const left = running.map(({ progress }) => progress.secondsLeft).filter((seconds) => seconds !== undefined);
  const together = {
    step: '',
    doneBytes: sum(({ progress }) => progress.doneBytes),
    totalBytes: sum(({ progress }) => progress.totalBytes),
    bytesPerSecond: sum(({ progress }) => progress.bytesPerSecond ?? 0),
    parts: [],
    ...(left.length > 0 && { secondsLeft: Math.max(...left) }),
  };
  return progressWords({ ...(running[0] as Job), progress: together });
}

/** What starting a job again is called: one that was cut off goes on. */
export const againWord = ({ status }: Job): 'Resume' | 'Retry' =>
  status === 'interrupted' ? 'Resume' : 'Retry';

export interface JobGroup {
  title: 'Running' | 'Waiting' | 'Ended';
  jobs: Job[];
}

/** Running, waiting (first come first), ended (newest first), as far as their words hold all that is searched for. */
export function jobGroups(jobs: readonly Job[], search: string): JobGroup[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = jobs.filter((job) => {
    const text = [job.title, STATUS_WORDS[job.status], job.outcome?.reference, job.error?.message]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups: JobGroup[] = [
    { title: 'Running', jobs: found.filter(({ status }) => status === 'running') },
    { title: 'Waiting', jobs: found.filter(({ status }) => status === 'queued').reverse() },
    { title: 'Ended', jobs: found.filter((job) => !isActive(job)) },
  ];
  return groups.filter((group) => group.jobs.length > 0);
}

/** `12 of 200 layers there, 16 on their way`. */
export function layersWords({ parts, counts }: JobProgress): string {
  const of = (state: JobPart['state']): number =>
    counts?.[state] ?? parts.filter((part) => part.state === state).length;
  const [waiting, running, done, skipped] = (['waiting', 'running', 'done', 'skipped'] as const).map(of) as [
    number,
    number,
    number,
    number,
  ];
  const all = `${done + skipped} of ${counted(waiting + running + done + skipped, 'layer')} there`;
  return running === 0 ? all : `${all}, ${running} on the way`;
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

/** Whether its layers say something: those of a job that ended before any moved do not. */
export const hasLayers = (job: Job): boolean =>
  (job.progress.parts.length > 0 || job.progress.counts !== undefined) &&
  (isActive(job) || job.progress.doneBytes > 0);

/** Whether there is more to see of a job than its line. */
export const hasDetails = (job: Job): boolean =>
  hasLayers(job) ||
  (job.outputLines ?? 0) > 0 ||
  job.error !== undefined ||
  job.outcome?.digest !== undefined;
