import type { Repository, RepositoryPage, RepositoryQuery } from '../../../../shared/model/repository';
import { REPOSITORY_COLUMNS, repositoryOf, type RepositoryRow } from '../rows';
import type { SqlDatabase, SqlValue } from '../sql/database';
import type { KeptAnswers } from './kept-answers';
import { nameRank } from './relevance';
import { conditionsOf, repositoryConditions, type RepositoryConditions } from './repository-condition';
import { respelled } from './respelled';

/** A read operation's surroundings. */
export interface Reading {
  database: SqlDatabase;
  /** Answers of this state of the file. */
  kept: KeptAnswers;
  /** Epoch milliseconds. */
  now: number;
}

const ORDERS: Partial<Record<RepositoryQuery['sort'], string>> = {
  account: 'r.account', region: 'r.region', created: 'r.created', images: 'r.images', size: 'r.size', pushed: 'r.newest', pulled: 'r.pulled', cost: 'r.cost',
};

/** A window of the repositories that a query is about, and how many there are in all. Words that nothing has are respelled. */
export function queryRepositories(reading: Reading, query: RepositoryQuery): Omit<RepositoryPage, 'revision'> {
  const { sql, order, total } = answerOf(reading, query);
  if (query.offset >= total) return { rows: [], total };
  const window = `SELECT r.id FROM repository r WHERE ${sql.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`;
  const ids = reading.database.rows<[number]>(window, [...sql.values, ...order.values, query.limit, query.offset]).map(([id]) => id);
  return { rows: repositoriesOf(reading.database, ids, query.profile), total };
}

/** The repositories with these ids, in that order. */
export function repositoriesOf(database: SqlDatabase, ids: readonly number[], profile?: string): Repository[] {
  const rows = database.rows<RepositoryRow>(`SELECT ${REPOSITORY_COLUMNS} FROM json_each(?) j JOIN repository r ON r.id = j.value JOIN detail d ON d.id = r.id ORDER BY j.key`, [JSON.stringify(ids)]);
  return rows.map((row) => repositoryOf(row, profile));
}

/** One repository by its URI (`host/name`), as the first profile that sees it does. */
export function findRepository({ database }: Reading, { uri }: { uri: string }): Repository | undefined {
  const row = database.row<RepositoryRow>(`SELECT ${REPOSITORY_COLUMNS} FROM repository r JOIN detail d ON d.id = r.id WHERE r.uri = ?`, [uri]);
  return row === undefined ? undefined : repositoryOf(row);
}

/** How a query is answered: which, in which order, how many. */
function answerOf(reading: Reading, query: RepositoryQuery): { sql: RepositoryConditions; order: { sql: string; values: readonly SqlValue[] }; total: number } {
  const plain = repositoryConditions(query, reading.now);
  const count = (sql: RepositoryConditions): number =>
    reading.kept.answer(`repositories ${sql.sql} ${JSON.stringify(sql.values)}`, () => reading.database.value<number>(`SELECT count(*) FROM repository r WHERE ${sql.sql}`, sql.values) ?? 0);
  const total = count(plain);
  const other = total > 0 ? undefined : respelled(reading, plain.wanted);
  if (other === undefined) return { sql: plain, order: orderOf(query, plain), total };
  const sql = conditionsOf(query, other);
  return { sql, order: orderOf(query, sql), total: count(sql) };
}

function orderOf({ sort, descending }: RepositoryQuery, { wanted }: RepositoryConditions): { sql: string; values: readonly SqlValue[] } {
  const way = descending ? 'DESC' : 'ASC';
  if (sort === 'name') return { sql: `r.name ${way}, r.uri ${way}`, values: [] };
  if (sort === 'relevance') {
    const words = wanted.words.filter((word) => !word.not).map(({ text }) => text);
    if (words.length === 0) return { sql: 'r.name, r.uri', values: [] };
    const rank = nameRank(words);
    return { sql: `${rank.sql}, length(r.name), r.name, r.uri`, values: rank.values };
  }
  // What is not known goes last either way.
  return { sql: `${ORDERS[sort]} IS NULL, ${ORDERS[sort]} ${way}, r.name, r.uri`, values: [] };
}
