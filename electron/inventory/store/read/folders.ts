import type { Folder, FolderQuery } from '../../../../shared/model/repository';
import type { Reading } from './repositories';
import { repositoryConditions } from './repository-condition';

/** The folders directly below another (or at the top), by name, with how many of the repositories asked for are in each at any depth. */
export function folders({ database, kept, now }: Reading, query: FolderQuery): Folder[] {
  const { sql, values } = repositoryConditions(query, now);
  const folder = query.folder === undefined || query.folder === '' ? '' : query.folder.replace(/\/?$/, '/');
  // Where the next part of the name begins, counted from 1.
  const start = folder.length + 1;
  return kept.answer(`folders ${start} ${sql} ${JSON.stringify(values)}`, () =>
    database
      .rows<[string, number]>(
        `SELECT substr(r.name, 1, ? + instr(substr(r.name, ?), '/')) AS path, count(*) FROM repository r WHERE ${sql} AND instr(substr(r.name, ?), '/') > 0 GROUP BY path ORDER BY path`,
        [start - 1, start, ...values, start],
      )
      .map(([path, repositories]) => ({ path, repositories })),
  );
}
