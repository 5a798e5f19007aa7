import type { SearchTerm } from '../../../../shared/search/parse-search';
import type { RepositoryQuery } from '../../../../shared/model/repository';
import { allOf, condition, matches, not, TRUE, type Condition } from '../sql/condition';
import { imageTerm, longestPiece, repositoryTerm, wantedOf, type Wanted } from '../sql/search-terms';

export type RepositoryFilter = Pick<RepositoryQuery, 'search' | 'profile' | 'region' | 'registry' | 'folder'> & { uris?: readonly string[] | undefined; direct?: boolean | undefined };

/** The repositories `r` (with their `words w`, where images are asked about) that a query is about. */
export interface RepositoryConditions extends Condition {
  wanted: Wanted;
  /** All but the words that are looked for. */
  others: Condition;
}

/** `now` is epoch milliseconds, for ages. */
export const repositoryConditions = (filter: RepositoryFilter, now: number): RepositoryConditions => conditionsOf(filter, wantedOf(filter.search, now));

/** The same for a search that was read already. */
export function conditionsOf(filter: RepositoryFilter, wanted: Wanted): RepositoryConditions {
  const words = wanted.words.filter((word) => !word.not);
  const others = allOf([placeCondition(filter), searchCondition({ ...wanted, words: wanted.words.filter((word) => word.not) })]);
  return { ...allOf([others, ...words.map(repositoryTerm)]), others, wanted };
}

/** Everything of a query but its search. */
export const placeCondition = ({ profile, region, registry, folder, direct, uris }: Omit<RepositoryFilter, 'search'>): Condition =>
  allOf([
    profile === undefined ? TRUE : condition('instr(r.profiles, ?) > 0', `\n${profile}\n`),
    region === undefined ? TRUE : condition('r.region = ?', region),
    registry === undefined ? TRUE : condition('r.registry = ?', registry),
    folder === undefined || folder === '' ? TRUE : below(folder),
    direct === true ? condition("instr(substr(r.name, ?), '/') = 0", (folder ?? '').length + 1) : TRUE,
    uris === undefined ? TRUE : condition('r.uri IN (SELECT value FROM json_each(?))', JSON.stringify(uris)),
  ]);

/** By the range of names, which an index answers: `0` is the character behind `/`. */
const below = (folder: string): Condition => condition('r.name > ? AND r.name < ?', folder, folder.replace(/\/?$/, '0'));

export const searchCondition = ({ words, ofRepository, ofImage }: Wanted): Condition => allOf([...words.map(repositoryTerm), ...ofRepository.map(repositoryTerm), hasImages(ofImage)]);

/** An image that all of the terms hold for; for terms with a minus, none that they hold for without it. */
export function hasImages(terms: readonly SearchTerm[]): Condition {
  const wanted = terms.filter((term) => !term.not);
  const unwanted = terms.filter((term) => term.not).map((term) => not(someImage([{ ...term, not: false }])));
  return allOf([wanted.length === 0 ? TRUE : someImage(wanted), ...unwanted]);
}

function someImage(terms: readonly SearchTerm[]): Condition {
  const hint = allOf(terms.map(repositoryHint));
  const [only] = terms;
  if (terms.length === 1 && only !== undefined && isTold(only)) return hint;
  const image = allOf(terms.map(imageTerm));
  const exists = { sql: `EXISTS (SELECT 1 FROM image i WHERE i.id BETWEEN r.id << 20 AND ((r.id + 1) << 20) - 1 AND ${image.sql})`, values: image.values };
  return allOf([hint, exists]);
}

/** Whether the repository's own sums answer the term. */
const isTold = (term: SearchTerm): boolean =>
  term.kind === 'flag' || (term.kind === 'text' && term.filter === 'finding') || (term.kind === 'size' && term.most === undefined) || (term.kind === 'time' && term.to === undefined && term.filter !== 'created');

/** What has to hold of a repository for one of its images to answer the term: cheap, and most repositories fail it. */
export function repositoryHint(term: SearchTerm): Condition {
  switch (term.kind) {
    case 'text':
      if (term.filter === 'finding') return hasFindings(term.value);
      if (term.filter === 'tag' || term.filter === 'platform' || term.filter === 'label') return hasWord(longestPiece(term.value));
      return condition('r.images > 0');
    case 'flag':
      return condition(term.flag === 'untagged' ? 'r.untagged > 0' : 'r.images > r.untagged');
    case 'size':
      return term.least === undefined ? condition('r.images > 0') : condition('r.largest >= ? AND r.images > 0', term.least);
    case 'time':
      return term.from === undefined ? condition('r.images > 0') : condition(`r.${term.filter === 'pulled' ? 'pulled' : 'newest'} >= ?`, term.from);
    case 'word':
      return TRUE;
  }
}

/** By the sums of all of its images. */
function hasFindings(severity: string): Condition {
  const { sql, values } = matches('lower(j.key)', severity);
  return { sql: `r.findings IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(r.findings) j WHERE j.value > 0 AND ${sql})`, values };
}

const hasWord = (text: string): Condition => (text === '' ? TRUE : condition('EXISTS (SELECT 1 FROM words w WHERE w.id = r.id AND instr(w.words, ?) > 0)', text));
