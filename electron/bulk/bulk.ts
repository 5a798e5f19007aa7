import { writeFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { MOST_BULK_ITEMS, type BulkJob, type BulkPage, type BulkSelection, type PlanBulk, type ReportFormat, type ShowBulk } from '../../shared/model/bulk/bulk';
import type { Change } from '../../shared/model/changes/change';
import type { JobKind, JobOutcome } from '../../shared/model/moving/job';
import type { RepositoryKey, RepositoryPage, RepositoryQuery } from '../../shared/model/repository';
import type { JobContext } from '../jobs/job-kinds';
import { bulkTitle, changesOf, isTemplated } from './bulk-changes';
import type { BulkFiles } from './bulk-file';
import { bulkReport } from './bulk-report';
import { workByPlace } from './by-place';
import { Planned } from './planned';
import { runBulk, type ChangeMaker } from './run-bulk';

export interface BulkPorts {
  changes: ChangeMaker;
  files: BulkFiles;
  query: (query: RepositoryQuery) => Promise<RepositoryPage> | RepositoryPage;
  /** Registry host of a profile in a region, as far as it is known without asking. */
  hostOf: (key: RepositoryKey) => string | undefined;
  begin: (job: { kind: JobKind; title: string; input: BulkJob }) => string;
  newId: () => string;
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  log: (thrown: unknown) => void;
}

/** Plans held at once besides those that run; older ones are read from their files again. */
const HELD = 8;
const PAGE = 1000;
/** Repositories that a job names as what it changes; a longer list would slow down every look at the queue. */
const MOST_PLACES = 500;

/** The same change over many: plan, dry run, run as a job, report, again for those that failed. */
export class Bulk {
  readonly #ports: BulkPorts;
  readonly #held = new Map<string, Planned>();

  constructor(ports: BulkPorts) {
    this.#ports = ports;
  }

  /** Resolves what is meant into one change each, keeps them, and begins the dry run. @throws AppError `invalid-input` for none or too many. */
  async plan(wanted: PlanBulk, { dryRun = true } = {}): Promise<{ id: string; total: number }> {
    const changes = isTemplated(wanted) ? changesOf(wanted.template, await this.#repositories(wanted.selection)) : wanted.changes;
    if (changes.length === 0) throw new AppError('invalid-input', 'No repository is found by that.', { hint: 'Search for others.' });
    const id = this.#ports.newId();
    const planned = new Planned(bulkTitle(changes), changes);
    await this.#ports.files.create(id, planned);
    this.#hold(id, planned);
    if (dryRun) void this.#look(planned).catch(this.#ports.log);
    return { id, total: changes.length };
  }

  /** The dry run to its end, for who waits for it. */
  async look(id: string, signal: AbortSignal): Promise<void> {
    const planned = await this.#planned(id);
    const stop = (): void => planned.ending.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await this.#look(planned);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** A window of the plan, with what is known of each item by now. */
  async show({ id, state, offset, limit }: ShowBulk): Promise<BulkPage> {
    const planned = await this.#planned(id);
    const indexes = planned.indexes(state);
    const typed = planned.typed();
    return {
      title: planned.title,
      total: planned.changes.length,
      counts: planned.counts(),
      rows: indexes.slice(offset, offset + limit).map((index) => planned.item(index)),
      found: indexes.length,
      looking: planned.looking,
      ...(typed !== undefined && { typed }),
      ...(planned.jobId !== undefined && { jobId: planned.jobId }),
    };
  }

  /** Makes the changes as a job. The dry run ends where it is. @throws AppError `invalid-input` when what takes something away was not confirmed. */
  async start(id: string, typed?: string): Promise<{ jobId: string }> {
    const planned = await this.#planned(id);
    const wanted = planned.typed();
    if (wanted !== undefined && typed !== wanted) throw new AppError('invalid-input', `This takes away what is in ${wanted} places.`, { hint: `Confirm it by typing ${wanted}.` });
    planned.ending.abort();
    planned.jobId = this.#ports.begin({ kind: 'change', title: planned.title, input: { bulk: id, places: this.#places(planned.changes) } });
    return { jobId: planned.jobId };
  }

  /** Plans those that failed anew. @throws AppError `invalid-input` when none did. */
  async again(id: string): Promise<{ id: string; total: number }> {
    const planned = await this.#planned(id);
    const changes = planned.indexes('failed').map((index) => planned.changes[index] as Change);
    if (changes.length === 0) throw new AppError('invalid-input', 'None of these failed.', { hint: 'There is nothing to try again.' });
    return this.plan({ changes });
  }

  /** The work of a job of kind `change`. */
  async run({ bulk: id }: BulkJob, context: JobContext): Promise<JobOutcome> {
    const { changes, files, pause } = this.#ports;
    const planned = await this.#planned(id);
    planned.ending.abort();
    return runBulk({ changes, files, pause, ended: (result) => planned.end(result) }, id, context);
  }

  async report(id: string, format: ReportFormat): Promise<string> {
    return bulkReport(await this.#planned(id), format);
  }

  /** @throws AppError `file-not-writable` where the file cannot be written. */
  async save(id: string, { format, path }: { format: ReportFormat; path: string }): Promise<void> {
    const text = await this.report(id, format);
    await writeFile(path, text, { mode: 0o600 }).catch((cause: unknown) => {
      throw new AppError('invalid-input', 'The report could not be written there.', { hint: 'Choose another folder.', cause });
    });
  }

  /** Ends dry runs. */
  close(): void {
    for (const planned of this.#held.values()) planned.ending.abort();
  }

  async #repositories(selection: BulkSelection): Promise<RepositoryKey[]> {
    if ('repositories' in selection) return selection.repositories;
    const found: RepositoryKey[] = [];
    for (let offset = 0; ; offset += PAGE) {
      const { rows, total } = await this.#ports.query({ ...selection, sort: 'name', descending: false, offset, limit: PAGE });
      if (total > MOST_BULK_ITEMS) throw new AppError('invalid-input', `That finds ${total.toLocaleString('en-US')} repositories; at most ${MOST_BULK_ITEMS.toLocaleString('en-US')} are changed at once.`, { hint: 'Narrow the search.' });
      found.push(...rows.map(({ profile, region, name, registry }) => ({ profile, region, name, ...(registry !== undefined && { registry }) })));
      if (rows.length === 0 || found.length >= total) return found;
    }
  }

  async #look(planned: Planned): Promise<void> {
    const { signal } = planned.ending;
    planned.looking = true;
    try {
      const items = planned.indexes('waiting').map((index) => ({ index, ...(planned.changes[index] as Change).repository }));
      await workByPlace(items, signal, async (index) => {
        // What could not be looked at stays unknown; the job says what becomes of it.
        const [preview] = await this.#ports.changes.preview([planned.changes[index] as Change], signal).catch(() => []);
        if (preview !== undefined && !signal.aborted) planned.look(index, preview);
      });
    } finally {
      planned.looking = false;
    }
  }

  /** From memory, or from the files of an earlier run of Berth. */
  async #planned(id: string): Promise<Planned> {
    const held = this.#held.get(id);
    if (held !== undefined) return held;
    const { title, changes } = await this.#ports.files.plan(id);
    const planned = new Planned(title, changes);
    for (const result of (await this.#ports.files.results(id)).results.values()) planned.end(result);
    // Somebody else may have read it in the meantime.
    const other = this.#held.get(id);
    if (other !== undefined) return other;
    this.#hold(id, planned);
    return planned;
  }

  #hold(id: string, planned: Planned): void {
    this.#held.set(id, planned);
    for (const [old, one] of this.#held) {
      if (this.#held.size <= HELD) break;
      if (old === id || one.looking || one.jobId !== undefined) continue;
      this.#held.delete(old);
    }
  }

  #places(changes: readonly Change[]): string[] {
    const places = new Set<string>();
    for (const { repository } of changes) {
      const host = this.#ports.hostOf(repository);
      if (host !== undefined) places.add(`${host}/${repository.name}`);
      if (places.size >= MOST_PLACES) break;
    }
    return [...places];
  }
}
