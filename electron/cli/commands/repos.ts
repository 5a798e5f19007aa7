import type { Command } from 'commander';
import { toAppError, type AppError } from '../../../shared/errors';
import { RepositoryQuery } from '../../../shared/model/repository';
import { listRepositories } from '../../ecr/repository/list-repositories';
import { RepositoryIndex } from '../../inventory/repository-index';
import type { Action } from '../command-run';
import { scopesFor } from '../arguments/scope';
import { saySearchProblems } from '../output/search-problems';
import { dateWords } from '../output/words';

/** `berth repos`: the repositories of every profile and region, or of those that were asked for. */
export function addRepos(program: Command, action: Action): void {
  program
    .command('repos')
    .description('list repositories')
    .option('--search <text>', 'words of name, account, region or profile, and filters: name:shop/* account:1111 -region:us-*')
    .action(
      action<[], { search?: string }>(async ({ out, services, options, env, signal }) => {
        const scopes = scopesFor(services.profiles.state(), options, env);
        const index = new RepositoryIndex(Date.now);
        const failures: AppError[] = [];
        const reading = scopes.map(async (scope) => {
          const id = `${scope.profile} ${scope.region}`;
          index.set(id, []);
          try {
            for await (const page of listRepositories(services.clients, scope, signal))
              index.set(id, [...index.of(id), ...page]);
          } catch (thrown) {
            failures.push(toAppError(thrown));
          }
        });
        await Promise.all(reading);
        if (failures[0] !== undefined && failures.length === scopes.length) throw failures[0];
        failures.forEach(({ message }) => out.note(`berth: ${message}`));
        saySearchProblems(options.search ?? '', out);
        const query = RepositoryQuery.parse({ search: options.search ?? '', limit: 1000 });
        const { total } = index.query(query);
        out.list(
          index.query({ ...query, limit: total }).rows,
          [
            { title: 'REPOSITORY', of: ({ uri }) => uri },
            { title: 'PROFILE', of: ({ profile }) => profile },
            { title: 'REGION', of: ({ region }) => region },
            { title: 'TAGS', of: ({ mutability }) => mutability.toLowerCase().replaceAll('_', ' ') },
            { title: 'CREATED (UTC)', of: ({ createdAt }) => dateWords(createdAt) },
          ],
          'No repositories.',
        );
      }),
    );
}
