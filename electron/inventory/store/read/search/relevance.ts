import { TextColumn } from '../../memory/text-column';

/** How well a name fits a word, the smaller the better. */
const RANKS = { whole: 0, lastPart: 1, beginning: 2, part: 3, inPart: 4, anywhere: 5, elsewhere: 6 } as const;
/** Words in names stand behind these. */
const DASHES = ['-', '.', '_'];
/** Longer names are as good as each other. */
const LONGEST = 256;

/** By row. All names are gone through at once: one after the other costs five times as much. */
function ranksOf(names: TextColumn, word: string, count: number): Uint8Array {
  const ranks = new Uint8Array(count).fill(RANKS.elsewhere);
  const better = (row: number, rank: number): void => {
    if (rank < (ranks[row] as number)) ranks[row] = rank;
  };
  names.occurrences(word, 'first', (row, at, length) => better(row, length === word.length ? RANKS.whole : at === 0 ? RANKS.beginning : RANKS.anywhere));
  names.occurrences(`/${word}`, 'every', (row, at, length) => better(row, at + 1 + word.length === length ? RANKS.lastPart : RANKS.part));
  for (const text of dashed(word)) names.occurrences(text, 'first', (row) => better(row, RANKS.inPart));
  return ranks;
}

/** A word behind a dash, however its own dashes are written. */
const dashed = (word: string): string[] =>
  [...word].reduce<string[]>((texts, letter) => (texts.length > 9 || !DASHES.includes(letter) ? texts.map((text) => text + letter) : texts.flatMap((text) => DASHES.map((dash) => text + dash))), DASHES);

/** Fewer than one of so many are looked at by themselves. */
const FEW = 8;

/** The rows with the best fit first, then the shorter names; those that are as good as each other stay as they are. `count`: of all rows there are. */
export function byRelevance(rows: readonly number[], { names, count, words }: { names: TextColumn; count: number; words: readonly string[] }): number[] {
  const isFew = rows.length * FEW < count;
  const looked = isFew ? TextColumn.of(rows.map((row) => names.at(row))) : names;
  const ranks = words.map((word) => ranksOf(looked, word, isFew ? rows.length : count));
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
