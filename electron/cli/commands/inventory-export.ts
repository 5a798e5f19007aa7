import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors';
import type { Action } from '../command-run';
import { sayNothingRead } from '../output/nothing-read';
import { saySearchProblems } from '../output/search-problems';

interface ExportOptions {
  format?: string;
  images?: boolean;
  search?: string;
}

/** `berth inventory export`: what the index on disk has, as a table or as JSON, to a file or to standard output. */
export function addInventory(program: Command, action: Action): void {
  program
    .command('inventory')
    .description('what Berth knows of repositories and images')
    .command('export [file]')
    .description('write every repository, or image, that Berth knows to a file or to standard output')
    .option('--format <format>', 'csv or json (default: as the file’s name ends, else csv)')
    .option('--images', 'images, not repositories')
    .option('--search <text>', 'only what fits: account:prod tag:v1* pushed:<30d')
    .action(
      action<[string | undefined], ExportOptions>(async ({ services, out, options }, file) => {
        const { search = '', profile, region, images = false } = options;
        saySearchProblems(search, out);
        await sayNothingRead(services, out);
        const format = formatOf(options.format, file, out.json);
        const wanted = { what: images ? ('images' as const) : ('repositories' as const), format, search, profile, region };
        if (file === undefined) {
          for await (const text of services.inventory.lines(wanted)) out.piece(text);
          return;
        }
        const path = resolve(file);
        await services.inventory.export({ ...wanted, path });
        out.result({ path }, () => `Written to ${path}\n`);
      }),
    );
}

function formatOf(asked: string | undefined, file: string | undefined, json: boolean): 'csv' | 'json' {
  if (asked === 'csv' || asked === 'json') return asked;
  if (asked !== undefined) throw new AppError('invalid-input', `“${asked}” is no format of an export.`, { hint: 'It is csv or json.' });
  return (file === undefined && json) || file?.toLowerCase().endsWith('.json') === true ? 'json' : 'csv';
}
