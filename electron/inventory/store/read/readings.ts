import type { RegistryKind } from '../../../../shared/model/repository';
import type { Reading } from './repositories';

/** How fresh the knowledge of one repository is; instants are epoch milliseconds. */
export interface RepositoryReading {
  uri: string;
  name: string;
  host: string;
  /** Profiles that see it, the one that speaks for it first. */
  profiles: readonly string[];
  region: string;
  registry: RegistryKind;
  createdAt?: number;
  /** When its images were read last; absent: never. */
  readAt?: number;
  newestPushAt?: number;
  images?: number;
}

/** The next of all repositories behind an id, and the id to go on from; that is absent at the end. */
export function readings({ database }: Reading, { after, limit }: { after: number; limit: number }): { rows: RepositoryReading[]; next?: number } {
  const rows = database.rows<[number, string, string, string, string, string, RegistryKind, number | null, number | null, number | null, number | null]>(
    'SELECT id, uri, name, host, profiles, region, registry, read_at, newest, images, created FROM repository WHERE id > ? ORDER BY id LIMIT ?',
    [after, limit],
  );
  const last = rows.at(-1)?.[0];
  return {
    rows: rows.map(([, uri, name, host, profiles, region, registry, readAt, newest, images, created]) => ({
      uri, name, host, region, registry,
      profiles: profiles.trim().split('\n'),
      ...(readAt !== null && { readAt }),
      ...(newest !== null && { newestPushAt: newest }),
      ...(images !== null && { images }),
      ...(created !== null && { createdAt: created }),
    })),
    ...(rows.length === limit && last !== undefined && { next: last }),
  };
}
