import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../files/write-atomically';
import type { SecretCache } from '../../profiles/secret-cache';
import { withFileLock } from '../../files/process-lock';

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

/** On disk a change goes without its texts: config.json holds secrets of every program, so its backups are sealed. */
const Noted = KeptChange.omit({ before: true, after: true });
const HistoryFile = z.object({ version: z.literal(2), changes: z.array(Noted), settled: Settled.default({ removedStores: [], helperHosts: [] }) });
type HistoryOnDisk = Omit<z.infer<typeof HistoryFile>, 'version'>;
interface History {
  changes: KeptChange[];
  settled: Settled;
}
type Texts = Pick<KeptChange, 'before' | 'after'>;

const KEPT = 10;
/** One click may sign in at many hosts, one after the other: together they are one change. */
const ONE_MOMENT_MS = 5_000;
/** A keychain that does not answer holds up nobody's sign-in: that change can be taken back while Berth runs. */
const SEAL_WITHIN_MS = 1_000;

export interface ConfigHistoryOptions {
  /** `docker-config-history.json`. */
  file: string;
  /** Keeps the backups; what it cannot keep lasts as long as this process. */
  backups: SecretCache;
  now: () => number;
}

/** The last ten changes with their backups. A file that cannot be read counts as empty, and so does a backup that is gone. */
export class ConfigHistory {
  readonly #options: ConfigHistoryOptions;
  readonly #texts = new Map<string, Texts>();

  constructor(options: ConfigHistoryOptions) {
    this.#options = options;
  }

  async read(): Promise<History> {
    const { changes, settled } = await this.#noted();
    const kept = await Promise.all(changes.map(async (change) => ({ change, texts: await this.#textsOf(change.id) })));
    return { settled, changes: kept.flatMap(({ change, texts }) => (texts === undefined ? [] : [{ ...change, ...texts }])) };
  }

  /** Keeps a change; one of the same kind that follows at once on the last one is joined to it. The same id replaces. */
  async keep({ before, after, ...change }: Omit<KeptChange, 'at'>): Promise<void> {
    const at = new Date(this.#options.now()).toISOString();
    let texts: Texts = { after, ...(before !== undefined && { before }) };
    let gone: string[] = [];
    await this.#edit(async (history) => {
      const others = history.changes.filter(({ id }) => id !== change.id);
      const last = others.at(-1);
      const joins = last !== undefined && last.verb === change.verb && this.#options.now() - Date.parse(last.at) < ONE_MOMENT_MS ? await this.#textsOf(last.id) : undefined;
      const joined = joins !== undefined && joins.after === before;
      if (joined) texts = { after, ...(joins.before !== undefined && { before: joins.before }) };
      const subjects = joined ? [...new Set([...(last?.subjects ?? []), ...change.subjects])] : change.subjects;
      const all = [...(joined ? others.slice(0, -1) : others), { ...change, at, subjects }];
      gone = [...(joined && last !== undefined ? [last.id] : []), ...all.slice(0, -KEPT).map(({ id }) => id)];
      // Before the change is noted: one without its backup could not be taken back.
      await this.#seal(change.id, texts);
      return { ...history, changes: all.slice(-KEPT) };
    });
    await Promise.all(gone.map((id) => this.#drop(id)));
  }

  async forget(id: string): Promise<void> {
    await this.#edit(async (history) => ({ ...history, changes: history.changes.filter((change) => change.id !== id) }));
    await this.#drop(id);
  }

  settle(change: (settled: Settled) => Settled): Promise<void> {
    return this.#edit(async (history) => ({ ...history, settled: change(history.settled) }));
  }

  async #noted(): Promise<HistoryOnDisk> {
    try {
      return HistoryFile.parse(JSON.parse(await readFile(this.#options.file, 'utf8')));
    } catch {
      return { changes: [], settled: Settled.parse({}) };
    }
  }

  async #edit(change: (history: HistoryOnDisk) => Promise<HistoryOnDisk>): Promise<void> {
    const { file } = this.#options;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await withFileLock(file, async () => {
      const history = await this.#noted();
      const next = await change(history);
      if (JSON.stringify(next) !== JSON.stringify(history)) await writeAtomically(file, `${JSON.stringify({ version: 2, ...next })}\n`);
    });
  }

  /** Two records, so that a configuration of twice the size still fits. */
  async #seal(id: string, texts: Texts): Promise<void> {
    this.#texts.set(id, texts);
    const { backups } = this.#options;
    const sealed = Promise.all([
      texts.before === undefined ? backups.delete(recordOf(id, 'before')) : backups.set(recordOf(id, 'before'), texts.before),
      backups.set(recordOf(id, 'after'), texts.after),
    ]);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([sealed, new Promise((resolve) => (timer = setTimeout(resolve, SEAL_WITHIN_MS)))]);
    clearTimeout(timer);
  }

  async #textsOf(id: string): Promise<Texts | undefined> {
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    const [before, after] = await Promise.all([this.#options.backups.get(recordOf(id, 'before')), this.#options.backups.get(recordOf(id, 'after'))]);
    if (after === undefined) return undefined;
    const texts = { after, ...(before !== undefined && { before }) };
    this.#texts.set(id, texts);
    return texts;
  }

  async #drop(id: string): Promise<void> {
    this.#texts.delete(id);
    await Promise.all(PARTS.map((part) => this.#options.backups.delete(recordOf(id, part))));
  }
}

const PARTS = ['before', 'after'] as const;
const recordOf = (id: string, part: (typeof PARTS)[number]): string => `docker-config ${part} ${id}`;

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
