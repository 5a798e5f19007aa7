import type { Command } from 'commander';
import { toAppError, type AppError } from '../../../shared/errors';
import { RepositoryQuery } from '../../../shared/model/repository';
import { listRepositories } from '../../ecr/repository/list-repositories';
import { InventoryStore } from '../../inventory/store/inventory-store';
import type { Action } from '../command-run';
import { scopesFor } from '../arguments/scope';
import { saySearchProblems } from '../output/search-problems';
import { dateWords } from '../output/words';

/** `berth repos`: the repositories of every profile and region, or of those that were asked for, as they are now. */
export function addRepos(program: Command, action: Action): void {
  program
    .command('repos')
    .description('list repositories')
    .option('--search <text>', 'words of name, account, region or profile, and filters: name:shop/* account:1111 -region:us-*')
    .action(
      action<[], { search?: string }>(async ({ out, services, options, env, signal }) => {
        const scopes = scopesFor(services.profiles.state(), options, env);
        // In memory: what one command was asked for is not what the window looks at.
        const store = new InventoryStore({ file: ':memory:', now: Date.now, log: () => undefined });
        const failures: AppError[] = [];
        const reading = scopes.map(async (scope) => {
          try {
            for await (const repositories of listRepositories(services.clients, scope, signal)) await store.putRepositories({ source: { ...scope, registry: 'private' }, repositories });
          } catch (thrown) {
            failures.push(toAppError(thrown));
          }
        });
        // The order of the profiles decides which of them speaks for a repository.
        await store.keepSources(scopes.map((scope) => ({ ...scope, registry: 'private', definition: '' })));
        await Promise.all(reading);
        if (failures[0] !== undefined && failures.length === scopes.length) throw failures[0];
        failures.forEach(({ message }) => out.note(`berth: ${message}`));
        const search = options.search ?? '';
        saySearchProblems(search, out);
        out.list(
          await everyRow((window) => store.query(RepositoryQuery.parse({ search, sort: search === '' ? 'name' : 'relevance', ...window }))),
          [
            { title: 'REPOSITORY', of: ({ uri }) => uri },
            { title: 'PROFILE', of: ({ profile }) => profile },
            { title: 'REGION', of: ({ region }) => region },
            { title: 'TAGS', of: ({ mutability }) => mutability.toLowerCase().replaceAll('_', ' ') },
            { title: 'CREATED (UTC)', of: ({ createdAt }) => dateWords(createdAt) },
          ],
          'No repositories.',
        );
        await store.close();
      }),
    );
}

/** Rows at a time that a query answers at most. */
const WINDOW = 1000;

/** Every row of a query, asked for window by window. */
export async function everyRow<Row>(ask: (window: { offset: number; limit: number }) => Promise<{ rows: Row[]; total: number }>): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const { rows, total } = await ask({ offset: all.length, limit: WINDOW });
    all.push(...rows);
    if (rows.length === 0 || all.length >= total) return all;
  }
}
