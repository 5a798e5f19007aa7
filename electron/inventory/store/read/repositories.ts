import type { Repository, RepositoryPage, RepositoryQuery } from '../../../../shared/model/repository';
import { REPOSITORY_COLUMNS, repositoryOf, type RepositoryRow } from '../rows';
import type { Catalogue } from '../memory/catalogue';
import type { NumberColumn } from '../memory/column';
import type { Remembered } from '../memory/remembered';
import type { SqlDatabase } from '../sql/database';
import { wantedOf, type Wanted } from '../sql/search-terms';
import type { KeptAnswers } from './kept-answers';
import { matchingOf, type Matching } from './search/matching';
import { byRelevance } from './search/relevance';
import type { RepositoryFilter } from './repository-condition';
import { respelled } from './search/respelled';

/** A read operation's surroundings. */
export interface Reading {
  database: SqlDatabase;
  /** Answers of this state of the file. */
  kept: KeptAnswers;
  /** What searches go through; caught up with the file at its first use in an operation. */
  readonly catalogue: Catalogue;
  /** Lists of its rows that were found. */
  found: Remembered<readonly number[]>;
  /** Epoch milliseconds. */
  now: number;
}

const COLUMNS: Readonly<Record<Exclude<RepositoryQuery['sort'], 'name' | 'relevance' | 'account' | 'region'>, NumberColumn>> = {
  created: 'created', images: 'images', size: 'size', pushed: 'newest', pulled: 'pulled', cost: 'cost',
};

/** A window of the repositories that a query is about, and how many there are in all. Words that nothing has are respelled. */
export function queryRepositories(reading: Reading, query: RepositoryQuery): Omit<RepositoryPage, 'revision'> {
  const { catalogue, found } = reading;
  const { wanted, matching } = answerOf(reading, query);
  const total = matching.rows.length;
  if (query.offset >= total) return { rows: [], total };
  const { sort, descending, offset, limit } = query;
  const ordered = found.answer(catalogue.version, JSON.stringify([`sorted ${sort} ${descending} ${matching.question}`, []]), () => inOrder(reading, matching.rows, query, wanted));
  const ids = ordered.slice(offset, offset + limit).map((row) => catalogue.ids[row] as number);
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

/** What is looked for, respelled where nothing has it, and what is found. */
export function answerOf(reading: Reading, query: RepositoryFilter): { wanted: Wanted; matching: Matching } {
  const { search: _search, profile, region, registry, folder, direct, uris } = query;
  const filter = { search: '', profile, region, registry, folder, direct, uris };
  const wanted = wantedOf(query.search, reading.now);
  const matching = matchingOf(reading, filter, wanted);
  const other = matching.rows.length > 0 ? undefined : respelled(reading, wanted);
  return other === undefined ? { wanted, matching } : { wanted: other, matching: matchingOf(reading, filter, other) };
}

/** More than those are taken out of the order of everything, which is kept. */
const FEW = 3000;

/** `rows` come by name. */
function inOrder(reading: Reading, rows: readonly number[], query: RepositoryQuery, { words }: Wanted): readonly number[] {
  const { catalogue, found } = reading;
  const { sort, descending } = query;
  if (sort === 'name') return descending ? [...rows].reverse() : rows;
  if (sort === 'relevance') {
    const looked = words.filter((word) => !word.not).map(({ text }) => text);
    return looked.length === 0 ? rows : byRelevance(rows, { names: catalogue.names, count: catalogue.count, words: looked });
  }
  if (rows.length <= FEW) return sorted(catalogue, rows, { sort, descending });
  const asked = new Uint8Array(catalogue.count);
  for (const row of rows) asked[row] = 1;
  const all = found.answer(catalogue.version, JSON.stringify([`everything by ${sort} ${descending}`, []]), () => sorted(catalogue, catalogue.byName, { sort, descending }));
  return rows.length === all.length ? all : all.filter((row) => asked[row] === 1);
}

type ColumnSort = Exclude<RepositoryQuery['sort'], 'name' | 'relevance'>;

function sorted(catalogue: Catalogue, rows: readonly number[], { sort, descending }: { sort: ColumnSort; descending: boolean }): readonly number[] {
  const way = descending ? -1 : 1;
  if (sort === 'account' || sort === 'region') {
    const of = (row: number): string => catalogue.places.at(row)[sort];
    return [...rows].sort((a, b) => way * (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0));
  }
  const numbers = catalogue.numbers(COLUMNS[sort]);
  // What is not known goes last either way.
  const known = rows.filter((row) => !Number.isNaN(numbers[row] as number));
  const unknown = known.length === rows.length ? [] : rows.filter((row) => Number.isNaN(numbers[row] as number));
  return [...known.sort((a, b) => way * ((numbers[a] as number) - (numbers[b] as number))), ...unknown];
}
