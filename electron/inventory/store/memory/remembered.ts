/** Lists of rows are long: few are kept, those that were asked for last. */
const MOST = 12;

/** Answers of one state of the catalogue: paging asks the same again and again. */
export class Remembered<T> {
  readonly #answers = new Map<string, T>();
  #version = -1;

  answer(version: number, question: string, work: () => T): T {
    if (version !== this.#version) this.#answers.clear();
    this.#version = version;
    const known = this.#answers.get(question);
    const answer = known ?? work();
    this.#answers.delete(question);
    this.#answers.set(question, answer);
    if (this.#answers.size > MOST) this.#answers.delete(this.#answers.keys().next().value as string);
    return answer;
  }

  /** The latest first. */
  all(version: number): [question: string, answer: T][] {
    return version === this.#version ? [...this.#answers].reverse() : [];
  }
}
