import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import { ActivityQuery } from '../../../../shared/model/changes/activity';
import type { Action } from '../../command-run';
import { activityWords } from '../../output/change-words';
import { SaidAlready } from '../../output/said-already';

interface Flags {
  undo?: string;
  forceProtected?: string;
  limit?: string;
  failed?: boolean;
}

/** `berth activity [WORDS…] [--undo ID]`. */
export function addActivity(program: Command, action: Action): void {
  program
    .command('activity [words...]')
    .description('what was changed through Berth, newest first; undo a change')
    .option('--undo <id>', 'undo this change')
    .option('--force-protected <name>', 'the name of a protected repository, where undoing takes something away from it')
    .option('--failed', 'only what failed')
    .option('--limit <count>', 'at most this many (default 50)')
    .action(
      action<[string[]], Flags>(async ({ options, out, services, signal }, words) => {
        if (options.undo !== undefined) {
          const undone = await services.changes.undo(options.undo, { signal, typed: options.forceProtected });
          out.result(undone, () => activityWords(undone));
          if (undone.result !== 'done') throw new SaidAlready();
          return;
        }
        const query = ActivityQuery.safeParse({ search: (words ?? []).join(' '), limit: Number(options.limit ?? 50), ...(options.failed === true && { result: 'failed' }) });
        if (!query.success) throw new AppError('invalid-input', `“${options.limit ?? ''}” is no count.`, { hint: 'A number from 1 to 500.' });
        const { rows } = await services.activityLog.query(query.data);
        out.list(
          rows,
          [
            { title: 'WHEN', of: ({ at }) => at.slice(0, 16).replace('T', ' ') },
            { title: 'RESULT', of: ({ result }) => result },
            { title: 'CHANGE', of: ({ title }) => title },
            { title: 'PLACE', of: ({ place }) => place },
            { title: 'UNDO', of: ({ id, undo }) => (undo.possible ? id : '') },
          ],
          'Nothing was changed yet.',
        );
      }),
    );
}
