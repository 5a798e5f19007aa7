import type { RegistryKind, Repository } from '../../../../shared/model/repository';
import { millisecondsOf, type RepositoryRest } from '../rows';
import type { SqlDatabase } from '../sql/database';

/** A registry of a region, seen through a profile. */
export interface SourceKey {
  profile: string;
  region: string;
  registry: RegistryKind;
}

export interface SourceRepositories {
  source: SourceKey;
  repositories: readonly Repository[];
}

/** Repositories that a source was seen to have; those it had before stay. Writes what has changed alone; answers whether anything had. */
export function putRepositories(database: SqlDatabase, { source, repositories }: SourceRepositories): boolean {
  return database.transaction(() => {
    const id = sourceNumber(database, source);
    const known = knownOf(database, repositories);
    const changed = repositories.filter((repository) => isChanged(repository, known.get(repository.uri)));
    if (changed.length > 0) upsert(database, changed, known);
    const uris = JSON.stringify(repositories.map(({ uri }) => uri));
    const unseen = 'FROM json_each(?) j JOIN repository r ON r.uri = j.value WHERE NOT EXISTS (SELECT 1 FROM seen WHERE source = ? AND repository = r.id)';
    const fresh = database.rows<[number]>(`SELECT r.id ${unseen}`, [uris, id]).map(([repository]) => repository);
    if (fresh.length > 0) database.run(`INSERT OR IGNORE INTO seen (source, repository) SELECT ?, value FROM json_each(?)`, [id, JSON.stringify(fresh)]);
    const [first] = repositories;
    if (first !== undefined) database.run('UPDATE source SET account = ?, host = ? WHERE id = ?', [first.accountId, first.host, id]);
    const touched = [...new Set([...fresh, ...idsOf(database, changed.map(({ uri }) => uri))])];
    if (touched.length > 0) describeAgain(database, touched);
    return touched.length > 0;
  });
}

/** All that a source has, once it was listed to its end: what was known of it besides has gone. Answers whether anything has changed. */
export function replaceSource(database: SqlDatabase, input: { source: SourceKey; uris: readonly string[]; readAt: number }): boolean {
  return database.transaction(() => {
    const id = sourceNumber(database, input.source);
    const gone = database
      .rows<[number]>('SELECT repository FROM seen WHERE source = ? AND repository NOT IN (SELECT r.id FROM json_each(?) j JOIN repository r ON r.uri = j.value)', [id, JSON.stringify(input.uris)])
      .map(([repository]) => repository);
    if (gone.length > 0) {
      database.run('DELETE FROM seen WHERE source = ? AND repository IN (SELECT value FROM json_each(?))', [id, JSON.stringify(gone)]);
      removeUnseen(database, gone);
    }
    database.run('UPDATE source SET read_at = ? WHERE id = ?', [input.readAt, id]);
    return gone.length > 0;
  });
}

/** Repositories that were deleted, whoever saw them. Answers whether there were any. */
export function dropRepositories(database: SqlDatabase, { uris }: { uris: readonly string[] }): boolean {
  return database.transaction(() => {
    const gone = idsOf(database, uris);
    if (gone.length > 0) {
      database.run('DELETE FROM seen WHERE repository IN (SELECT value FROM json_each(?))', [JSON.stringify(gone)]);
      removeUnseen(database, gone);
    }
    return gone.length > 0;
  });
}

/** Tags of the repositories themselves, by URI. */
export function putResourceTags(database: SqlDatabase, { tags }: { tags: Readonly<Record<string, Record<string, string>>> }): boolean {
  return database.transaction(() => {
    const touched: number[] = [];
    for (const [uri, own] of Object.entries(tags)) {
      const known = database.row<[number, string]>('SELECT r.id, d.json FROM repository r JOIN detail d ON d.id = r.id WHERE r.uri = ?', [uri]);
      if (known === undefined) continue;
      const next = JSON.stringify({ ...(JSON.parse(known[1]) as RepositoryRest), resourceTags: own });
      if (next === known[1]) continue;
      database.run('UPDATE detail SET json = ? WHERE id = ?', [next, known[0]]);
      touched.push(known[0]);
    }
    if (touched.length > 0) describeAgain(database, touched);
    return touched.length > 0;
  });
}

/** The number of a source; one that is new goes last. */
export function sourceNumber(database: SqlDatabase, { profile, region, registry }: SourceKey): number {
  const find = (): number | undefined => database.value<number>('SELECT id FROM source WHERE profile = ? AND region = ? AND registry = ?', [profile, region, registry]);
  const known = find();
  if (known !== undefined) return known;
  database.run('INSERT INTO source (profile, region, registry, position) VALUES (?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM source))', [profile, region, registry]);
  return find() as number;
}

interface Known {
  id: number;
  created: number | null;
  rest: string;
}

