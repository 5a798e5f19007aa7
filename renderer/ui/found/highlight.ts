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
  const lower = words.length === 0 ? '' : text.toLowerCase();
  const found: { from: number; to: number }[] = [];
  for (const word of words)
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length))
      found.push({ from: at, to: at + word.length });
  if (found.length === 0) return [{ text, found: false }];
  if (words.length > 1) found.sort((a, b) => a.from - b.from);
  const pieces: Piece[] = [];
  let done = 0;
  for (const { from, to } of found) {
    if (to <= done) continue;
    const last = pieces[pieces.length - 1];
    if (from > done) pieces.push({ text: text.slice(done, from), found: false });
    const start = Math.max(from, done);
    if (from <= done && last?.found === true) last.text += text.slice(start, to);
    else pieces.push({ text: text.slice(start, to), found: true });
    done = to;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), found: false });
  return pieces;
}
