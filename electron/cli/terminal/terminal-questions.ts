import type { Question } from '../../../shared/model/question';
import type { Questions } from '../../sessions/questions';

/** A person at a keyboard. */
export interface Terminal {
  /** What they typed; `undefined` when they declined. A hidden answer is not echoed. */
  ask(prompt: string, options: { hidden: boolean }): Promise<string | undefined>;
}

/**
 * Asks the questions of a command on its terminal, one after the other. Without a terminal nobody can answer, so they are
 * declined at once instead of waiting for ever.
 */
export function answerOnTerminal(questions: Pick<Questions, 'state' | 'onChange' | 'answer' | 'cancel'>, terminal: Terminal | undefined): void {
  const taken = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  const isOpen = (id: string): boolean => questions.state().questions.some((question) => question.id === id);

  const put = async (question: Question): Promise<void> => {
    if (!isOpen(question.id)) return;
    const answer = await terminal?.ask(promptOf(question), { hidden: question.kind === 'passphrase' }).catch(() => undefined);
    if (answer === undefined) questions.cancel(question.id);
    else questions.answer(question.id, answer);
  };
  questions.onChange(() => {
    for (const question of questions.state().questions) {
      if (taken.has(question.id)) continue;
      taken.add(question.id);
      last = last.then(() => put(question));
    }
  });
}

function promptOf(question: Question): string {
  if (question.kind === 'passphrase') return `${question.wrong ? 'That is not the passphrase. ' : ''}Passphrase of Berth’s secrets: `;
  return `${question.wrong ? 'AWS did not accept that code. ' : ''}MFA code for ${question.profile} (${question.mfaSerial}): `;
}
