import { AppError } from '../../shared/errors';
import type { Question, QuestionsState } from '../../shared/model/question';
import { Listeners } from '../listeners';

type Without<Q> = Q extends unknown ? Omit<Q, 'id'> : never;
/** A question that nobody has been asked yet. */
export type AskedQuestion = Without<Question>;

export interface QuestionsOptions {
  newId: () => string;
}

interface Open {
  question: Question;
  /** Those who wait for the one answer. */
  waiting: Set<Waiting>;
}

interface Waiting {
  answered(text: string): void;
  failed(error: AppError): void;
}

/**
 * Questions that only a person can answer: the window, the tray and the terminal show them and hand the answer in. The same
 * question is asked once, however many wait for its answer. An answer is never kept.
 */
export class Questions {
  readonly #newId: () => string;
  readonly #open = new Map<string, Open>();
  readonly #listeners = new Listeners();

  constructor({ newId }: QuestionsOptions) {
    this.#newId = newId;
  }

  state(): QuestionsState {
    return { questions: [...this.#open.values()].map(({ question }) => question) };
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** The person's answer. @throws AppError `cancelled` when they decline it, or the signal aborts. */
  ask(asked: AskedQuestion, signal?: AbortSignal): Promise<string> {
    if (signal?.aborted === true) return Promise.reject(cancelled(asked));
    const open = this.#sameAs(asked) ?? this.#put(asked);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        open.waiting.delete(waiting);
        // A question that nobody waits for any more goes away by itself.
        if (open.waiting.size === 0) this.#take(open.question.id);
        reject(cancelled(asked));
      };
      const waiting: Waiting = {
        answered: (text) => {
          signal?.removeEventListener('abort', leave);
          resolve(text);
        },
        failed: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      open.waiting.add(waiting);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Hands the answer to everybody who waits for it. A question that is closed already is none of anybody's business. */
  answer(id: string, text: string): void {
    this.#take(id)?.waiting.forEach((waiting) => waiting.answered(text));
  }

  cancel(id: string): void {
    const open = this.#take(id);
    open?.waiting.forEach((waiting) => waiting.failed(cancelled(open.question)));
  }

  /** Nobody will answer any more. */
  close(): void {
    [...this.#open.keys()].forEach((id) => this.cancel(id));
    this.#listeners.clear();
  }

  #sameAs(asked: AskedQuestion): Open | undefined {
    return [...this.#open.values()].find(
      ({ question }) => question.kind === asked.kind && (asked.kind !== 'mfa-code' || (question.kind === 'mfa-code' && question.profile === asked.profile)),
    );
  }

  #put(asked: AskedQuestion): Open {
    const open: Open = { question: { ...asked, id: this.#newId() }, waiting: new Set() };
    this.#open.set(open.question.id, open);
    this.#tell();
    return open;
  }

  #take(id: string): Open | undefined {
    const open = this.#open.get(id);
    if (open !== undefined) {
      this.#open.delete(id);
      this.#tell();
    }
    return open;
  }

  #tell(): void {
    this.#listeners.tell();
  }
}

function cancelled(asked: AskedQuestion): AppError {
  if (asked.kind === 'passphrase') return new AppError('cancelled', 'No passphrase was given.', { hint: 'Try again when you have it at hand.' });
  return new AppError('cancelled', `No MFA code was given for profile ${asked.profile}.`, { hint: 'Sign in again when you have the device at hand.' });
}
