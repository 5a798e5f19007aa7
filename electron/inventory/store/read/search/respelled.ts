import type { SearchTerm } from '../../../../../shared/search/parse-search';
import type { Wanted } from '../../sql/search-terms';
import type { Reading } from '../repositories';

/** Shorter words are like too many others. */
const LEAST_LETTERS = 3;
/** A word is one letter wrong for every so many, and two at most. */
const LETTERS_A_MISTAKE = 4;

/**
 * What is wanted, with names that exist in place of words that nothing has: a letter or two wrong, swapped, missing or too many, else some left out
 * (`pyapi` for `payments-api`). Undefined when there is nothing alike.
 */
export function respelled(reading: Reading, wanted: Wanted): Wanted | undefined {
  const words = wanted.words.map((word) => (word.not || word.text.length < LEAST_LETTERS ? word : { ...word, text: likest(reading, word.text) }));
  return words.some(({ text }, index) => text !== wanted.words[index]?.text) ? { ...wanted, words } : undefined;
}

/** The word itself where something has it, else the one that is most like it. */
function likest({ catalogue, kept }: Reading, word: string): Extract<SearchTerm, { kind: 'word' }>['text'] {
  return kept.answer(`likest ${word}`, () => (catalogue.texts.rowsWith(word, catalogue.count).includes(1) ? word : (nearest(word, catalogue.vocabulary()) ?? word)));
}

/** The word of a list that is least different: by mistakes first, then by letters left out. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const most = Math.min(2, Math.floor(word.length / LETTERS_A_MISTAKE));
  let best: string | undefined;
  let least = most + 1;
  for (const each of known) {
    if (Math.abs(each.length - word.length) >= least) continue;
    const mistakes = mistakesBetween(word, each, least);
    if (mistakes < least || (mistakes === least && best !== undefined && each < best)) [best, least] = [each, mistakes];
  }
  if (best !== undefined) return best;
  return known.filter((each) => isLeftOut(word, each)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
}

/** Whether the letters of `word` are in `text` in their order, the first of them first. */
function isLeftOut(word: string, text: string): boolean {
  if (word[0] !== text[0] || word.length >= text.length) return false;
  let at = 0;
  for (const letter of text) if (letter === word[at]) at += 1;
  return at === word.length;
}

/** Letters that are wrong, missing, too many or swapped with their neighbour; `most` for that many or more. */
function mistakesBetween(one: string, other: string, most: number): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_none, index) => index)];
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min((last[column] as number) + 1, (next[column - 1] as number) + 1, (last[column - 1] as number) + (same ? 0 : 1));
      const isSwapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwapped) cost = Math.min(cost, (beforeLast[column - 2] as number) + 1);
      next.push(cost);
    }
    if (Math.min(...next) >= most) return most;
    [beforeLast, last] = [last, next];
  }
  return last[other.length] as number;
}
