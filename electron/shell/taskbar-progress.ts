import type { Job, JobsState } from '../../shared/model/moving/job';

/** What the taskbar shows on the window's button: as `BrowserWindow.setProgressBar` takes it. */
export interface TaskbarProgress {
  /** 0 to 1; below 0 nothing is shown, above 1 it only tells that something is going on. */
  value: number;
  mode: 'none' | 'normal' | 'indeterminate' | 'error';
}

const isOnItsWay = ({ status }: Job): boolean => status === 'running' || status === 'queued';

/**
 * All running jobs as one bar. One that failed and that nobody has seen colours it; with nothing else going on it fills it, until the
 * window is looked at. Jobs whose size is not known yet do not count while others are measured.
 */
export function taskbarProgress({ jobs }: JobsState, unseenFailures: ReadonlySet<string>): TaskbarProgress {
  const failed = jobs.some(({ id, status }) => status === 'failed' && unseenFailures.has(id));
  const share = shareDone(jobs);
  if (!jobs.some(isOnItsWay)) return failed ? { value: 1, mode: 'error' } : { value: -1, mode: 'none' };
  if (failed) return { value: share ?? 1, mode: 'error' };
  return share === undefined ? { value: 2, mode: 'indeterminate' } : { value: share, mode: 'normal' };
}

/** How much of what runs has moved, 0 to 1; undefined while no size is known. */
export function shareDone(jobs: readonly Job[]): number | undefined {
  const measured = jobs.filter(({ status, progress }) => status === 'running' && progress.totalBytes > 0);
  const total = measured.reduce((sum, { progress }) => sum + progress.totalBytes, 0);
  const done = measured.reduce((sum, { progress }) => sum + progress.doneBytes, 0);
  return total === 0 ? undefined : Math.min(1, done / total);
}

/** Which failures nobody has seen, after this snapshot: those that failed while nobody looked, as long as nobody does. */
export function unseenAfter({ before, after, unseen, isSeen }: { before: JobsState; after: JobsState; unseen: ReadonlySet<string>; isSeen: boolean }): ReadonlySet<string> {
  if (isSeen) return new Set();
  const was = new Map(before.jobs.map(({ id, status }) => [id, status]));
  const failed = after.jobs.filter(({ id, status }) => status === 'failed' && (unseen.has(id) || (was.has(id) && was.get(id) !== 'failed')));
  return new Set(failed.map(({ id }) => id));
}
