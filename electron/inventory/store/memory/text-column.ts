/** Separates texts: no name, tag or label has it. */
export const BETWEEN = '\u001e';

/** Whether an occurrence counts; the text is that of one or of all rows. */
export type Fits = (text: string, at: number) => boolean;

/**
 * One text of every row, in a single string: what is looked for is looked for in all of them at once, which costs a tenth of one after the other. Texts
 * that are written later stand beside it.
 */
export class TextColumn {
  readonly #all: string;
  /** By slot, where each text begins; one more for the end. */
  readonly #starts: Uint32Array;
  readonly #rowOf: readonly number[];
  readonly #slotOf: Int32Array;
  readonly #later = new Map<number, string>();
  #letters: Uint32Array | undefined;
  #changes = 0;

  /** `all` are texts with `BETWEEN` between them, `rows` the row that each is of; -1 for one that is of none. */
  constructor(all: string, rows: readonly number[]) {
    this.#all = all;
    this.#rowOf = rows;
    this.#starts = new Uint32Array(rows.length + 1);
    this.#slotOf = new Int32Array(rows.reduce((most, row) => Math.max(most, row), -1) + 1).fill(-1);
    let start = 0;
    rows.forEach((row, slot) => {
      this.#starts[slot] = start;
      if (row >= 0) this.#slotOf[row] = slot;
      const end = all.indexOf(BETWEEN, start);
      start = (end < 0 ? all.length : end) + 1;
    });
    this.#starts[rows.length] = start;
  }

  /** Of these texts, the first being that of row 0. */
  static of(texts: readonly string[]): TextColumn {
    return new TextColumn(
      texts.join(BETWEEN),
      texts.map((_text, row) => row),
    );
  }

  at(row: number): string {
    const later = this.#later.get(row);
    if (later !== undefined) return later;
    const slot = this.#slotOf[row] ?? -1;
    return slot < 0 ? '' : this.#all.slice(this.#starts[slot], (this.#starts[slot + 1] as number) - 1);
  }

  /** Grows with every text that is replaced. */
  get changes(): number {
    return this.#changes;
  }

  set(row: number, text: string): void {
    if (text === this.at(row)) return;
    this.#later.set(row, text);
    this.#changes += 1;
  }

  /** Ones at the rows in which `piece` occurs, of `count` rows. */
  rowsWith(piece: string, count: number, fits?: Fits): Uint8Array {
    const marks = new Uint8Array(count);
    if (piece === '' && fits === undefined) return marks.fill(1);
    if (piece.includes(BETWEEN) || piece === '') return marks;
    const letters = fits === undefined && isLetter(piece) ? this.#letters : undefined;
    if (letters === undefined) this.#markPiece(piece, fits, marks);
    else this.#markLetter(piece, letters, marks);
    for (const [row, text] of this.#later) if (row < count) marks[row] = occurs(text, piece, fits) ? 1 : 0;
    return marks;
  }

  /** Gets ready for words of one letter, from a to z: nearly all texts have one, and would be found one by one. False when that is done already. */
  readLetters(): boolean {
    if (this.#letters !== undefined) return false;
    const [all, starts] = [this.#all, this.#starts];
    // A bit for each letter that a text has, by slot.
    const letters = new Uint32Array(this.#rowOf.length);
    for (let slot = 0; slot < letters.length; slot += 1) {
      let bits = 0;
      for (let at = starts[slot] as number, end = starts[slot + 1] as number; at < end; at += 1) {
        const code = all.charCodeAt(at);
        if (code >= LEAST_LETTER && code <= MOST_LETTER) bits |= bitOf(code);
      }
      letters[slot] = bits;
    }
    this.#letters = letters;
    return true;
  }

  /** Letters of a row's text. */
  length(row: number): number {
    const later = this.#later.get(row);
    const slot = this.#slotOf[row] ?? -1;
    if (later !== undefined || slot < 0) return later?.length ?? 0;
    return (this.#starts[slot + 1] as number) - 1 - (this.#starts[slot] as number);
  }

  /** Every occurrence of `piece`: its place in the row's text, the length of that, and the code of the letter before it (`NaN` at the beginning). Texts that were written later come last. */
  occurrences(piece: string, found: (row: number, at: number, length: number, before: number) => void): void {
    if (piece === '' || piece.includes(BETWEEN)) return;
    const [all, starts, later] = [this.#all, this.#starts, this.#later];
    const step = piece.length;
    for (let at = all.indexOf(piece), slot = 0; at >= 0; at = all.indexOf(piece, at + step)) {
      while ((starts[slot + 1] as number) <= at) slot += 1;
      const row = this.#rowOf[slot] as number;
      const start = starts[slot] as number;
      if (row >= 0 && (later.size === 0 || !later.has(row))) found(row, at - start, (starts[slot + 1] as number) - 1 - start, at === start ? Number.NaN : all.charCodeAt(at - 1));
    }
    for (const [row, text] of later) for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + step)) found(row, at, text.length, text.charCodeAt(at - 1));
  }

  /** Whether any of the texts has `piece`. */
  has(piece: string): boolean {
    return this.#all.includes(piece) || [...this.#later.values()].some((text) => text.includes(piece));
  }

  /** Everything as one text, `BETWEEN` rows; of texts that were replaced, the old ones too. */
  whole(): string {
    return [this.#all, ...this.#later.values()].join(BETWEEN);
  }

  #markPiece(piece: string, fits: Fits | undefined, marks: Uint8Array): void {
    const all = this.#all;
    for (let at = all.indexOf(piece), slot = 0; at >= 0; ) {
      while ((this.#starts[slot + 1] as number) <= at) slot += 1;
      const isFound = fits === undefined || fits(all, at);
      if (isFound && (this.#rowOf[slot] as number) >= 0) marks[this.#rowOf[slot] as number] = 1;
      at = all.indexOf(piece, isFound ? this.#starts[slot + 1] : at + 1);
    }
  }

  #markLetter(letter: string, letters: Uint32Array, marks: Uint8Array): void {
    const bit = bitOf(letter.charCodeAt(0));
    for (let slot = 0; slot < letters.length; slot += 1) {
      const row = this.#rowOf[slot] as number;
      if (row >= 0 && ((letters[slot] as number) & bit) !== 0) marks[row] = 1;
    }
  }
}

const LEAST_LETTER = 'a'.charCodeAt(0);
const MOST_LETTER = 'z'.charCodeAt(0);
const bitOf = (code: number): number => 1 << (code - LEAST_LETTER);

/** A letter from a to z. */
export const isLetter = (word: string): boolean => word.length === 1 && word >= 'a' && word <= 'z';

/** Whether a piece is in a text in a way that counts. */
export function occurs(text: string, piece: string, fits: Fits = () => true): boolean {
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) if (fits(text, at)) return true;
  return false;
}
