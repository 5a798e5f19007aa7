import { BETWEEN, occurs, TextColumn } from './text-column';
import { lineLike, likeness } from './likeness';
import { TRAITS, traitsIn, type Trait } from './word-lines';

/** As SQL, of the table `words`: the lines of tags, and the rest. */
export const WORDS = ["substr(words, 1, instr(words, char(29)) - 1)", "substr(words, instr(words, char(29)))"] as const;

/** What the images of every row are found by: the lines of their tags, and what else there is of them, of which there are few different texts. */
export class Words {
  readonly tags: TextColumn;
  readonly #numberOf = new Map<string, number>();
  /** By number, then by trait. */
  readonly #kinds: string[][][] = [];
  readonly #numbers: number[] = [];

  /** `tags` and `traits` with `BETWEEN` between those of the rows. */
  constructor({ tags, traits, rows }: { tags: string; traits: string; rows: readonly number[] }) {
    this.tags = new TextColumn(tags, rows);
    const texts = traits.split(BETWEEN);
    rows.forEach((row, index) => row >= 0 && this.#setTraits(row, texts[index] ?? ''));
  }

  set(row: number, tags: string, traits: string): void {
    this.tags.set(row, tags);
    this.#setTraits(row, traits);
  }

  /** Ones at the rows that have such a tag: the whole of it for a pattern with `*`, a part of it otherwise. */
  tagged(value: string, count: number): Uint8Array {
    const { piece, fits } = lineLike(value);
    return this.tags.rowsWith(piece, count, fits);
  }

  /** The same of one row after the other, for few of them. */
  isTagged(value: string): (row: number) => boolean {
    const { piece, fits } = lineLike(value);
    return (row) => occurs(this.tags.at(row), piece, fits);
  }

  /** The same of a trait. */
  holds(trait: Trait, value: string): (row: number) => boolean {
    const isLike = likeness(value);
    const at = TRAITS.indexOf(trait);
    return this.#having((traits) => traits[at]?.some(isLike) === true);
  }

  /** Of each row whether a word without a filter is in its platforms or labels. */
  mentions(word: string): (row: number) => boolean {
    return this.#having(([platforms = [], labels = []]) => [platforms, labels].some((lines) => lines.some((line) => line.includes(word))));
  }

  #having(has: (traits: readonly string[][]) => boolean): (row: number) => boolean {
    const answers = this.#kinds.map(has);
    return (row) => answers[this.#numbers[row] ?? -1] === true;
  }

  #setTraits(row: number, text: string): void {
    let number = this.#numberOf.get(text);
    if (number === undefined) {
      number = this.#kinds.push(traitsIn(text)) - 1;
      this.#numberOf.set(text, number);
    }
    this.#numbers[row] = number;
  }
}
