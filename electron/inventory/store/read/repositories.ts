import type { Repository, RepositoryPage, RepositoryQuery } from '../../../../shared/model/repository';
import { REPOSITORY_COLUMNS, repositoryOf, type RepositoryRow } from '../rows';
import type { SqlDatabase, SqlValue } from '../sql/database';
import type { KeptAnswers } from './kept-answers';
import { matchingOf, type Matching } from './matching';
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
  const { conditions, found } = answerOf(reading, query);
  const { total, ids } = found;
  if (query.offset >= total) return { rows: [], total };
  const order = orderOf(query, { conditions, isShort: ids !== undefined });
  const from = ids === undefined ? { sql: `repository r WHERE ${conditions.sql}`, values: conditions.values } : { sql: 'json_each(?) j CROSS JOIN repository r ON r.id = j.value WHERE 1', values: [ids] };
  const rows = reading.database.rows<[number]>(`SELECT r.id FROM ${from.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`, [...from.values, ...order.values, query.limit, query.offset]);
  return { rows: repositoriesOf(reading.database, rows.map(([id]) => id), query.profile), total };
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

/** Which conditions answer a query, and what they find. */
function answerOf(reading: Reading, query: RepositoryQuery): { conditions: RepositoryConditions; found: Matching } {
  const plain = repositoryConditions(query, reading.now);
  const found = matchingOf(reading, plain);
  const other = found.total > 0 ? undefined : respelled(reading, plain.wanted);
  if (other === undefined) return { conditions: plain, found };
  const conditions = conditionsOf(query, other);
  return { conditions, found: matchingOf(reading, conditions) };
}

/** `isShort`: what was found is a short list, every row of which can be ranked. */
function orderOf({ sort, descending }: RepositoryQuery, { conditions: { wanted }, isShort }: { conditions: RepositoryConditions; isShort: boolean }): { sql: string; values: readonly SqlValue[] } {
  const way = descending ? 'DESC' : 'ASC';
  if (sort === 'name') return { sql: `r.name ${way}, r.uri ${way}`, values: [] };
  if (sort === 'relevance') {
    const words = wanted.words.filter((word) => !word.not).map(({ text }) => text);
    // A letter or two that most names have: by name, which an index knows.
    if (words.length === 0 || !isShort) return { sql: 'r.name, r.uri', values: [] };
    const rank = nameRank(words);
    return { sql: `${rank.sql}, length(r.name), r.name, r.uri`, values: rank.values };
  }
  // What is not known goes last either way.
  return { sql: `${ORDERS[sort]} IS NULL, ${ORDERS[sort]} ${way}, r.name, r.uri`, values: [] };
}
