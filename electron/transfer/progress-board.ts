import type { JobPart, JobProgress } from '../../shared/model/job';

/** Keeps the parts of one transfer and reports the whole at every change. */
export class ProgressBoard {
  readonly #report: (progress: JobProgress) => void;
  readonly #parts = new Map<string, JobPart>();
  #step = '';

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

  /** Bytes that arrived; a try that starts over sets `doneBytes` back by `change`. */
  advance(id: string, bytes: number): void {
    this.change(id, { doneBytes: (this.#parts.get(id)?.doneBytes ?? 0) + bytes });
  }

  /** Takes over the parts that Docker reports. */
  replace(parts: readonly JobPart[]): void {
    this.#parts.clear();
    for (const part of parts) this.#parts.set(part.id, part);
    this.#tell();
  }

  #tell(): void {
    const parts = [...this.#parts.values()];
    const sum = (of: (part: JobPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
    this.#report({ step: this.#step, doneBytes: sum((part) => part.doneBytes), totalBytes: sum((part) => part.totalBytes), parts });
  }
}
