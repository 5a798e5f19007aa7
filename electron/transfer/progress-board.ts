import type { JobPart, JobProgress } from '../../shared/model/moving/job';

/** Bytes between two reports while nothing else changes; the window is told far less often anyway. */
const REPORT_EVERY = 1024 * 1024;

/** What a blob's way tells of itself. */
export interface BlobBoard {
  change(id: string, change: Partial<JobPart>): void;
  advance(id: string, bytes: number): void;
}

/** Keeps the parts of one transfer and reports the whole at every change. */
export class ProgressBoard implements BlobBoard {
  readonly #report: (progress: JobProgress) => void;
  readonly #parts = new Map<string, JobPart>();
  #step = '';
  #unreported = 0;

  constructor(report: (progress: JobProgress) => void) {
    this.#report = report;
  }

  /** Names what happens now: “Committing”, “Pushing” … */
  step(step: string): void {
    this.#step = step;
    this.#tell();
  }

  add(part: Pick<JobPart, 'id' | 'label' | 'totalBytes'>): void {
    if (!this.#parts.has(part.id)) this.#parts.set(part.id, { ...part, state: 'waiting', note: 'Waiting', doneBytes: 0 });
  }

  change(id: string, change: Partial<JobPart>): void {
    const part = this.#parts.get(id);
    if (part === undefined) return;
    this.#parts.set(id, { ...part, ...change });
    this.#tell();
  }

  /** It was an estimate, and what it stood for is known now. */
  remove(id: string): void {
    if (this.#parts.delete(id)) this.#tell();
  }

  /** Bytes that arrived; a try that starts over sets `doneBytes` back by `change`. */
  advance(id: string, bytes: number): void {
    const part = this.#parts.get(id);
    if (part === undefined) return;
    // The parts that were reported are the receiver's: they stay as they are.
    this.#parts.set(id, { ...part, doneBytes: part.doneBytes + bytes });
    this.#unreported += bytes;
    if (this.#unreported >= REPORT_EVERY) this.#tell();
  }

  /** Takes over the parts that Docker reports. */
  replace(parts: readonly JobPart[]): void {
    this.#parts.clear();
    for (const part of parts) this.#parts.set(part.id, part);
    this.#tell();
  }

  #tell(): void {
    this.#unreported = 0;
    const parts = [...this.#parts.values()];
    const sum = (of: (part: JobPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
    this.#report({ step: this.#step, doneBytes: sum((part) => part.doneBytes), totalBytes: sum((part) => part.totalBytes), parts });
  }
}
