import type { JobPart, JobProgress } from '../../../shared/model/moving/job';

/** A sync of no more tags than this tells of each of them; of more only those that move now, and how many there are in each state. */
const ALL_SHOWN = 200;

/** The progress of many copies as that of one job: a part a tag, its bytes those that really move. */
export class SyncProgress {
  readonly #report: (progress: JobProgress) => void;
  readonly #parts = new Map<string, JobPart>();
  readonly #counts = { waiting: 0, running: 0, done: 0, skipped: 0 };
  readonly #running = new Map<string, JobPart>();
  #doneBytes = 0;
  #totalBytes = 0;
  #step = 'Planning';

  constructor(report: (progress: JobProgress) => void) {
    this.#report = report;
  }

  step(step: string): void {
    this.#step = step;
    this.#tell();
  }

  /** Tells nobody yet. */
  add(tag: string, part: Pick<JobPart, 'state' | 'note' | 'totalBytes'>): void {
    this.#put({ id: tag, label: tag, doneBytes: 0, ...part });
  }

  change(tag: string, change: Partial<JobPart>): void {
    const part = this.#parts.get(tag);
    if (part === undefined) return;
    this.#put({ ...part, ...change });
    this.#tell();
  }

  /** What the copy of one tag reports: blobs that are there already are neither done nor to do. */
  copying(tag: string, { step, parts }: JobProgress): void {
    const moving = parts.filter(({ state }) => state !== 'skipped');
    const sum = (of: (part: JobPart) => number): number => moving.reduce((total, part) => total + of(part), 0);
    this.change(tag, { state: 'running', note: step, ...(parts.length > 0 && { doneBytes: sum(({ doneBytes }) => doneBytes), totalBytes: sum(({ totalBytes }) => totalBytes) }) });
  }

  #put(part: JobPart): void {
    const before = this.#parts.get(part.id);
    if (before !== undefined) this.#counts[before.state] -= 1;
    this.#counts[part.state] += 1;
    this.#doneBytes += part.doneBytes - (before?.doneBytes ?? 0);
    this.#totalBytes += part.totalBytes - (before?.totalBytes ?? 0);
    this.#parts.set(part.id, part);
    if (part.state === 'running') this.#running.set(part.id, part);
    else this.#running.delete(part.id);
  }

  #tell(): void {
    const sums = { step: this.#step, doneBytes: this.#doneBytes, totalBytes: this.#totalBytes };
    if (this.#parts.size <= ALL_SHOWN) this.#report({ ...sums, parts: [...this.#parts.values()] });
    else this.#report({ ...sums, parts: [...this.#running.values()], counts: { ...this.#counts } });
  }
}
