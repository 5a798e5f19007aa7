import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../files/write-atomically';
import { withLock } from '../config-lock';

/** A change that a person made, with the whole file from before and after it. */
export const KeptChange = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  /** Kind and hosts, for the sentence and for joining changes of one moment. */
  verb: z.enum(['sign-in', 'sign-out', 'use-helper', 'leave-helper', 'repair']),
  subjects: z.array(z.string()),
  /** Absent: there was no file. */
  before: z.string().optional(),
  after: z.string(),
});
export type KeptChange = z.infer<typeof KeptChange>;

/** Changes of entries that Berth made for good: found again as they were before, another program has put them back. */
export const Settled = z.object({
  /** Helpers taken out of `credsStore`. */
  removedStores: z.array(z.string()).default([]),
  /** Hosts that Berth's own helper was to answer for. */
  helperHosts: z.array(z.string()).default([]),
});
export type Settled = z.infer<typeof Settled>;

const HistoryFile = z.object({ version: z.literal(1), changes: z.array(KeptChange), settled: Settled.default({ removedStores: [], helperHosts: [] }) });
type History = Omit<z.infer<typeof HistoryFile>, 'version'>;

const KEPT = 10;
/** One click may sign in at many hosts, one after the other: together they are one change. */
const ONE_MOMENT_MS = 5_000;

/**
 * `docker-config-history.json`: the last ten changes with their backups, mode 0600. A backup is config.json as it was,
 * with all that Docker keeps in it; nothing else of Berth's is. A file that cannot be read counts as empty.
 */
export class ConfigHistory {
  readonly #file: string;
  readonly #now: () => number;

  constructor({ file, now }: { file: string; now: () => number }) {
    this.#file = file;
    this.#now = now;
  }

  async read(): Promise<History> {
    try {
      return HistoryFile.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      return { changes: [], settled: Settled.parse({}) };
    }
  }

  /** Keeps a change; one of the same kind that follows at once on the last one is joined to it. The same id replaces. */
  async keep(change: Omit<KeptChange, 'at'>): Promise<void> {
    const at = new Date(this.#now()).toISOString();
    await this.#edit((history) => {
      const changes = history.changes.filter(({ id }) => id !== change.id);
      const last = changes.at(-1);
      const joins = last !== undefined && last.verb === change.verb && last.after === change.before && this.#now() - Date.parse(last.at) < ONE_MOMENT_MS;
      if (!joins) return { ...history, changes: [...changes, { ...change, at }].slice(-KEPT) };
      const { before: _before, ...rest } = { ...change, at, subjects: [...new Set([...last.subjects, ...change.subjects])] };
      return { ...history, changes: [...changes.slice(0, -1), { ...rest, ...(last.before !== undefined && { before: last.before }) }] };
    });
  }

  forget(id: string): Promise<void> {
    return this.#edit((history) => ({ ...history, changes: history.changes.filter((change) => change.id !== id) }));
  }

  settle(change: (settled: Settled) => Settled): Promise<void> {
    return this.#edit((history) => ({ ...history, settled: change(history.settled) }));
  }

  async #edit(change: (history: History) => History): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    await withLock(this.#file, async () => {
      const history = await this.read();
      const next = change(history);
      if (JSON.stringify(next) !== JSON.stringify(history)) await writeAtomically(this.#file, `${JSON.stringify({ version: 1, ...next })}\n`);
    });
  }
}

/** What a change did, in words: `Signed Docker in to HOST`. */
export function changeWords({ verb, subjects }: Pick<KeptChange, 'verb' | 'subjects'>): string {
  const what = subjects.length === 1 ? subjects[0] : `${subjects.length} ${verb === 'repair' ? 'things' : 'registries'}`;
  switch (verb) {
    case 'sign-in':
      return `Signed Docker in to ${what}`;
    case 'sign-out':
      return `Signed Docker out of ${what}`;
    case 'use-helper':
      return `Let a credential helper answer for ${what}`;
    case 'leave-helper':
      return `Took a credential helper away from ${what}`;
    case 'repair':
      return `Repaired ${what}`;
  }
}
