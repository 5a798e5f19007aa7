import { type AppError, toAppError } from '../../../../shared/errors';
import type { CommandInput } from '../../../../shared/ipc/contract';
import type { SyncPlan } from '../../../../shared/model/moving/sync';
import type { BerthClient } from '../../../bridge/berth-client';

export type SyncInput = CommandInput<'sync.plan'>;

/** What a sync would do, asked anew when the question has not changed for a moment; the last answer stays until then. */
export class PlanQuery {
  #answer = $state.raw<{ question: string; plan: SyncPlan }>();
  #failure = $state.raw<AppError>();
  #asked = $state('');
  readonly #client: BerthClient;
  readonly #pauseMs: number;

  constructor(client: BerthClient, pauseMs = 450) {
    this.#client = client;
    this.#pauseMs = pauseMs;
  }

  get plan(): SyncPlan | undefined {
    return this.#answer?.plan;
  }
  get failure(): AppError | undefined {
    return this.#failure;
  }
  /** Whether the plan answers what is asked now. */
  get current(): boolean {
    return this.#answer !== undefined && this.#answer.question === this.#asked;
  }
  get busy(): boolean {
    return this.#asked !== '' && !this.current && this.#failure === undefined;
  }

  /** Asks after a pause; the answer of this call takes the question back. */
  ask(input: SyncInput | undefined): () => void {
    const question = input === undefined ? '' : JSON.stringify(input);
    this.#asked = question;
    this.#failure = undefined;
    if (input === undefined || this.#answer?.question === question) return () => undefined;
    const first = this.#answer === undefined;
    const timer = setTimeout(() => void this.#run(input, question), first ? 0 : this.#pauseMs);
    return () => clearTimeout(timer);
  }
  /** Asks the same again, after a failure or because something has changed. */
  again(input: SyncInput | undefined): void {
    if (input === undefined) return;
    this.#failure = undefined;
    this.#answer = undefined;
    void this.#run(input, JSON.stringify(input));
  }

  async #run(input: SyncInput, question: string): Promise<void> {
    try {
      const plan = await this.#client.invoke('sync.plan', input);
      if (question === this.#asked) this.#answer = { question, plan };
    } catch (thrown) {
      if (question === this.#asked) this.#failure = toAppError(thrown);
    }
  }
}
