import type { SearchTerm } from '../../../../../shared/search/parse-search';
import type { Catalogue } from '../../memory/catalogue';
import { holdsOf, type Holds } from '../../memory/holds';
import { imageHolds as holdsOfImages, keep } from '../../memory/images/image-holds';
import type { SqlDatabase } from '../../sql/database';
import { headRange, type Wanted } from '../../sql/search-terms';
import type { RepositoryFilter } from '../repository-condition';
import type { Reading } from '../repositories';

export interface Matching {
  /** What was asked for, to know the same and narrower questions by. */
  question: string;
  /** Rows of the catalogue, by name. */
  rows: readonly number[];
}

/** The repositories that a filter and a search are about. A search that was typed on looks only at what the shorter one found. */
export function matchingOf(reading: Reading, { search: _search, ...filter }: RepositoryFilter, wanted: Wanted): Matching {
  const { catalogue, found } = reading;
  const words = wanted.words.filter((word) => !word.not).map(({ text }) => text);
  const others = JSON.stringify([filter, wanted.words.filter((word) => word.not), wanted.ofRepository, wanted.ofImage]);
  const question = JSON.stringify([others, words]);
  const rows = found.answer(catalogue.version, question, () => {
    const wider = found.all(catalogue.version).find(([other]) => isWider(JSON.parse(other) as [string, string[]], others, words));
    // What the wider question asked besides its words holds of all that it found.
    const left = wider === undefined ? allHolds(reading, filter, wanted) : { holds: words.map((text) => wordHolds(catalogue, text, wider[1].length)), exactly: [] };
    let rows: readonly number[] = wider?.[1] ?? catalogue.byName;
    for (const holds of left.holds) if (holds !== undefined) rows = rows.filter(holds);
    return left.exactly.length === 0 ? rows : withImages(reading, rows, left.exactly);
  });
  return { question, rows };
}

/** Of few rows each is looked at by itself: to go through all texts at once costs as much as tens of thousands of them. */
const FEW = 20_000;
const wordHolds = (catalogue: Catalogue, text: string, rows: number): Holds | undefined =>
  rows > FEW ? holdsOf(catalogue, { kind: 'word', text, not: false }) : (row) => catalogue.texts.at(row).includes(text);

const isWider = ([others, words]: [string, string[]], ofOthers: string, ofWords: readonly string[]): boolean =>
  others === ofOthers && words.every((word) => ofWords.some((longer) => longer.includes(word)));

/** What has to hold of a row, the cheapest first, and the terms that only images tell. */
function allHolds(reading: Reading, filter: Omit<RepositoryFilter, 'search'>, { words, ofRepository, ofImage }: Wanted): { holds: (Holds | undefined)[]; exactly: SearchTerm[] } {
  const { holds, exactly } = imageHolds(reading, ofImage);
  return { holds: [...placeHolds(reading, filter), ...[...ofRepository, ...words].map((term) => holdsOf(reading.catalogue, term)), ...holds], exactly };
}

/** Everything of a filter but its search. */
export function placeHolds({ catalogue, database }: Reading, { profile, region, registry, folder, direct, uris }: Omit<RepositoryFilter, 'search'>): Holds[] {
  const { names } = catalogue;
  const all: Holds[] = [];
  if (profile !== undefined || region !== undefined || registry !== undefined)
    all.push(catalogue.places.holds((place) => (profile === undefined || place.profiles.includes(`\n${profile}\n`)) && (region ?? place.region) === place.region && (registry ?? place.registry) === place.registry));
  const below = folder === undefined || folder === '' ? '' : folder.replace(/\/?$/, '/');
  if (below !== '') all.push((row) => names.at(row).startsWith(below) && names.at(row) !== below);
  if (direct === true) all.push((row) => !names.at(row).includes('/', below.length));
  if (uris !== undefined) {
    const ids = database.rows<[number]>('SELECT id FROM repository WHERE uri IN (SELECT value FROM json_each(?))', [JSON.stringify(uris)]);
    const rows = new Set(ids.map(([id]) => catalogue.row(id)));
    all.unshift((row) => rows.has(row));
  }
  return all;
}

/** Terms about images: one by itself is told by the repository's sums; of several each has to hold at least, and then of one and the same image. */
function imageHolds(reading: Reading, terms: readonly SearchTerm[]): { holds: Holds[]; exactly: SearchTerm[] } {
  const isOne = terms.filter((term) => !term.not).length === 1;
  const holds: Holds[] = [];
  const exactly: SearchTerm[] = [];
  for (const term of terms) {
    const told = term.kind === 'text' && term.filter === 'digest' ? digestHolds(reading, term) : holdsOf(reading.catalogue, term);
    const isTold = told !== undefined && (term.not || isOne);
    if (told !== undefined) holds.push(told);
    if (!isTold) exactly.push(term);
  }
  return { holds, exactly };
}

/** Whether a repository has a digest with this beginning, by the index of images; longer beginnings and patterns are looked up in the images. */
function digestHolds({ catalogue, database }: Reading, { value, not }: Extract<SearchTerm, { kind: 'text' }>): Holds | undefined {
  const digits = value.replace(/^sha256:/, '');
  if (!/^[0-9a-f]{1,12}$/.test(digits)) return undefined;
  const rows = new Set(repositoriesWith(database, digits).map((id) => catalogue.row(id)));
  return (row) => rows.has(row) !== not;
}

/** Ids of the repositories that have a digest with this beginning. */
const repositoriesWith = (database: SqlDatabase, digits: string): number[] =>
  database.rows<[number]>('SELECT DISTINCT id >> 20 FROM image WHERE head BETWEEN ? AND ?', headRange(digits)).map(([id]) => id);

/** Those of the rows that have an image of which all terms hold; for terms with a minus, none of which they hold without it. */
function withImages(reading: Reading, rows: readonly number[], terms: readonly SearchTerm[]): readonly number[] {
  if (rows.length === 0) return rows;
  const wanted = terms.filter(({ not }) => !not);
  const has = wanted.length === 0 ? undefined : havingAll(reading, rows, wanted);
  const unwanted = terms.filter(({ not }) => not).map((term) => havingAll(reading, rows, [{ ...term, not: false }]));
  return rows.filter((row) => (has === undefined || has[row] === 1) && unwanted.every((marks) => marks[row] !== 1));
}

/** Ones at those of the rows that have an image of which all terms hold. */
function havingAll({ catalogue, database }: Reading, rows: readonly number[], terms: readonly SearchTerm[]): Uint8Array {
  const { images, count } = catalogue;
  const holds = terms.map((term) => holdsOfImages({ database, kinds: images.kinds }, term));
  const asked = new Uint8Array(count);
  for (const row of rows) asked[row] = 1;
  const having = new Uint8Array(count);
  for (const block of images.blocks()) {
    if (!block.rows.some((row) => asked[row] === 1)) continue;
    const [first, ...others] = holds.map((hold) => hold(block));
    if (first === undefined) continue;
    for (const other of others) keep(first, other);
    for (let image = first.indexOf(1); image >= 0; image = first.indexOf(1, image + 1)) having[block.rows[image] as number] = 1;
  }
  return having;
}
