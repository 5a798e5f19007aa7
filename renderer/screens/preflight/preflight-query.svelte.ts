import type { CommandInput } from '../../../shared/ipc/contract';
import type { PreflightFinding, PreflightReport } from '../../../shared/model/moving/preflight';
import type { BerthClient } from '../../bridge/berth-client';

export type PreflightInput = CommandInput<'push.preflight'>;

/** Everything that could refuse a transfer, looked at when what is asked has not changed for a moment. */
export class PreflightQuery {
  #answer = $state.raw<{ question: string; report: PreflightReport | undefined }>();
  #asked = $state('');
  readonly #client: BerthClient;
  readonly #pauseMs: number;

  constructor(client: BerthClient, pauseMs = 350) {
    this.#client = client;
    this.#pauseMs = pauseMs;
  }

  get report(): PreflightReport | undefined {
    return this.#answer?.question === this.#asked ? this.#answer.report : undefined;
  }
  get findings(): readonly PreflightFinding[] {
    return this.report?.findings ?? [];
  }
  get checking(): boolean {
    return this.#asked !== '' && this.#answer?.question !== this.#asked;
  }

  /** Asks after a pause; the answer of this call takes the question back. */
  ask(input: PreflightInput | undefined): () => void {
    const question = input === undefined ? '' : JSON.stringify(input);
    this.#asked = question;
    if (input === undefined || this.#answer?.question === question) return () => undefined;
    const timer = setTimeout(() => void this.#run(input, question), this.#pauseMs);
    return () => clearTimeout(timer);
  }

  /** Where it cannot be asked it says nothing: the transfer itself will. */
  async #run(input: PreflightInput, question: string): Promise<void> {
    const report = await this.#client.invoke('push.preflight', input).catch(() => undefined);
    if (question === this.#asked) this.#answer = { question, report };
  }
}
