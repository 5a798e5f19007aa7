import type { CommandOutput } from '../../../shared/ipc/contract';

type Stretch = CommandOutput<'job.output'>;

/** The output of one job as far as the window has it; fetches what is new when it is told how much there is. */
export class OutputLines {
  readonly #read: (from: number) => Promise<Stretch>;
  #lines = $state.raw<readonly string[]>([]);
  #first = $state(0);
  #wanted = 0;
  #fetching = false;

  constructor(read: (from: number) => Promise<Stretch>) {
    this.#read = read;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
  /** Number of the first line: those before are gone. */
  get first(): number {
    return this.#first;
  }

  /** `count` lines were written by now. Resolves when those that are still to be had are here. */
  async follow(count: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, count);
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      for (let next = this.#first + this.#lines.length; next < this.#wanted;) {
        const stretch = await this.#read(next);
        // Lines may have gone before they were asked for: what is known of those before goes with them.
        if (stretch.from > next) [this.#lines, this.#first] = [[], stretch.from];
        this.#lines = [...this.#lines, ...stretch.lines];
        if (stretch.next <= next) return;
        next = stretch.next;
      }
    } catch {
      // The job was dismissed meanwhile: what was shown stays.
    } finally {
      this.#fetching = false;
    }
  }
}
