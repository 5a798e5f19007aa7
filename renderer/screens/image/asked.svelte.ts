import { untrack } from 'svelte';
import { type AppError, toAppError } from '../../../shared/errors';

/** The answer to one question, asked when somebody looks; an answer to an older one is dropped. */
export class Asked<Answer> {
  #question = $state<string>();
  #answer = $state.raw<Answer>();
  #failure = $state.raw<AppError>();
  #busy = $state(false);

  get answer(): Answer | undefined {
    return this.#answer;
  }
  get failure(): AppError | undefined {
    return this.#failure;
  }
  get busy(): boolean {
    return this.#busy;
  }

  /** Asks unless just this was asked last and has not failed. */
  async ask(question: string, ask: () => Promise<Answer>): Promise<void> {
    // Effects ask: one that depended on the failure would ask for ever.
    if (untrack(() => this.#question === question && this.#failure === undefined)) return;
    this.#question = question;
    this.#answer = undefined;
    this.#failure = undefined;
    this.#busy = true;
    try {
      const answer = await ask();
      if (this.#question === question) this.#answer = answer;
    } catch (thrown) {
      if (this.#question === question) this.#failure = toAppError(thrown);
    } finally {
      if (this.#question === question) this.#busy = false;
    }
  }

  forget(): void {
    this.#question = undefined;
  }
}
