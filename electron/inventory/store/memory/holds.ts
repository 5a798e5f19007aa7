import { matchesPattern } from '../../../../shared/ecr/wildcard';
import type { SearchTerm } from '../../../../shared/search/parse-search';
import type { Catalogue, Place } from './catalogue';
import type { NumberColumn } from './column';
import { sectionHas } from './word-lines';

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

/** Of all rows that are at a place. */
export function atPlaces({ kinds, places }: Catalogue, isThere: (place: Place) => boolean): Holds {
  const answers = kinds.map(isThere);
  return (row) => answers[places[row] as number] === true;
}

const has = (wanted: string, value: string): boolean => (wanted.includes('*') ? matchesPattern(wanted, value) : value.includes(wanted));

function unsigned(catalogue: Catalogue, term: SearchTerm): Holds | undefined {
  switch (term.kind) {
    case 'word':
      return (row) => (catalogue.texts[row] as string).includes(term.text);
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
  const profileHas = ({ profiles }: Place): boolean => profiles.toLowerCase().slice(1, -1).split('\n').some((profile) => has(value, profile));
  switch (filter) {
    case 'name':
      return (row) => has(value, (catalogue.names[row] as string).toLowerCase());
    case 'account':
      return atPlaces(catalogue, (place) => has(value, place.account) || profileHas(place));
    case 'profile':
      return atPlaces(catalogue, profileHas);
    case 'region':
      return atPlaces(catalogue, ({ region }) => has(value, region));
    case 'host':
      return atPlaces(catalogue, ({ host }) => has(value, host));
    case 'resource':
      return (row) => resourceTags(catalogue, row).some((tag) => has(value, tag));
    case 'digest':
      return undefined;
    default: {
      const words = catalogue.words();
      return (row) => sectionHas(words[row] as string, filter, value);
    }
  }
}

/** The lines of a text behind the URI and the profiles. */
function resourceTags({ texts, places, kinds }: Catalogue, row: number): string[] {
  const lines = (texts[row] as string).split('\n');
  const profiles = (kinds[places[row] as number] as Place).profiles.slice(1, -1).split('\n').length;
  return lines.slice(1 + profiles);
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
  if (flag === 'public' || flag === 'private') return atPlaces(catalogue, ({ registry }) => registry === flag);
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
