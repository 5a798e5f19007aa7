import { AppError, toWireError, type ErrorCode, type WireError } from '../../shared/errors';
import type { Activity } from '../../shared/model/changes/activity';
import type { Change, ChangePreview } from '../../shared/model/changes/change';
import type { JobOutcome } from '../../shared/model/moving/job';
import type { JobContext } from '../jobs/job-kinds';
import type { BulkFiles, BulkResult } from './bulk-file';
import { workByPlace } from './by-place';

/** What makes each change, as `electron/changes` does. */
export interface ChangeMaker {
  preview(changes: readonly Change[], signal: AbortSignal): Promise<ChangePreview[]>;
  apply(change: Change, options: { signal: AbortSignal }): Promise<Activity>;
}

export interface RunBulkPorts {
  changes: ChangeMaker;
  files: BulkFiles;
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Hears of each item as it ends. */
  ended: (result: BulkResult) => void;
}

/** What is to be deleted and is not there any more was deleted; what is to be made and is there was made. */
const REFUSED_WHEN_DONE: Partial<Record<Change['kind'], ErrorCode>> = { 'delete-repository': 'repository-not-found', 'create-repository': 'repository-exists' };

/** How often an item is tried that the registry throttles beyond the client's own patience, and how long is waited, in milliseconds. */
const TRIES = 3;
const WAIT_MS = 2000;

/**
 * Makes all changes of a plan that have no result yet: failed and never begun ones are made, done ones are not. One that had begun when Berth was killed is
 * looked at first: where nothing would change any more it was done. Failures stay with their item.
 */
export async function runBulk(ports: RunBulkPorts, id: string, { signal, report }: JobContext): Promise<JobOutcome> {
  const { files, changes, ended, pause } = ports;
  const { changes: all, title } = await files.plan(id);
  const { results, begun } = await files.results(id);
  await files.mend(id);
  const counts = { done: 0, unchanged: 0, failed: 0 };
  for (const { result } of results.values()) counts[result] += 1;
  const left = all.flatMap((change, index) => (results.has(index) ? [] : [{ index, profile: change.repository.profile, region: change.repository.region }]));
  const tell = (): void => {
    const made = counts.done + counts.unchanged + counts.failed;
    const failures = counts.failed === 0 ? '' : `, ${counts.failed.toLocaleString('en-US')} failed`;
    report({ step: `${made.toLocaleString('en-US')} of ${all.length.toLocaleString('en-US')}${failures}`, doneBytes: 0, totalBytes: 0, parts: [] });
  };
  const end = async (result: BulkResult): Promise<void> => {
    await files.append(id, [result]);
    counts[result.result] += 1;
    ended(result);
    tell();
  };
  const make = async (change: Change): Promise<{ result: BulkResult['result']; error?: WireError }> => {
    for (let tried = 1; ; tried++) {
      const made = await resultOf(changes, change, signal);
      if (made.error?.code !== 'throttled' || tried === TRIES) return made;
      await pause(WAIT_MS * 2 ** (tried - 1), signal);
    }
  };
  tell();
  await workByPlace(left, signal, async (index) => {
    const change = all[index] as Change;
    if (begun.has(index)) {
      const [preview] = await changes.preview([change], signal).catch(() => []);
      if (signal.aborted) return;
      if (preview !== undefined && preview.refused === undefined && preview.effects.length === 0) return end({ index, result: 'done' });
      if (preview?.refused !== undefined && preview.refused.code === REFUSED_WHEN_DONE[change.kind]) return end({ index, result: 'done' });
    }
    await files.append(id, [{ begun: index }]);
    const made = await make(change);
    // Cancelled before anything was done with it: it stays without a result, and is made when the job is resumed.
    if (made.error?.code === 'cancelled' && signal.aborted && made.result === 'failed') return;
    await end({ index, ...made });
  });
  const notes = notesOf(counts, all.length);
  if (signal.aborted) throw new AppError('cancelled', `“${title}” was stopped: ${notes.join(', ')}.`, { hint: 'What was done stays. Resume the job to make the rest.' });
  return { reference: title, notes };
}

function notesOf({ done, unchanged, failed }: { done: number; unchanged: number; failed: number }, all: number): string[] {
  const left = all - done - unchanged - failed;
  const word = (count: number, what: string): string[] => (count === 0 ? [] : [`${count.toLocaleString('en-US')} ${what}`]);
  return [...word(done, 'changed'), ...word(unchanged, 'unchanged'), ...word(failed, 'failed'), ...word(left, 'not begun')];
}

async function resultOf(changes: ChangeMaker, change: Change, signal: AbortSignal): Promise<{ result: BulkResult['result']; error?: WireError }> {
  try {
    const { result, error, items } = await changes.apply(change, { signal });
    const failure = error ?? items.find((item) => item.result === 'failed')?.error;
    if (result === 'failed' || result === 'partly') return { result: 'failed', ...(failure !== undefined && { error: failure }) };
    return { result: items.some((item) => item.result === 'done') ? 'done' : 'unchanged' };
  } catch (thrown) {
    return { result: 'failed', error: toWireError(thrown) };
  }
}
