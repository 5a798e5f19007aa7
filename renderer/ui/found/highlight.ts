import { parseSearch } from '../../../shared/search/parse-search';

/** A piece of a text; those that a search has found are marked. */
export interface Piece {
  text: string;
  found: boolean;
}

/** The words of a search that are looked for in names, tags and digests: what is shown to have been found. */
export function wantedWords(search: string, filters: readonly string[] = []): string[] {
  // When it is read matters to ages alone.
  const words = parseSearch(search, 0).terms.flatMap((term) => {
    if (term.not) return [];
    if (term.kind === 'word') return [term.text];
    if (term.kind !== 'text' || !filters.includes(term.filter)) return [];
    return term.value.split('*');
  });
  return words.filter((word) => word !== '');
}

/** A text in pieces, cut where one of the words begins or ends; upper and lower case are the same. */
export function highlighted(text: string, words: readonly string[]): Piece[] {
  if (words.length === 0) return [{ text, found: false }];
  const lower = text.toLowerCase();
  const marks = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length))
      marks.fill(true, at, at + word.length);
  }
  const pieces: Piece[] = [];
  for (const [index, found] of marks.entries()) {
    const last = pieces[pieces.length - 1];
    if (last?.found === found) last.text += text[index];
    else pieces.push({ text: text[index] as string, found });
  }
  return pieces;
}
