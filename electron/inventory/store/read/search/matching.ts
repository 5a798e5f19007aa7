import type { SearchTerm } from '../../../../../shared/search/parse-search';
import type { Catalogue } from '../../memory/catalogue';
import { holdsOf, type Holds } from '../../memory/holds';
import { imageHolds as holdsOfImages, keep, ofTheirRows } from '../../memory/images/image-holds';
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
  const others = [...wanted.words.filter((word) => word.not), ...wanted.ofRepository, ...wanted.ofImage].map((term) => JSON.stringify(term));
  const asked: Asked = [JSON.stringify(filter), others, words];
  const question = JSON.stringify(asked);
  const rows = found.answer(catalogue.version, question, () => {
    const wider = widerOf(found.all(catalogue.version), asked);
    const left = wider === undefined ? allHolds(reading, filter, wanted) : leftHolds(reading, wanted, wider);
    let rows: readonly number[] = wider?.rows ?? catalogue.byName;
    for (const holds of left.holds) if (holds !== undefined) rows = rows.filter(holds);
    return left.exactly.length === 0 ? rows : withImages(reading, rows, left.exactly);
  });
  return { question, rows };
}

/** A question: its filter, its terms as JSON, and the words that are looked for. */
type Asked = [filter: string, terms: string[], words: string[]];
/** What a question found, and the terms that hold of all of it. */
interface Wider {
  terms: readonly string[];
  rows: readonly number[];
}
interface Left {
  /** What has to hold of a row, the cheapest first. */
  holds: (Holds | undefined)[];
  /** Terms that only images tell. */
  exactly: SearchTerm[];
}

/** Of the questions that were answered, the one with the fewest rows that are nevertheless all that this one can find. */
function widerOf(answers: readonly (readonly [string, readonly number[]])[], [filter, terms, words]: Asked): Wider | undefined {
  const isWider = ([otherFilter, otherTerms, otherWords = []]: Asked): boolean =>
    otherFilter === filter && otherTerms.every((term) => terms.includes(term)) && otherWords.every((word) => words.some((longer) => longer.includes(word)));
  return answers
    .map(([question, rows]) => ({ asked: JSON.parse(question) as Asked, rows }))
    .filter(({ asked }) => isWider(asked))
    .map(({ asked, rows }): Wider => ({ terms: asked[1], rows }))
    .reduce<Wider | undefined>((best, one) => (best === undefined || one.rows.length < best.rows.length ? one : best), undefined);
}

/** Of few rows each is looked at by itself: to go through all texts at once costs as much as tens of thousands of them. */
const FEW = 20_000;

/** What the wider question did not ask yet. */
function leftHolds(reading: Reading, { words, ofRepository, ofImage }: Wanted, { terms, rows }: Wider): Left {
  const { catalogue } = reading;
  const isNew = (term: SearchTerm): boolean => !terms.includes(JSON.stringify(term));
  const isFew = rows.length <= FEW;
  // Words may be longer than the ones that were asked for.
  const ofWords = words.filter((word) => !word.not || isNew(word)).map((word) => wordHolds(catalogue, word, isFew));
  const images = ofImage.some(isNew) ? imageHolds(reading, ofImage, { isNew, isFew }) : { holds: [], exactly: [] };
  return { holds: [...ofRepository.filter(isNew).map((term) => holdsOf(catalogue, term)), ...ofWords, ...images.holds], exactly: images.exactly };
}

function allHolds(reading: Reading, filter: Omit<RepositoryFilter, 'search'>, { words, ofRepository, ofImage }: Wanted): Left {
  const { holds, exactly } = imageHolds(reading, ofImage, { isNew: () => true, isFew: false });
  const { catalogue } = reading;
  const ofWords = words.map((word) => wordHolds(catalogue, word, false));
  return { holds: [...placeHolds(reading, filter), ...ofRepository.map((term) => holdsOf(catalogue, term)), ...ofWords, ...holds], exactly };
}

/** What has to hold of a row for a word; undefined for one that every row has. */
function wordHolds(catalogue: Catalogue, word: Wanted['words'][number], isFew: boolean): Holds | undefined {
  const { text } = word;
  if (word.not) return holdsOf(catalogue, word);
  // Hosts and profiles have many of the words that are short: a hundred places are looked at sooner than a hundred thousand texts.
  if (catalogue.places.areAll(({ host, profiles }) => host.includes(text) || profiles.toLowerCase().includes(text))) return undefined;
  return isFew ? (row) => catalogue.texts.at(row).includes(text) : holdsOf(catalogue, word);
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
function imageHolds(reading: Reading, terms: readonly SearchTerm[], { isNew, isFew }: { isNew: (term: SearchTerm) => boolean; isFew: boolean }): { holds: Holds[]; exactly: SearchTerm[] } {
  const isOne = terms.filter((term) => !term.not).length === 1;
  const holds: Holds[] = [];
  const exactly: SearchTerm[] = [];
  for (const term of terms) {
    const told = toldHolds(reading, term, isFew);
    const isTold = told !== undefined && (term.not || isOne);
    if (told !== undefined && isNew(term)) holds.push(told);
    if (!isTold) exactly.push(term);
  }
  return { holds, exactly };
}

/** What the catalogue tells of a term about images. */
function toldHolds(reading: Reading, term: SearchTerm, isFew: boolean): Holds | undefined {
  if (term.kind === 'text' && term.filter === 'digest') return digestHolds(reading, term);
  if (isFew && term.kind === 'text' && term.filter === 'tag' && !term.not) return reading.catalogue.words.isTagged(term.value);
  return holdsOf(reading.catalogue, term);
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
  const holds = holdsOfImages({ database, kinds: images.kinds }, terms);
  const asked = new Uint8Array(count);
  for (const row of rows) asked[row] = 1;
  const having = new Uint8Array(count);
  for (const block of images.blocks()) {
    const marks = ofTheirRows(block, asked);
    for (const hold of holds) if (marks.includes(1)) keep(marks, hold(block, marks));
    for (let image = marks.indexOf(1); image >= 0; image = marks.indexOf(1, image + 1)) having[block.rows[image] as number] = 1;
  }
  return having;
}
