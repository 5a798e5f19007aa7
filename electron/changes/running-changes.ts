import type { Activity } from '../../shared/model/changes/activity';
import type { ApplyChange } from '../../shared/model/changes/change';
import type { Changes } from './changes';

/** Changes that somebody waits for, by the name they were given: so that they can be cancelled. */
export class RunningChanges {
  readonly #changes: Changes;
  readonly #running = new Map<string, AbortController>();

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  /** @throws AppError as `Changes.apply`. */
  apply({ change, typed, id }: ApplyChange): Promise<Activity> {
    return this.#run(id, (signal) => this.#changes.apply(change, { signal, typed }));
  }

  /** @throws AppError as `Changes.undo`. */
  undo({ id, typed }: { id: string; typed?: string | undefined }): Promise<Activity> {
    return this.#run(id, (signal) => this.#changes.undo(id, { signal, typed }));
  }

  /** What is on its way is finished; nothing further is begun. */
  cancel(id: string): void {
    this.#running.get(id)?.abort();
  }

  async #run(id: string | undefined, work: (signal: AbortSignal) => Promise<Activity>): Promise<Activity> {
    const ending = new AbortController();
    if (id !== undefined) this.#running.set(id, ending);
    try {
      return await work(ending.signal);
    } finally {
      if (id !== undefined) this.#running.delete(id);
    }
  }
}
