import type { JobPart, JobProgress } from '../../shared/model/moving/job';

/** A job with no more parts than this shows each of them. */
const FEW = 24;
/** So many of those that move now are shown of a job with more. */
const SHOWN = 12;

/** Progress as it is kept and published: a job of thousands of layers weighs no more than one of a dozen. */
export function condensed(progress: JobProgress): JobProgress {
  const { parts } = progress;
  if (parts.length <= FEW) return progress;
  const counts = { waiting: 0, running: 0, done: 0, skipped: 0 };
  for (const { state } of parts) counts[state] += 1;
  return { ...progress, parts: parts.filter(isMoving).slice(0, SHOWN), counts };
}

/** Progress as it is journalled: how far a job came, without what only matters while it runs. */
export function journalled({ step, doneBytes, totalBytes }: JobProgress): JobProgress {
  return { step, doneBytes, totalBytes, parts: [] };
}

const isMoving = ({ state }: JobPart): boolean => state === 'running';
