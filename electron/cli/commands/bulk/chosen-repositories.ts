import { toAppError, type AppError } from '../../../../shared/errors';
import { RepositoryQuery, type Repository } from '../../../../shared/model/repository';
import { listRepositories } from '../../../ecr/repository/list-repositories';
import { InventoryStore } from '../../../inventory/store/inventory-store';
import type { CommandRun } from '../../command-run';
import { scopesFor } from '../../arguments/scope';
import { saySearchProblems } from '../../output/search-problems';
import { everyRow } from '../repos';

/** The repositories that a search finds now, of every profile and region or of those that were asked for. What could not be read is said. @throws AppError when nothing could be. */
export async function chosenRepositories({ services, options, env, out, signal }: CommandRun<object>, search: string): Promise<Repository[]> {
  saySearchProblems(search, out);
  const scopes = scopesFor(services.profiles.state(), options, env);
  const store = new InventoryStore({ file: ':memory:', now: Date.now, log: () => undefined });
  try {
    const failures: AppError[] = [];
    await store.keepSources(scopes.map((scope) => ({ ...scope, registry: 'private', definition: '' })));
    const read = async (scope: (typeof scopes)[number]): Promise<void> => {
      for await (const repositories of listRepositories(services.clients, scope, signal)) await store.putRepositories({ source: { ...scope, registry: 'private' }, repositories });
    };
    await Promise.all(scopes.map((scope) => read(scope).catch((thrown: unknown) => void failures.push(toAppError(thrown)))));
    if (failures[0] !== undefined && failures.length === scopes.length) throw failures[0];
    failures.forEach(({ message }) => out.note(`berth: ${message}`));
    return await everyRow((window) => store.query(RepositoryQuery.parse({ search, ...window })));
  } finally {
    await store.close();
  }
}
