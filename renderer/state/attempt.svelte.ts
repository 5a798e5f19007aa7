import { type AppError, toAppError } from '../../shared/errors';

/** Something a person asked for in a form: one at a time, with what went wrong the last time. */
export class Attempt {
  #busy = $state(false);
  #failure = $state.raw<AppError>();

  get busy(): boolean {
    return this.#busy;
  }
  get failure(): AppError | undefined {
    return this.#failure;
  }

  /** Runs it unless it is under way already; answers whether it went well. */
  async run(action: () => Promise<unknown>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#failure = undefined;
    try {
      await action();
      return true;
    } catch (thrown) {
      this.#failure = toAppError(thrown);
      return false;
    } finally {
      this.#busy = false;
    }
  }

  /** Forgets the last failure, for instance because the form has changed. */
  clear(): void {
    this.#failure = undefined;
  }
}
