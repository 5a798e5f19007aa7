import type { FoundImage, FoundImages, ImageSearch } from '../../../../shared/model/image';
import { FOUND_COLUMNS, foundOf, type FoundRow } from '../rows';
import { allOf, anyOf, condition, FALSE, not, TRUE, type Condition } from '../sql/condition';
import type { SqlDatabase, SqlValue } from '../sql/database';
import { digestWord, headRange, imageTerm, imageWord, longestPiece, repositoryTerm, repositoryWord, wantedOf, type Wanted } from '../sql/search-terms';
import type { Reading } from './repositories';
import { placeCondition, repositoryHint } from './repository-condition';

/** Repositories looked into for one search: those that fit best, and of them those pushed to last. */
const MOST_REPOSITORIES = 400;
/** Counting stops here. */
const MOST_COUNTED = 10_000;

const ORDERS: Partial<Record<ImageSearch['sort'], string>> = { size: 'i.size', pushed: 'i.pushed', pulled: 'i.pulled', tag: "i.tags ->> '$[0]'" };

/** Where to look, and what for. */
interface Plan {
  from: string;
  values: readonly SqlValue[];
  where: Condition;
  /** There may be more in repositories that are not looked into. */
  isCut: boolean;
}

/**
 * Images of all repositories. A word is looked for in tags, platforms, labels and at the beginning of digests, and in what is known of the repository;
 * where there are words alone, one of them has to be the image's own.
 */
export function searchImages(reading: Reading, search: ImageSearch): FoundImages {
  const { database, kept, now } = reading;
  const wanted = wantedOf(search.search, now);
  const plan = planOf(reading, wanted, search);
  const key = JSON.stringify([plan.from, plan.where, plan.values]);
  const values = [...plan.values, ...plan.where.values];
  const counted = kept.answer(`images ${key}`, () => database.value<number>(`SELECT count(*) FROM (SELECT 1 FROM ${plan.from} WHERE ${plan.where.sql} LIMIT ${MOST_COUNTED + 1})`, values) ?? 0);
  const total = Math.min(counted, MOST_COUNTED);
  const order = orderOf(search, wanted);
  const rows = database.rows<FoundRow>(`SELECT ${FOUND_COLUMNS} FROM ${plan.from} WHERE ${plan.where.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`, [...values, ...order.values, search.limit, search.offset]);
  return { rows: rows.map((row): FoundImage => foundOf(row, search.profile)), total, isAtLeast: plan.isCut || counted > MOST_COUNTED };
}

/** Everything that has to hold of an image `i` and its repository `r`, and what of it the repository alone decides. */
export function foundConditions(wanted: Wanted, search: Pick<ImageSearch, 'profile' | 'region'>): { hints: Condition; where: Condition } {
  const { words, ofRepository, ofImage } = wanted;
  const place = allOf([placeCondition(search), ...ofRepository.map(repositoryTerm)]);
  const positive = words.filter((word) => !word.not).map(({ text }) => text);
  const anywhere = allOf(words.map((word) => (word.not ? not(eitherHas(word.text)) : eitherHas(word.text))));
  const own = positive.length > 0 && !ofImage.some((term) => !term.not) ? anyOf(positive.map(imageWord)) : TRUE;
  return { hints: allOf([place, ...ofImage.filter((term) => !term.not).map(repositoryHint)]), where: allOf([...ofImage.map(imageTerm), anywhere, own]) };
}

/** Joins to `repository r` its images. `CROSS JOIN` keeps SQLite to this order: the few repositories, then their images. */
export const ITS_IMAGES = 'CROSS JOIN image i ON i.id BETWEEN r.id << 20 AND ((r.id + 1) << 20) - 1';

