import type { RepositoryKey } from '../../../../shared/model/repository';
import type { Reading } from './repositories';

/** The URI of the repository that a profile sees under this name; undefined for one that is not known. */
export function placeOf({ database }: Reading, { profile, region, name, registry = 'private' }: RepositoryKey): string | undefined {
  return database.value<string>(
    `SELECT r.uri FROM repository r JOIN seen ON seen.repository = r.id JOIN source s ON s.id = seen.source
     WHERE r.name = ? AND s.profile = ? AND s.region = ? AND s.registry = ?`,
    [name, profile, region, registry],
  );
}

/** How many repositories are known. */
export function total({ database }: Reading, _input: object): number {
  return database.value<number>('SELECT count(*) FROM repository') ?? 0;
}
