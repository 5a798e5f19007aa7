import type { WireError } from '../../shared/errors';
import type { BulkCounts, BulkItem, BulkState } from '../../shared/model/bulk/bulk';
import type { Change, ChangePreview } from '../../shared/model/changes/change';
import type { BulkResult } from './bulk-file';

/** What is held of a preview: of a hundred thousand of them the whole would be too much. */
interface Looked {
  state: BulkState;
  title: string;
  effects: readonly string[];
  warnings: readonly string[];
  awsCli: readonly string[];
  error?: WireError | undefined;
  typed?: string | undefined;
}

const STATES: readonly BulkState[] = ['waiting', 'will-change', 'no-change', 'refused', 'done', 'unchanged', 'failed'];

/** One plan as it is known while Berth runs: its changes, what each would do, what became of each. */
export class Planned {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly #looked: (Looked | undefined)[] = [];
  readonly #results = new Map<number, BulkResult>();
  looking = false;
  jobId: string | undefined;
  /** Stops the dry run. */
  readonly ending = new AbortController();

  constructor(title: string, changes: readonly Change[]) {
    this.title = title;
    this.changes = changes;
  }

  look(index: number, { title, effects, warnings, awsCli, refused, typed }: ChangePreview): void {
    const state: BulkState = refused !== undefined ? 'refused' : effects.length === 0 ? 'no-change' : 'will-change';
    this.#looked[index] = { state, title, effects, warnings: warnings.map(({ text }) => text), awsCli, ...(refused !== undefined && { error: refused }), ...(typed !== undefined && { typed }) };
  }

  end(result: BulkResult): void {
    this.#results.set(result.index, result);
  }

  state(index: number): BulkState {
    return this.#results.get(index)?.result ?? this.#looked[index]?.state ?? 'waiting';
  }

  counts(): BulkCounts {
    const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as BulkCounts;
    for (const index of this.changes.keys()) {
      const state = this.state(index);
      counts[state] += 1;
    }
    return counts;
  }

  /** The numbers of the items in a state, or of all. */
  indexes(state?: BulkState): number[] {
    return [...this.changes.keys()].filter((index) => state === undefined || this.state(index) === state);
  }

  item(index: number): BulkItem {
    const change = this.changes[index] as Change;
    const looked = this.#looked[index];
    const result = this.#results.get(index);
    const error = result === undefined ? looked?.error : result.error;
    return {
      index,
      repository: change.repository,
      title: looked?.title ?? `${this.title}: ${change.repository.name}`,
      state: this.state(index),
      effects: [...(looked?.effects ?? [])],
      warnings: [...(looked?.warnings ?? [])],
      ...(error !== undefined && { error }),
    };
  }

  awsCli(index: number): readonly string[] {
    return this.#looked[index]?.awsCli ?? [];
  }

  /** What must be typed before it is started, where one of the changes takes something away: `12`, the number of those. */
  typed(): string | undefined {
    const serious = this.changes.filter((change, index) => takesAway(change) && !['no-change', 'refused', 'done', 'unchanged'].includes(this.state(index))).length;
    return serious === 0 ? undefined : String(serious);
  }
}

const takesAway = ({ kind }: Change): boolean => kind === 'delete-repository' || kind === 'delete-images';
