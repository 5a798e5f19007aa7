import type { Command } from 'commander';
import { AppError } from '../../../shared/errors';
import { SEVERITIES, type WatchName } from '../../../shared/model/findings';
import { tagArgument } from '../arguments/image-argument';
import { repositoryKey } from '../arguments/repository-argument';
import type { Action, CommandRun } from '../command-run';

/** `berth watch`: what Berth looks at in the background, to tell of new findings. */
export function addWatch(program: Command, action: Action): void {
  program
    .command('watch [target]')
    .description('be told of new findings of a tag (NAME:TAG) or of a repository (NAME); lists what is watched when nothing is named')
    .option('--severity <severity>', 'from this severity on', 'critical')
    .option('--stop', 'watch it no longer')
    .action(
      action<[string | undefined], { severity: string; stop?: true }>(async (run, text) => {
        const { services, out, options } = run;
        if (text !== undefined) {
          const name = await nameOf(run, text);
          const severity = SEVERITIES.find((each) => each === options.severity.toUpperCase());
          if (severity === undefined) throw new AppError('invalid-input', `“${options.severity}” is no severity.`, { hint: `They are ${SEVERITIES.map((each) => each.toLowerCase()).join(', ')}.` });
          if (options.stop === true) await services.watches.remove(name);
          else await services.watches.set({ ...name, severity, uri: `${(await services.tokens.tokenFor(name.repository)).host}/${name.repository.name}` });
          // The window looks from time to time; what is there now is no news, so it is looked at before this ends.
          await services.watches.look();
        } else await services.watches.load();
        out.list(
          services.watches.state().watches,
          [
            { title: 'WATCHED', of: ({ uri, tag }) => (tag === undefined ? uri : `${uri}:${tag}`) },
            { title: 'FROM', of: ({ severity }) => severity.toLowerCase() },
            { title: 'FOUND', of: ({ found, problem }) => problem ?? (found === undefined ? '' : String(found)) },
          ],
          'Nothing is watched.',
        );
      }),
    );
}

async function nameOf(run: CommandRun<object>, text: string): Promise<WatchName> {
  if (!/:[^/]+$/.test(text)) return { repository: await repositoryKey(text, run) };
  return tagArgument(text, run);
}
