import type { SearchTerm } from '../../../../shared/search/parse-search';
import { longestPiece } from '../sql/search-terms';
import type { Catalogue } from './catalogue';
import type { NumberColumn } from './column';
import { likeness } from './likeness';
import type { Place } from './places';
import type { Trait } from './word-lines';

export type Holds = (row: number) => boolean;
type Term<K extends SearchTerm['kind']> = Extract<SearchTerm, { kind: K }>;

/**
 * Whether a term holds for a row, where the catalogue tells: exactly what SQL tells of the same term. A term about images is told when it is the only one;
 * of several it is what has to hold at least. Undefined where only the images themselves tell.
 */
export function holdsOf(catalogue: Catalogue, term: SearchTerm): Holds | undefined {
  const holds = unsigned(catalogue, term);
  return holds !== undefined && term.not ? (row) => !holds(row) : holds;
}

const marked = (marks: Uint8Array): Holds => (row) => marks[row] === 1;

function unsigned(catalogue: Catalogue, term: SearchTerm): Holds | undefined {
  switch (term.kind) {
    case 'word':
      return marked(catalogue.texts.rowsWith(term.text, catalogue.count));
    case 'text':
      return textHolds(catalogue, term);
    case 'time':
      return timeHolds(catalogue, term);
    case 'size':
      return term.most === undefined ? atLeast(catalogue, 'largest', term.least ?? 0) : term.least === undefined ? atMost(catalogue, 'smallest', term.most) : undefined;
    case 'flag':
      return flagHolds(catalogue, term);
  }
}

function textHolds(catalogue: Catalogue, { filter, value }: Term<'text'>): Holds | undefined {
  const isLike = likeness(value);
  const profileHas = ({ profiles }: Place): boolean => profiles.toLowerCase().slice(1, -1).split('\n').some(isLike);
  switch (filter) {
    case 'name':
      return nameHolds(catalogue, value);
    case 'account':
      return catalogue.places.holds((place) => isLike(place.account) || profileHas(place));
    case 'profile':
      return catalogue.places.holds(profileHas);
    case 'region':
      return catalogue.places.holds(({ region }) => isLike(region));
    case 'host':
      return catalogue.places.holds(({ host }) => isLike(host));
    case 'resource': {
      const hints = catalogue.texts.rowsWith(longestPiece(value), catalogue.count);
      return (row) => hints[row] === 1 && resourceTags(catalogue, row).some(isLike);
    }
    case 'digest':
      return undefined;
    case 'tag':
      return marked(catalogue.words.tagged(value, catalogue.count));
    default:
      return catalogue.words.holds(filter satisfies Trait, value);
  }
}

function nameHolds(catalogue: Catalogue, value: string): Holds {
  const isLike = likeness(value);
  // The name is in the text as well: most need no further look.
  const hints = catalogue.texts.rowsWith(longestPiece(value), catalogue.count);
  return (row) => hints[row] === 1 && isLike(catalogue.names.at(row).toLowerCase());
}

/** The lines of a text behind the URI and the profiles. */
function resourceTags({ texts, places }: Catalogue, row: number): string[] {
  const profiles = places.at(row).profiles.slice(1, -1).split('\n').length;
  return texts.at(row).split('\n').slice(1 + profiles);
}

function timeHolds(catalogue: Catalogue, { filter, from, to }: Term<'time'>): Holds | undefined {
  if (filter === 'created') {
    const created = catalogue.numbers('created');
    return (row) => (created[row] as number) >= (from ?? -Infinity) && (created[row] as number) <= (to ?? Infinity);
  }
  if (from !== undefined && to !== undefined) return undefined;
  const [last, first] = filter === 'pulled' ? (['pulled', 'stalest'] as const) : (['newest', 'oldest'] as const);
  return to === undefined ? atLeast(catalogue, last, from ?? -Infinity) : atMost(catalogue, first, to);
}

function flagHolds(catalogue: Catalogue, { flag }: Term<'flag'>): Holds {
  if (flag === 'public' || flag === 'private') return catalogue.places.holds(({ registry }) => registry === flag);
  const [images, untagged] = [catalogue.numbers('images'), catalogue.numbers('untagged')];
  return flag === 'untagged' ? (row) => (untagged[row] as number) > 0 : (row) => (images[row] as number) > (untagged[row] as number);
}

/** Of a repository without images nothing holds. */
function atLeast(catalogue: Catalogue, column: NumberColumn, least: number): Holds {
  const [numbers, images] = [catalogue.numbers(column), catalogue.numbers('images')];
  return (row) => (images[row] as number) > 0 && (numbers[row] as number) >= least;
}
function atMost(catalogue: Catalogue, column: NumberColumn, most: number): Holds {
  const [numbers, images] = [catalogue.numbers(column), catalogue.numbers('images')];
  return (row) => (images[row] as number) > 0 && (numbers[row] as number) <= most;
}