function knownOf(database: SqlDatabase, repositories: readonly Repository[]): Map<string, Known> {
  const uris = JSON.stringify(repositories.map(({ uri }) => uri));
  const rows = database.rows<[string, number, number | null, string]>('SELECT r.uri, r.id, r.created, d.json FROM json_each(?) j JOIN repository r ON r.uri = j.value JOIN detail d ON d.id = r.id', [uris]);
  return new Map(rows.map(([uri, id, created, rest]) => [uri, { id, created, rest }]));
}

/** Listing repositories does not tell their tags: what was read of them before stays. */
function restOf(repository: Repository, known: Known | undefined): string {
  const { arn, mutability, mutabilityExclusions, scanOnPush, encryption } = repository;
  const resourceTags = repository.resourceTags ?? (known === undefined ? undefined : (JSON.parse(known.rest) as RepositoryRest).resourceTags);
  return JSON.stringify({ arn, mutability, mutabilityExclusions, scanOnPush, encryption, ...(resourceTags !== undefined && { resourceTags }) });
}

const isChanged = (repository: Repository, known: Known | undefined): boolean =>
  known === undefined || known.created !== millisecondsOf(repository.createdAt) || known.rest !== restOf(repository, known);

function upsert(database: SqlDatabase, repositories: readonly Repository[], known: ReadonlyMap<string, Known>): void {
  const rows = repositories.map((repository) => [
    repository.name, repository.accountId, repository.region, repository.registry ?? 'private', millisecondsOf(repository.createdAt), repository.host, repository.uri,
    restOf(repository, known.get(repository.uri)),
  ]);
  const values = JSON.stringify(rows);
  database.run(
    `INSERT INTO repository (name, text, account, region, registry, profiles, created, host, uri)
     SELECT value ->> 0, '', value ->> 1, value ->> 2, value ->> 3, '', value ->> 4, value ->> 5, value ->> 6 FROM json_each(?) WHERE true
     ON CONFLICT (uri) DO UPDATE SET created = excluded.created`,
    [values],
  );
  database.run(
    `INSERT INTO detail (id, json) SELECT r.id, value ->> 7 FROM json_each(?) j JOIN repository r ON r.uri = j.value ->> 6 WHERE true
     ON CONFLICT (id) DO UPDATE SET json = excluded.json`,
    [values],
  );
}

const idsOf = (database: SqlDatabase, uris: readonly string[]): number[] =>
  uris.length === 0 ? [] : database.rows<[number]>('SELECT r.id FROM json_each(?) j JOIN repository r ON r.uri = j.value', [JSON.stringify(uris)]).map(([id]) => id);

/** Writes who sees the repositories, and what words are looked for in, anew. */
export function describeAgain(database: SqlDatabase, ids: readonly number[]): void {
  const rows = database.rows<[number, string, string, string | null]>(
    `SELECT r.id, r.uri, d.json,
       (SELECT group_concat(profile, char(10)) FROM (SELECT profile FROM seen JOIN source ON source.id = seen.source WHERE seen.repository = r.id GROUP BY profile ORDER BY min(position)))
     FROM json_each(?) j JOIN repository r ON r.id = j.value JOIN detail d ON d.id = r.id`,
    [JSON.stringify(ids)],
  );
  const next = rows.map(([id, uri, rest, profiles]) => {
    const tags = Object.entries((JSON.parse(rest) as RepositoryRest).resourceTags ?? {}).map(([key, value]) => `${key}=${value}`.replaceAll('\n', ' '));
    return [id, `\n${profiles ?? ''}\n`, [uri, profiles ?? '', ...tags].join('\n').toLowerCase()];
  });
  database.run(
    `UPDATE repository SET profiles = j.value ->> 1, text = j.value ->> 2 FROM json_each(?) j
     WHERE repository.id = j.value ->> 0 AND (profiles <> j.value ->> 1 OR text <> j.value ->> 2)`,
    [JSON.stringify(next)],
  );
  for (const id of ids) database.touched.add(id);
}

/** Removes those of the repositories that no source sees any more, with their images; the others are described anew. */
export function removeUnseen(database: SqlDatabase, ids: readonly number[]): void {
  const list = JSON.stringify(ids);
  const gone = database.rows<[number]>('SELECT value FROM json_each(?) WHERE value NOT IN (SELECT repository FROM seen)', [list]).map(([id]) => id);
  for (const id of gone) {
    database.run('DELETE FROM image WHERE id BETWEEN ? << 20 AND ((? + 1) << 20) - 1', [id, id]);
    database.touched.add(id);
    for (const table of ['repository', 'detail', 'words']) database.run(`DELETE FROM ${table} WHERE id = ?`, [id]);
  }
  const left = new Set(ids);
  gone.forEach((id) => left.delete(id));
  if (left.size > 0) describeAgain(database, [...left]);
}
