/**
 * A plan on disk: `ID.json` has the changes, `ID.log` a line for each thing that happened, added at the end. What a crash leaves is
 * the log up to its last whole line: who goes on knows which items are done and which had begun.
 */
import { appendFile, mkdir, open, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, WireError } from '../../shared/errors';
import { Change } from '../../shared/model/changes/change';
import { writeAtomically } from '../files/write-atomically';

const PlanFile = z.object({ version: z.literal(1), title: z.string(), changes: z.array(Change) });
export type PlanFile = z.infer<typeof PlanFile>;

const LogLine = z.union([
  z.object({ begun: z.number() }),
  z.object({ index: z.number(), result: z.enum(['done', 'unchanged', 'failed']), error: WireError.optional() }),
]);
type LogLine = z.infer<typeof LogLine>;
export type BulkResult = Extract<LogLine, { index: number }>;

/** How long a plan is kept, in milliseconds: its report may be wanted for a while. */
const KEPT_MS = 30 * 86_400_000;

export class BulkFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async create(id: string, { title, changes }: { title: string; changes: readonly Change[] }): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeAtomically(this.#path(id, 'json'), JSON.stringify({ version: 1, title, changes }));
  }

  /** @throws AppError `file-not-found` for a plan that was forgotten or damaged. */
  async plan(id: string): Promise<PlanFile> {
    const parsed = PlanFile.safeParse(parseJson(await readFile(this.#path(id, 'json'), 'utf8').catch(() => '')));
    if (!parsed.success) throw new AppError('file-not-found', 'This change of many is not there any more.', { hint: 'Choose the repositories and plan it anew.' });
    return parsed.data;
  }

  /** The last result of each item, and those that had begun without one. A torn last line is left out. */
  async results(id: string): Promise<{ results: Map<number, BulkResult>; begun: Set<number> }> {
    const results = new Map<number, BulkResult>();
    const begun = new Set<number>();
    for (const text of (await readFile(this.#path(id, 'log'), 'utf8').catch(() => '')).split('\n')) {
      const line = LogLine.safeParse(parseJson(text));
      if (!line.success) continue;
      if ('begun' in line.data) begun.add(line.data.begun);
      else {
        results.set(line.data.index, line.data);
        begun.delete(line.data.index);
      }
    }
    return { results, begun };
  }

  /** Adds lines; what is written when this resolves survives the death of the process. */
  async append(id: string, lines: readonly LogLine[]): Promise<void> {
    await appendFile(this.#path(id, 'log'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
  }

  /** Begins on a line of its own, whatever a crash left of the last one. */
  async mend(id: string): Promise<void> {
    const file = await open(this.#path(id, 'log'), 'a+', 0o600);
    try {
      const { size } = await file.stat();
      if (size === 0) return;
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      if (buffer[0] !== 0x0a) await file.appendFile('\n');
    } finally {
      await file.close();
    }
  }

  /** Forgets plans of long ago. */
  async tidy(now: number): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const path = join(this.#folder, name);
      const known = await stat(path).catch(() => undefined);
      if (known !== undefined && now - known.mtimeMs > KEPT_MS) await rm(path, { force: true });
    }
  }

  #path(id: string, kind: 'json' | 'log'): string {
    return join(this.#folder, `${id}.${kind}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
