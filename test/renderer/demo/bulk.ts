/** A change of twelve repositories of the demo, in the moods of its dialog. */
import type { Result } from '../../../shared/errors';
import type { BulkItem, BulkPage, BulkState } from '../../../shared/model/bulk/bulk';
import { repositories } from './data';

const ID = '00000000-0000-4000-8000-000000000001';
const DENIED = {
  code: 'access-denied' as const,
  message: 'The profile quay may not do ecr:PutImageScanningConfiguration here.',
  hint: 'Ask for it, or choose another profile.',
};
const STATES: Record<string, readonly BulkState[]> = {
  planned: ['will-change', 'will-change', 'no-change', 'will-change', 'refused', 'will-change'],
  made: ['done', 'done', 'unchanged', 'done', 'failed', 'done'],
};

function page(mood: 'planned' | 'made', wanted: BulkState | undefined): BulkPage {
  const rows = repositories(12).map(({ profile, region, name }, index): BulkItem => {
    const state = STATES[mood]?.[index % 6] ?? 'waiting';
    const bad = state === 'failed' || state === 'refused';
    return {
      index,
      repository: { profile, region, name },
      title: `Switch scan on push of ${name} on`,
      state,
      effects: bad || state === 'no-change' ? [] : ['Images are scanned when they are pushed.'],
      warnings: [],
      ...(bad && { error: DENIED }),
    };
  });
  const counts: BulkPage['counts'] = {
    waiting: 0,
    'will-change': 0,
    'no-change': 0,
    refused: 0,
    done: 0,
    unchanged: 0,
    failed: 0,
  };
  for (const { state } of rows) counts[state] += 1;
  const found = rows.filter(({ state }) => wanted === undefined || state === wanted);
  return {
    title: 'Scan on push of 12 repositories',
    total: rows.length,
    counts,
    rows: found,
    found: found.length,
    looking: false,
  };
}

/** The bulk commands of the demo: a plan that was started is a report from then on. */
export class DemoBulk {
  #made = false;

  answer(name: string, input: unknown): Result<unknown> | undefined {
    switch (name) {
      case 'bulk.plan':
      case 'bulk.again':
        this.#made = false;
        return { ok: true, value: { id: ID, total: 12 } };
      case 'bulk.start':
        this.#made = true;
        return { ok: true, value: { jobId: 'bulk-1' } };
      case 'bulk.show':
        return {
          ok: true,
          value: page(this.#made ? 'made' : 'planned', (input as { state?: BulkState }).state),
        };
      default:
        return undefined;
    }
  }
}
