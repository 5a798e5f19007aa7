import type { Search, SearchTerm, TextFilter, TimeFilter } from './parse-search';
import { matchesPattern } from '../ecr/wildcard';

/** What there is to know of something that is searched for. A fact that is missing is no match, whatever is asked of it. */
export interface Searched {
  /** Everything that words are looked for in, in lower case; no word runs over two fields. */
  text: string;
  fields: Partial<Record<TextFilter, readonly string[]>>;
  /** Instants (ISO 8601). */
  times?: Partial<Record<TimeFilter, string | undefined>>;
  sizeBytes?: number;
  isTagged?: boolean;
  isPublic?: boolean;
}

/** Whether every term of the search holds. */
export const matchesSearch = ({ terms }: Search, searched: Searched): boolean => terms.every((term) => holds(term, searched) !== term.not);

function holds(term: SearchTerm, { text, fields, times, sizeBytes, isTagged, isPublic }: Searched): boolean {
  switch (term.kind) {
    case 'word':
      return text.includes(term.text);
    case 'text':
      return (fields[term.filter] ?? []).some((value) => matchesValue(term.value, value.toLowerCase()));
    case 'time': {
      const at = Date.parse(times?.[term.filter] ?? '');
      return at >= (term.from ?? -Infinity) && at <= (term.to ?? Infinity);
    }
    case 'size':
      return sizeBytes !== undefined && sizeBytes >= (term.least ?? 0) && sizeBytes <= (term.most ?? Infinity);
    case 'flag':
      return term.flag === 'public' || term.flag === 'private' ? isPublic === (term.flag === 'public') : isTagged === (term.flag === 'tagged');
  }
}

const matchesValue = (wanted: string, value: string): boolean => (wanted.includes('*') ? matchesPattern(wanted, value) : value.includes(wanted));
