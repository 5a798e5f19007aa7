import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import { BulkTemplate, type BulkItem, type BulkPage, type ReportFormat } from '../../../../shared/model/bulk/bulk';
import { chosenRepositories } from './chosen-repositories';
import type { Action, CommandRun } from '../../command-run';
import { SaidAlready } from '../../output/said-already';

interface BulkFlags {
  repos: string;
  dryRun?: boolean;
  report?: string;
}

/** `berth bulk …`: the same change of all repositories that a search finds, with a result for each. */
export function addBulk(program: Command, action: Action): void {
  const bulk = program.command('bulk').description('change many repositories alike');
  const add = (name: string, description: string): Command =>
    bulk
      .command(name)
      .description(description)
      .requiredOption('--repos <search>', 'which repositories, as in “berth repos --search”')
      .option('--dry-run', 'tell what would change, and change nothing')
      .option('--report <file>', 'write what became of each: .json, .sh (AWS CLI commands) or CSV');
  add('lifecycle', 'set a lifecycle policy, or take it away')
    .option('--file <file>', 'the policy as JSON')
    .option('--remove', 'take the policy away')
    .action(action<[], BulkFlags & PolicyFlags>((run) => policy(run, 'set-lifecycle')));
  add('policy', 'set a repository policy, or take it away')
    .option('--file <file>', 'the policy as JSON')
    .option('--remove', 'take the policy away')
    .action(action<[], BulkFlags & PolicyFlags>((run) => policy(run, 'set-policy')));
  add('scanning', 'switch scan on push on or off')
    .argument('<on|off>')
    .action(
      action<[string], BulkFlags>((run, turn) => {
        if (turn !== 'on' && turn !== 'off') throw new AppError('invalid-input', `“${turn}” is neither on nor off.`, { hint: 'Write on or off.' });
        return change(run, { kind: 'set-scanning', scanOnPush: turn === 'on' });
      }),
    );
  add('mutability', 'make tags mutable or immutable')
    .argument('<mutable|immutable>')
    .option('--except <filter...>', 'tags that are excluded, such as latest or dev-*')
    .action(
      action<[string], BulkFlags & { except?: string[] }>((run, mutability) => {
        const mutabilityExclusions = run.options.except ?? [];
        const setting = `${mutability.toUpperCase()}${mutabilityExclusions.length === 0 ? '' : '_WITH_EXCLUSION'}`;
        return change(run, { kind: 'set-mutability', mutability: setting, mutabilityExclusions });
      }),
    );
  add('tags', 'set and remove tags of the repositories themselves')
    .option('--set <key=value...>', 'tags to set')
    .option('--remove <key...>', 'tags to remove')
    .action(
      action<[], BulkFlags & { set?: string[]; remove?: string[] }>((run) => {
        const { set = [], remove = [] } = run.options;
        if (set.length + remove.length === 0) throw new AppError('invalid-input', 'No tag is named.', { hint: 'Add --set key=value or --remove key.' });
        return change(run, { kind: 'set-resource-tags', set: Object.fromEntries(set.map(pair)), remove });
      }),
    );
}

interface PolicyFlags {
  file?: string;
  remove?: boolean;
}

async function policy(run: CommandRun<BulkFlags & PolicyFlags>, kind: 'set-lifecycle' | 'set-policy'): Promise<void> {
  const { file, remove } = run.options;
  if ((file === undefined) === (remove !== true)) throw new AppError('invalid-input', 'Either a file or --remove is needed.', { hint: 'Add --file policy.json, or --remove.' });
  if (file === undefined) return change(run, { kind });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('file-not-found', `${file} cannot be read.`, { hint: 'Check its name.', cause });
  });
  return change(run, { kind, text });
}

async function change(run: CommandRun<BulkFlags>, wanted: unknown): Promise<void> {
  const { out, options, services, signal } = run;
  const parsed = BulkTemplate.safeParse(wanted);
  if (!parsed.success) throw new AppError('invalid-input', parsed.error.issues[0]?.message ?? 'That change is not understood.', { hint: 'See --help.' });
  const repositories = await chosenRepositories(run, options.repos);
  const { bulk } = services;
  const { id, total } = await bulk.plan({ selection: { repositories }, template: parsed.data }, { dryRun: false });
  if (options.dryRun === true) await bulk.look(id, signal);
  else await bulk.run({ bulk: id, places: [] }, { signal, report: (progress) => out.progress(progress) });
  if (options.report !== undefined) await bulk.save(id, { path: options.report, format: formatOf(options.report) });
  const items: BulkItem[] = [];
  let page: BulkPage;
  do {
    page = await bulk.show({ id, offset: items.length, limit: 1000 });
    items.push(...page.rows);
  } while (page.rows.length > 0 && items.length < total);
  out.result({ title: page.title, counts: page.counts, items }, () => words(page, items, options.dryRun === true));
  // Each says why by itself.
  if (items.some(({ state }) => state === 'failed' || (options.dryRun === true && state === 'refused'))) throw new SaidAlready();
}

const formatOf = (file: string): ReportFormat => (extname(file) === '.json' ? 'json' : extname(file) === '.sh' ? 'sh' : 'csv');

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new AppError('invalid-input', `“${text}” is not a tag.`, { hint: 'Write key=value.' });
  return [text.slice(0, at), text.slice(at + 1)];
}

function words({ title, counts }: BulkPage, items: readonly BulkItem[], dryRun: boolean): string {
  const lines = items.flatMap(({ repository, state, error, effects }) => {
    const place = `${repository.profile} ${repository.region} ${repository.name}`;
    if (error !== undefined) return [`${place}: ${state}: ${error.message}`];
    return dryRun && effects.length > 0 ? [`${place}: ${effects.join(' ')}`] : [];
  });
  const sum = dryRun
    ? `${counts['will-change']} would change, ${counts['no-change']} are so already, ${counts.refused} are refused`
    : `${counts.done} changed, ${counts.unchanged} were so already, ${counts.failed} failed`;
  return `${[...lines, `${title}: ${sum}.`].join('\n')}\n`;
}
