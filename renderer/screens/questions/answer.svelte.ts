import type { Question } from '../../../shared/model/question';
import type { BerthClient } from '../../bridge/berth-client';
import { Attempt } from '../../state/attempt.svelte';
import { CODE_LENGTH, codeDigits } from './question-words';

/** What a person is about to answer to one question. The text is forgotten once it is handed in. */
export class Answer {
  readonly attempt = new Attempt();
  readonly #client: BerthClient;
  readonly #question: () => Question;
  #text = $state('');
  /** It was handed in, and neither taken nor refused yet. */
  #waiting = $state(false);

  constructor(client: BerthClient, question: () => Question) {
    this.#client = client;
    this.#question = question;
  }

  get text(): string {
    return this.#text;
  }
  set text(typed: string) {
    this.#text = this.#question().kind === 'mfa-code' ? codeDigits(typed) : typed;
  }
  get waiting(): boolean {
    return this.#waiting;
  }
  get ready(): boolean {
    return (
      !this.#waiting &&
      (this.#question().kind === 'mfa-code' ? this.#text.length === CODE_LENGTH : this.#text !== '')
    );
  }

  async give(): Promise<void> {
    if (!this.ready) return;
    const answer = this.#text;
    this.#text = '';
    this.#waiting = true;
    const { id } = this.#question();
    if (!(await this.attempt.run(() => this.#client.invoke('question.answer', { id, answer }))))
      this.#waiting = false;
  }
  decline(): Promise<boolean> {
    const { id } = this.#question();
    return this.attempt.run(() => this.#client.invoke('question.cancel', { id }));
  }
}
