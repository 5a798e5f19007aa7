import { isLetter, TextColumn } from '../../memory/text-column';

/** How well a name fits a word, the smaller the better. */
const RANKS = { whole: 0, lastPart: 1, beginning: 2, part: 3, inPart: 4, anywhere: 5, elsewhere: 6 } as const;
/** Words in names stand behind these. */
const DASHES = ['-', '.', '_'];
const SLASH = '/'.charCodeAt(0);
const DASH_CODES: ReadonlySet<number> = new Set(DASHES.map((dash) => dash.charCodeAt(0)));
/** Longer names are as good as each other. */
const LONGEST = 256;

const rankAt = (isBeginning: boolean, isEnd: boolean, before: number): number =>
  isBeginning ? (isEnd ? RANKS.whole : RANKS.beginning) : before === SLASH ? (isEnd ? RANKS.lastPart : RANKS.part) : DASH_CODES.has(before) ? RANKS.inPart : RANKS.anywhere;

const A = 'a'.charCodeAt(0);
const LETTERS = 26;
interface LetterRanks {
  /** Of the names when they were gone through. */
  changes: number;
  count: number;
  /** By letter, then by row. */
  ranks: Uint8Array[];
}
const ofLetters = new WeakMap<TextColumn, LetterRanks>();

/** The ranks for a word of one letter, where they were prepared, and names are what they were. */
function ranksOfLetter(names: TextColumn, letter: string, count: number): Uint8Array | undefined {
  const known = isLetter(letter) ? ofLetters.get(names) : undefined;
  return known?.changes === names.changes && known.count === count ? known.ranks[letter.charCodeAt(0) - A] : undefined;
}

/** Gets ready for words of one letter, of which names have so many that to go through them takes longest of all. False when that is done already. `count`: of all rows there are. */
export function prepareLetters(names: TextColumn, count: number): boolean {
  const { changes } = names;
  const known = ofLetters.get(names);
  if (known?.changes === changes && known.count === count) return false;
  const ranks = Array.from({ length: LETTERS }, () => new Uint8Array(count).fill(RANKS.elsewhere));
  for (let row = 0; row < count; row += 1) {
    const name = names.at(row);
    const end = name.length - 1;
    for (let at = 0, before = Number.NaN; at <= end; at += 1) {
      const code = name.charCodeAt(at);
      const ofLetter = ranks[code - A];
      if (ofLetter !== undefined) {
        const rank = rankAt(at === 0, at === end, before);
        if (rank < (ofLetter[row] as number)) ofLetter[row] = rank;
      }
      before = code;
    }
  }
  ofLetters.set(names, { changes, count, ranks });
  return true;
}

/** By row. All names are gone through at once: one after the other costs five times as much. */
function ranksOf(names: TextColumn, word: string, count: number): Uint8Array {
  const ranks = new Uint8Array(count).fill(RANKS.elsewhere);
  const letters = word.length;
  names.occurrences(word, (row, at, length, before) => {
    const rank = rankAt(at === 0, at + letters === length, before);
    if (rank < (ranks[row] as number)) ranks[row] = rank;
  });
  for (const other of otherDashes(names, word))
    names.occurrences(other, (row, _at, _length, before) => {
      if (DASH_CODES.has(before) && (ranks[row] as number) > RANKS.inPart) ranks[row] = RANKS.inPart;
    });
  return ranks;
}

/** The same word with its dashes written otherwise, where names have such ones. */
function otherDashes(names: TextColumn, word: string): string[] {
  const pieces = word.split(/[-._]/);
  // To look for what stands between them comes first: there are many ways to write dashes.
  if (pieces.length === 1 || !names.has(pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest)))) return [];
  const used = DASHES.filter((dash) => names.has(dash));
  const all = [...word].reduce<string[]>((texts, letter) => (DASHES.includes(letter) && texts.length < 9 ? texts.flatMap((text) => used.map((dash) => text + dash)) : texts.map((text) => text + letter)), ['']);
  return all.filter((each) => each !== word);
}

/** Fewer than one of so many are looked at by themselves. */
const FEW = 8;

/** The rows with the best fit first, then the shorter names; those that are as good as each other stay as they are. `count`: of all rows there are. */
export function byRelevance(rows: readonly number[], { names, count, words }: { names: TextColumn; count: number; words: readonly string[] }): number[] {
  const isFew = rows.length * FEW < count;
  const looked = isFew ? TextColumn.of(rows.map((row) => names.at(row))) : names;
  const ranks = words.map((word) => ranksOfLetter(looked, word, count) ?? ranksOf(looked, word, isFew ? rows.length : count));
  const places = new Uint32Array(rows.length);
  // A hundred thousand rows for a single letter: plain loops.
  for (let index = 0; index < rows.length; index += 1) {
    const at = isFew ? index : (rows[index] as number);
    let sum = 0;
    for (const rank of ranks) sum += rank[at] as number;
    places[index] = sum * (LONGEST + 1) + Math.min(looked.length(at), LONGEST);
  }
  return countingSorted(rows, places, (words.length * RANKS.elsewhere + 1) * (LONGEST + 1));
}

/** `rows` by their places, which are below `most`. */
function countingSorted(rows: readonly number[], places: Uint32Array, most: number): number[] {
  const next = new Uint32Array(most + 1);
  for (let index = 0; index < places.length; index += 1) {
    const place = (places[index] as number) + 1;
    next[place] = (next[place] as number) + 1;
  }
  for (let place = 1; place <= most; place += 1) next[place] = (next[place] as number) + (next[place - 1] as number);
  const sorted = new Array<number>(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const place = places[index] as number;
    sorted[next[place] as number] = rows[index] as number;
    next[place] = (next[place] as number) + 1;
  }
  return sorted;
}