function planOf(reading: Reading, wanted: Wanted, search: ImageSearch): Plan {
  const { hints, where } = foundConditions(wanted, search);
  const positive = wanted.words.filter((word) => !word.not).map(({ text }) => text);
  const tags = wanted.ofImage.flatMap((term) => (term.kind === 'text' && term.filter === 'tag' && !term.not ? [longestPiece(term.value)] : []));
  if (positive.length + tags.length === 0) {
    if (hints === TRUE) return { from: 'image i JOIN repository r ON r.id = i.id >> 20', values: [], where, isCut: false };
    return { from: `repository r ${ITS_IMAGES}`, values: [], where: allOf([hints, where]), isCut: false };
  }
  const found = candidates(reading, { positive, tags, hints });
  return { from: `json_each(?) c CROSS JOIN repository r ON r.id = c.value ${ITS_IMAGES}`, values: [JSON.stringify(found)], where, isCut: found.length >= MOST_REPOSITORIES };
}

const eitherHas = (word: string): Condition => anyOf([imageWord(word), repositoryWord(word)]);

/** Ids of the repositories in which something may be found: for each, how well its tags fit, then when it was pushed to last. */
function candidates({ database, kept }: Reading, { positive, tags, hints }: { positive: readonly string[]; tags: readonly string[]; hints: Condition }): number[] {
  const digests = positive.flatMap((word) => {
    const digits = digestWord(word);
    return digits === undefined ? [] : [digits];
  });
  const byDigest = digests.length === 0 ? FALSE : condition('r.id IN (SELECT value FROM json_each(?))', JSON.stringify(digests.flatMap((digits) => repositoriesWith(database, digits))));
  const each = positive.map((word) => anyOf([condition('instr(w.words, ?) > 0', word), repositoryWord(word), byDigest]));
  const where = allOf([hints, ...each]);
  const ranks = [...positive, ...tags].map((word) => ({ sql: 'CASE WHEN instr(w.words, ?) > 0 THEN 0 WHEN instr(w.words, ?) > 0 THEN 1 WHEN instr(w.words, ?) > 0 THEN 2 ELSE 3 END', values: [`\n${word}\n`, `\n${word}`, word] }));
  const rank = ranks.length === 0 ? '' : `${ranks.map(({ sql }) => sql).join(' + ')}, `;
  const values = [...where.values, ...ranks.flatMap((one) => one.values), MOST_REPOSITORIES];
  const sql = `SELECT r.id FROM words w JOIN repository r ON r.id = w.id WHERE ${where.sql} ORDER BY ${rank}r.newest DESC LIMIT ?`;
  return kept.answer(`candidates ${sql} ${JSON.stringify(values)}`, () => database.rows<[number]>(sql, values).map(([id]) => id));
}

const repositoriesWith = (database: SqlDatabase, digits: string): number[] =>
  database.rows<[number]>('SELECT DISTINCT id >> 20 FROM (SELECT id FROM image WHERE head BETWEEN ? AND ? LIMIT 1000)', headRange(digits)).map(([id]) => id);

function orderOf({ sort, descending }: ImageSearch, { words }: Wanted): Condition {
  const way = descending ? 'DESC' : 'ASC';
  const column = ORDERS[sort];
  // Sizes are always known; the newest first is how an index goes, which a search for everything needs.
  if (sort === 'size' || (sort === 'pushed' && descending)) return condition(`${column} ${way}, i.id ${way}`);
  if (column !== undefined) return condition(`${column} IS NULL, ${column} ${way}, i.id`);
  const ranks = words.filter((word) => !word.not).map(({ text }) => {
    const tag = JSON.stringify(text);
    return condition(`CASE WHEN i.tags IS NULL THEN 3 WHEN instr(lower(i.tags), ?) > 0 THEN 0 WHEN instr(lower(i.tags), ?) > 0 THEN 1 WHEN instr(lower(i.tags), ?) > 0 THEN 2 ELSE 3 END`, tag, tag.slice(0, -1), text);
  });
  if (ranks.length === 0) return condition('i.pushed DESC, i.id DESC');
  return { sql: `${ranks.map(({ sql }) => sql).join(' + ')}, i.pushed DESC, i.id`, values: ranks.flatMap(({ values }) => values) };
}
