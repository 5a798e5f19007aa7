import { toWireError } from '../../shared/errors';
import type { InventorySource, Repository } from '../../shared/model/repository';
import type { InventoryEcr } from './ports';
import type { RepositoryIndex } from './repository-index';
import type { Source } from './sources-of';

/** A source and how far it is. */
export interface SourceRow {
  source: Source;
  status: InventorySource;
  /** Ends the loading that runs. */
  abort?: AbortController;
}

/**
 * Reads one source page by page into the index. While it runs, what was known before stays visible; at its end the
 * index has what ECR said alone, after a failure what was known and what came before it. Never throws: a failure is the source's status.
 */
export async function loadSource(
  row: SourceRow,
  into: { ecr: InventoryEcr; index: RepositoryIndex; changed: () => void },
): Promise<void> {
  const { ecr, index, changed } = into;
  const { source } = row;
  const abort = new AbortController();
  row.abort?.abort();
  row.abort = abort;
  const { profile, region } = source;
  const set = (repositories: readonly Repository[], status: Partial<InventorySource>): void => {
    index.set(source.id, repositories);
    const accountId = repositories[0]?.accountId ?? row.status.accountId;
    const next = {
      ...row.status,
      repositories: repositories.length,
      ...(accountId !== undefined && { accountId }),
    };
    delete next.error;
    row.status = { ...next, ...status };
    changed();
  };
  set(index.of(source.id), { status: 'loading' });
  const fresh = new Map<string, Repository>();
  const visible = new Map(index.of(source.id).map((repository) => [repository.uri, repository]));
  try {
    for await (const page of ecr.repositories({ profile, region }, abort.signal)) {
      if (abort.signal.aborted) return;
      for (const repository of page) {
        fresh.set(repository.uri, repository);
        visible.set(repository.uri, repository);
      }
      set([...visible.values()], { status: 'loading' });
    }
    if (!abort.signal.aborted) set([...fresh.values()], { status: 'ready' });
  } catch (thrown) {
    if (!abort.signal.aborted) set([...visible.values()], { status: 'failed', error: toWireError(thrown) });
  }
}
