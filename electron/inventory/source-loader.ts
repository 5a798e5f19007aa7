import { toWireError } from '../../shared/errors';
import type { InventorySource } from '../../shared/model/repository';
import type { InventoryEcr } from './ports';
import type { Source } from './sources-of';
import type { InventoryStore } from './store/inventory-store';

/** A source and how far it is. */
export interface SourceRow {
  source: Source;
  status: InventorySource;
  /** Its registry's, once a repository of it was seen. */
  host?: string;
  /** Ends the loading that runs. */
  abort?: AbortController;
}

/**
 * Reads one source page by page into the index. While it runs, what was known before stays visible; at its end the
 * index has what ECR said alone, after a failure what was known and what came before it. Never throws: a failure is the source's status.
 */
export async function loadSource(
  row: SourceRow,
  into: { ecr: InventoryEcr; store: InventoryStore; now: () => number; changed: () => Promise<void> },
): Promise<void> {
  const { ecr, store, now, changed } = into;
  const { profile, region } = row.source;
  const source = { profile, region, registry: 'private' as const };
  const abort = new AbortController();
  row.abort?.abort();
  row.abort = abort;
  const set = async (status: InventorySource['status'], repositories: number): Promise<void> => {
    const next = { ...row.status, status, repositories };
    delete next.error;
    row.status = next;
    await changed();
  };
  const uris: string[] = [];
  const before = row.status.repositories;
  try {
    await set('loading', before);
    const readAt = now();
    for await (const page of ecr.repositories({ profile, region }, abort.signal)) {
      if (abort.signal.aborted) return;
      await store.putRepositories({ source, repositories: page });
      uris.push(...page.map(({ uri }) => uri));
      const [first] = page;
      if (first !== undefined) {
        row.host = first.host;
        row.status = { ...row.status, accountId: first.accountId };
      }
      await set('loading', Math.max(before, uris.length));
    }
    if (abort.signal.aborted) return;
    await store.replaceSource({ source, uris, readAt });
    await set('ready', uris.length);
  } catch (thrown) {
    if (abort.signal.aborted) return;
    row.status = { ...row.status, status: 'failed', error: toWireError(thrown) };
    await changed().catch(() => undefined);
  }
}
