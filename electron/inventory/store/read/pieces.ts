import type { FoundImage } from '../../../../shared/model/image';
import type { Repository } from '../../../../shared/model/repository';
import { FOUND_COLUMNS, foundOf, type FoundRow } from '../rows';
import { allOf, anyOf, not, TRUE, type Condition } from '../sql/condition';
import { imageTerm, imageWord, repositoryTerm, repositoryWord, wantedOf, type Wanted } from '../sql/search-terms';
import { repositoriesOf, type Reading } from './repositories';
import { placeCondition, repositoryConditions, repositoryHint } from './repository-condition';

/** Which part of everything: those behind an id, in the order in which they became known. */
export interface PieceWanted {
  search: string;
  profile?: string | undefined;
  region?: string | undefined;
  /** 0 for the first piece, then what the piece before answered as `next`. */
  after: number;
  limit: number;
}

/** `next` is absent at the end. */
export interface Piece<Row> {
  rows: Row[];
  next?: number;
}

/** Every repository that a search is about, piece by piece: costs no more at the end than at the beginning. */
export function repositoriesAfter({ database, now }: Reading, { after, limit, ...filter }: PieceWanted): Piece<Repository> {
  const { sql, values } = repositoryConditions(filter, now);
  const ids = database.rows<[number]>(`SELECT r.id FROM repository r WHERE r.id > ? AND ${sql} ORDER BY r.id LIMIT ?`, [after, ...values, limit]).map(([id]) => id);
  const last = ids.at(-1);
  return { rows: repositoriesOf(database, ids, filter.profile), ...(ids.length === limit && last !== undefined && { next: last }) };
}

/** Every image that a search is about, piece by piece. */
export function imagesAfter({ database, now }: Reading, { after, limit, search, profile, region }: PieceWanted): Piece<FoundImage> {
  const { sql, values } = foundCondition(wantedOf(search, now), { profile, region });
  const rows = database.rows<[id: number, ...FoundRow]>(
    `SELECT i.id, ${FOUND_COLUMNS} FROM repository r CROSS JOIN image i ON i.id BETWEEN r.id << 20 AND ((r.id + 1) << 20) - 1 WHERE r.id >= ? >> 20 AND i.id > ? AND ${sql} ORDER BY r.id, i.id LIMIT ?`,
    [after, after, ...values, limit],
  );
  const last = rows.at(-1)?.[0];
  return { rows: rows.map(([, ...row]) => foundOf(row, profile)), ...(rows.length === limit && last !== undefined && { next: last }) };
}

/** Everything that has to hold of an image `i` and its repository `r`, as `searchImages` has it; what the repository alone decides goes first. */
function foundCondition({ words, ofRepository, ofImage }: Wanted, place: Pick<PieceWanted, 'profile' | 'region'>): Condition {
  const hints = ofImage.filter((term) => !term.not).map(repositoryHint);
  const anywhere = words.map((word) => (word.not ? not(eitherHas(word.text)) : eitherHas(word.text)));
  const positive = words.filter((word) => !word.not).map(({ text }) => text);
  const own = positive.length > 0 && !ofImage.some((term) => !term.not) ? anyOf(positive.map(imageWord)) : TRUE;
  return allOf([placeCondition(place), ...ofRepository.map(repositoryTerm), ...hints, ...ofImage.map(imageTerm), ...anywhere, own]);
}

const eitherHas = (word: string): Condition => anyOf([imageWord(word), repositoryWord(word)]);
