import { Change } from '../../shared/model/changes/change';
import type { RepositoryKey } from '../../shared/model/repository';
import type { Changes } from '../../electron/changes/changes';

/** Creates a repository as Berth does when nothing but its name is told. @throws when it was not created. */
export async function makeRepository({ changes }: { changes: Pick<Changes, 'apply'> }, repository: RepositoryKey): Promise<void> {
  const { result, error } = await changes.apply(Change.parse({ kind: 'create-repository', repository }), { signal: new AbortController().signal });
  if (result !== 'done') throw new Error(`${repository.name} was not created: ${error?.message ?? result}`);
}
