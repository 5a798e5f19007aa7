import type { Job, JobKind } from '../../../../shared/model/moving/job';

const MOVING: readonly JobKind[] = ['copy', 'sync', 'export', 'push-archive', 'pull', 'push-image', 'push-container'];
/** Less says more of round trips than of the line, in bytes. */
const ENOUGH = 20_000_000;
const LOOKED_AT = 5;

/** Bytes a second of the last transfers that moved enough to tell: the middle one of them. Undefined while there are none. */
export function measuredSpeed(jobs: readonly Job[]): number | undefined {
  const speeds = jobs.flatMap(speedOf).slice(0, LOOKED_AT).sort((one, two) => one - two);
  return speeds[Math.floor(speeds.length / 2)];
}

function speedOf({ kind, status, progress, createdAt, startedAt = createdAt, endedAt }: Job): number[] {
  // Where parts are not all told, what was there already cannot be taken off.
  if (!MOVING.includes(kind) || status !== 'succeeded' || endedAt === undefined || progress.counts !== undefined) return [];
  const moved = progress.parts.reduce((sum, part) => sum + (part.state === 'done' ? part.doneBytes : 0), 0);
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return moved >= ENOUGH && seconds > 0 ? [moved / seconds] : [];
}
