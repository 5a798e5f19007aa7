import { toAppError } from '../../../shared/errors';
import type { CrawlClock, CrawlEcr, CrawlStore } from './ports';
import type { PoliteCalls } from './pace/polite-calls';
import { readPages } from './read-pages';
import type { SourceRow } from './source-row';

export interface ListPorts {
  ecr: CrawlEcr;
  store: CrawlStore;
  calls: PoliteCalls;
  clock: CrawlClock;
  changed: () => void;
  /** Who lists a registry in this turn, by its host. */
  leaders: Map<string, Leader>;
}

/** A source that lists its registry for all that see the same one. */
export interface Leader {
  row: SourceRow;
  /** Whether it got to the end. */
  done: Promise<boolean>;
}

/**
 * Lists the repositories of a source into the store, page by page. Where another profile already lists the same registry, one page is
 * enough: it proves that this one may, and the rest is the other's. What was known stays visible until the end, and after a failure, which
 * becomes the source's status. Answers how many calls it took. Never throws.
 */
export async function listSource(row: SourceRow, ports: ListPorts): Promise<number> {
  const { ecr, store, calls, clock, changed, leaders } = ports;
  const { signal } = row.abort;
  let [made, seen] = [0, 0];
  let finish: (complete: boolean) => void = () => undefined;
  let mirrored: SourceRow | undefined;
  row.lists();
  changed();
  try {
    // An instant before the first page: what is created while we list is found next time.
    const readAt = clock.now();
    const uris = await readPages({
      ask: (nextToken) => {
        if (nextToken === undefined) seen = 0;
        made += 1;
        return calls.run(`${row.lane} DescribeRepositories`, signal, () => ecr.repositories(row.key, { nextToken, signal }));
      },
      keep: ({ uri }) => [uri, uri],
      page: async ({ items, nextToken }) => {
        const [first] = items;
        if (first !== undefined) row.isOf(first);
        seen += items.length;
        row.lists(seen);
        if (!signal.aborted) await store.putRepositories({ source: row.key, repositories: items });
        changed();
        if (first === undefined || nextToken === undefined) return 'go on';
        const leader = leaders.get(first.host);
        if (leader === undefined) leaders.set(first.host, { row, done: new Promise((resolve) => (finish = resolve)) });
        else if (leader.row !== row && (await leader.done)) {
          mirrored = leader.row;
          return 'enough';
        }
        return 'go on';
      },
    });
    if (signal.aborted) return made;
    if (mirrored === undefined) await store.replaceSource({ source: row.key, uris, readAt });
    else await store.mirrorSource({ from: mirrored.key, to: row.key });
    row.listed(mirrored === undefined ? uris.length : mirrored.state().repositories, readAt);
    finish(true);
  } catch (thrown) {
    row.failed(toAppError(thrown));
  } finally {
    if (signal.aborted) row.stopped();
    finish(false);
    changed();
  }
  return made;
}
