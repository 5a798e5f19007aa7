import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import { parseRepositoryName } from '../../../../shared/ecr/image-reference';
import { parseRegistryHost } from '../../../../shared/ecr/registry-host';
import { SyncRepository } from '../../../../shared/model/moving/sync';
import type { Action, CommandRun } from '../../command-run';
import { wantedProfile } from '../../arguments/scope';
import { planWords } from '../../output/sync-words';

interface SyncFlags {
  tag?: string[];
  exclude?: string[];
  newest?: string;
  overwrite?: boolean;
  carry?: string;
  create?: boolean;
  dryRun?: boolean;
  fromProfile?: string;
  toProfile?: string;
}

const collected = (value: string, before: string[] = []): string[] => [...before, value];

/** `berth sync`. */
export function addSync(program: Command, action: Action): void {
  program
    .command('sync <from> <to>')
    .description('make a repository hold the tags of another: only what is missing is copied, nothing is deleted')
    .option('-t, --tag <pattern>', 'only tags like this, * for any text (repeatable)', collected)
    .option('-x, --exclude <pattern>', 'no tags like this (repeatable)', collected)
    .option('--newest <count>', 'at most so many, the newest')
    .option('--overwrite', 'move tags that name another image at the target')
    .option('--carry <what>', 'carry settings, policy, lifecycle (separated by commas)')
    .option('--create', 'create the target repository when it is missing')
    .option('-n, --dry-run', 'say what would happen, what it would take, and what AWS could do instead')
    .option('--from-profile <name>', 'identity for the source (default: the one that fits)')
    .option('--to-profile <name>', 'identity for the target (default: --profile, or the one that fits)')
    .action(
      action<[string, string], SyncFlags>(async (run, from, to) => {
        const request = await requestOf(run, from, to);
        if (run.options.dryRun === true) {
          const plan = await run.services.sync.plan(request, run.signal);
          return run.out.result(plan, () => planWords(request, plan));
        }
        const outcome = await run.services.sync.run(request, { signal: run.signal, report: (progress) => run.out.progress(progress) });
        run.out.result(outcome, () => `${[`Synced ${outcome.reference}`, ...(outcome.notes ?? [])].join('\n')}\n`);
      }),
    );
}

/** @throws AppError `invalid-input`, `invalid-reference`. */
async function requestOf(run: CommandRun<SyncFlags>, from: string, to: string): Promise<SyncRepository> {
  const { tag, exclude, newest, overwrite, carry, create, fromProfile } = run.options;
  const toProfile = await targetProfile(run, parseRepositoryName(to).host);
  const request = SyncRepository.safeParse({
    from,
    to,
    fromProfile,
    toProfile,
    tags: tag,
    exclude,
    newest: newest === undefined ? undefined : Number(newest),
    overwrite,
    carry: carry?.split(',').map((each) => each.trim()),
    createRepository: create,
  });
  if (request.success) return request.data;
  const [option] = request.error.issues[0]?.path ?? [];
  if (option === 'newest') throw new AppError('invalid-input', `“${newest}” is no number of tags.`, { hint: 'Write it like --newest 10.' });
  if (option === 'carry') throw new AppError('invalid-input', `“${carry}” cannot be carried.`, { hint: 'Choose of: settings, policy, lifecycle.' });
  throw new AppError('invalid-input', 'The names or patterns are too long or too many.', { hint: 'A pattern has at most 128 characters.', detail: request.error.message });
}

/** A profile that is only in the environment says nothing of a registry that no profile signs in to. */
async function targetProfile({ options, env, services }: CommandRun<SyncFlags>, host: string): Promise<string | undefined> {
  const told = options.toProfile ?? options.profile;
  const wanted = told ?? wantedProfile(options, env);
  if (told !== undefined || wanted === undefined || parseRegistryHost(host).kind !== 'other') return wanted;
  return (await services.directory.explain(host)).because === 'nobody' ? undefined : wanted;
}
