import { matchesPattern } from '../../../../shared/ecr/wildcard';
import { longestPiece } from '../sql/search-terms';
import { BETWEEN, type Fits } from './text-column';

/** Whether a value in lower case is like what is wanted: the whole of it for a pattern with `*`, a part of it otherwise. */
export const likeness = (wanted: string): ((value: string) => boolean) =>
  wanted.includes('*') ? (value) => matchesPattern(wanted, value) : (value) => value.includes(wanted);

/** How to look for a line that is like what is wanted, in a text of lines that are enclosed by line feeds. */
export function lineLike(wanted: string): { piece: string; fits?: Fits } {
  // No line has a line feed in it.
  if (wanted.includes('\n')) return { piece: BETWEEN };
  if (!wanted.includes('*')) return { piece: wanted };
  const ends = wanted.replace(/\*+$/, '');
  // `v1*` is the beginning of a line and no more.
  if (ends.length < wanted.length && ends !== '' && !ends.includes('*')) return { piece: `\n${ends}` };
  const piece = longestPiece(wanted);
  return { piece: piece === '' ? '\n' : piece, fits: piece === '' ? anyLine : (text, at) => matchesPattern(wanted, text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at))) };
}

/** A line feed behind which a line begins. */
const anyLine: Fits = (text, at) => at + 1 < text.length && text.charCodeAt(at + 1) > 0x1f;
