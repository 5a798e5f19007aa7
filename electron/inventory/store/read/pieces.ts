import type { FoundImage } from '../../../../shared/model/image';
import type { Repository } from '../../../../shared/model/repository';
import { FOUND_COLUMNS, foundOf, type FoundRow } from '../rows';
import { allOf } from '../sql/condition';
import { wantedOf } from '../sql/search-terms';
import { foundConditions, ITS_IMAGES } from './image-search';
import { repositoriesOf, type Reading } from './repositories';
import { repositoryConditions } from './repository-condition';

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
  const { hints, where } = foundConditions(wantedOf(search, now), { profile, region });
  const { sql, values } = allOf([hints, where]);
  const rows = database.rows<[id: number, ...FoundRow]>(
    `SELECT i.id, ${FOUND_COLUMNS} FROM repository r ${ITS_IMAGES} WHERE r.id >= ? >> 20 AND i.id > ? AND ${sql} ORDER BY r.id, i.id LIMIT ?`,
    [after, after, ...values, limit],
  );
  const last = rows.at(-1)?.[0];
  return { rows: rows.map(([, ...row]) => foundOf(row, profile)), ...(rows.length === limit && last !== undefined && { next: last }) };
}
