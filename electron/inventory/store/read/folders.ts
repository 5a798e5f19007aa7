import type { Folder, FolderQuery } from '../../../../shared/model/repository';
import { answerOf, type Reading } from './repositories';

/** The folders directly below another (or at the top), by name, with how many of the repositories asked for are in each at any depth. */
export function folders(reading: Reading, query: FolderQuery): Folder[] {
  const { catalogue } = reading;
  const start = query.folder === undefined || query.folder === '' ? 0 : query.folder.replace(/\/?$/, '/').length;
  const counts = new Map<string, number>();
  for (const row of answerOf(reading, query).matching.rows) {
    const name = catalogue.names.at(row);
    const end = name.indexOf('/', start) + 1;
    if (end > 0) counts.set(name.slice(0, end), (counts.get(name.slice(0, end)) ?? 0) + 1);
  }
  // Rows come by name, but `a-b/` stands between `a/` and what else begins with `a`.
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, repositories]) => ({ path, repositories }));
}
