import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { Change } from '../../../../shared/model/changes/change';
import { describeAny } from '../../../changes/read/describe-any';
import { settingsOf } from '../../../changes/read/settings-of';
import { collected, keyAndValue } from '../../arguments/key-and-value';
import { changeOf, makeChanges, type ChangeFlags } from '../../arguments/make-changes';
import { repositoryKey } from '../../arguments/repository-argument';
import type { Action, CommandRun } from '../../command-run';

interface SettingFlags extends ChangeFlags {
  public?: boolean;
  immutable?: boolean;
  mutable?: boolean;
  exclude?: string[];
  scanOnPush?: boolean;
  tag?: string[];
  untag?: string[];
  encryption?: string;
  kmsKey?: string;
  lifecycle?: string;
  policy?: string;
  description?: string;
  like?: string;
}

/** `berth repo create|edit|delete`. */
export function addRepoChanges(repo: Command, action: Action): void {
  careful(settings(repo.command('create <name>').description('create a repository')))
    .option('--public', 'in the public registry')
    .option('--encryption <kind>', 'AES256, KMS or KMS_DSSE; it can never be changed')
    .option('--kms-key <key>', 'ARN, id or alias of the key')
    .option('--like <name>', 'with the settings of this repository to begin with')
    .action(action<[string], SettingFlags>(async (run, name) => {
      const change = await creation(run, name);
      await makeChanges(run, [change], async () => {
        const made = await describeAny(run.services.clients, change.repository);
        return { value: made, words: `${made.uri}\n` };
      });
    }));
  careful(settings(repo.command('edit <name>').description('change settings of a repository')))
    .option('--public', 'in the public registry')
    .option('--mutable', 'let tags be overwritten')
    .option('--no-scan-on-push', 'do not scan images when they are pushed')
    .option('--untag <key>', 'take a resource tag away (repeatable)', collected)
    .action(action<[string], SettingFlags>(async (run, name) => makeChanges(run, await edits(run, name))));
  careful(repo.command('delete <name>').description('delete a repository'))
    .option('--public', 'in the public registry')
    .option('--force', 'with the images in it')
    .action(
      action<[string], ChangeFlags & { force?: boolean; public?: boolean }>(async (run, name) => {
        const repository = await keyed(run, name);
        const change = changeOf({ kind: 'delete-repository', repository, force: run.options.force === true });
        await makeChanges(run, [change], async () => ({ value: repository, words: `Deleted ${repository.name}.\n` }));
      },
      ),
    );
}

const settings = (command: Command): Command =>
  command
    .option('--immutable', 'do not let tags be overwritten')
    .option('--exclude <filter>', 'tags that the setting does not concern (repeatable)', collected)
    .option('--scan-on-push', 'scan images when they are pushed')
    .option('--tag <key=value>', 'a resource tag (repeatable)', collected)
    .option('--lifecycle <file>', 'a file with the lifecycle policy; “none” takes it away')
    .option('--policy <file>', 'a file with the repository policy; “none” takes it away')
    .option('--description <text>', 'what the public gallery shows');

/** What every change can be asked with. */
export const careful = (command: Command): Command =>
  command
    .option('--dry-run', 'show what it does, with the AWS CLI commands, and change nothing')
    .option('--yes', 'do it without asking')
    .option('--force-protected <name>', 'the name of a protected repository, to go on all the same');

async function keyed(run: CommandRun<{ public?: boolean }>, name: string) {
  const key = await repositoryKey(name, run);
  return run.options.public === true ? { ...key, region: 'us-east-1', registry: 'public' as const } : key;
}

const tagsIn = (tags: readonly string[] = []): Record<string, string> => Object.fromEntries(tags.map((each) => keyAndValue(each, 'A resource tag')));

async function creation(run: CommandRun<SettingFlags>, name: string): Promise<Change> {
  const { options, services } = run;
  const repository = await keyed(run, name);
  const like = options.like === undefined ? undefined : (await settingsOf(services.clients, await keyed(run, options.like))).settings;
  const { immutable, exclude, scanOnPush, encryption, kmsKey, description } = options;
  const [lifecyclePolicyText, policyText] = [await textOf(options.lifecycle), await textOf(options.policy)];
  const base = immutable === true ? 'IMMUTABLE' : 'MUTABLE';
  return changeOf({
    ...like,
    kind: 'create-repository',
    repository,
    ...((like === undefined || immutable !== undefined || exclude !== undefined) && { mutability: exclude === undefined ? base : `${base}_WITH_EXCLUSION`, mutabilityExclusions: exclude ?? [] }),
    ...(scanOnPush !== undefined && { scanOnPush }),
    ...(encryption !== undefined && { encryption: { type: encryption, ...(kmsKey !== undefined && { kmsKey }) } }),
    tags: { ...like?.tags, ...tagsIn(options.tag) },
    ...(lifecyclePolicyText !== undefined && { lifecyclePolicyText }),
    ...(policyText !== undefined && { policyText }),
    ...(description !== undefined && { catalog: { description } }),
  });
}

async function edits(run: CommandRun<SettingFlags>, name: string): Promise<Change[]> {
  const { immutable, mutable, exclude, scanOnPush, tag, untag, lifecycle, policy, description } = run.options;
  const repository = await keyed(run, name);
  const changes: object[] = [];
  if (immutable !== undefined || mutable !== undefined || exclude !== undefined) {
    const base = immutable === true ? 'IMMUTABLE' : 'MUTABLE';
    changes.push({ kind: 'set-mutability', repository, mutability: exclude === undefined ? base : `${base}_WITH_EXCLUSION`, mutabilityExclusions: exclude ?? [] });
  }
  if (scanOnPush !== undefined) changes.push({ kind: 'set-scanning', repository, scanOnPush });
  if (tag !== undefined || untag !== undefined) changes.push({ kind: 'set-resource-tags', repository, set: tagsIn(tag), remove: untag ?? [] });
  if (lifecycle !== undefined) changes.push({ kind: 'set-lifecycle', repository, text: await textOf(lifecycle) });
  if (policy !== undefined) changes.push({ kind: 'set-policy', repository, text: await textOf(policy) });
  if (description !== undefined) changes.push({ kind: 'set-catalog', repository, catalog: { description } });
  if (changes.length === 0) throw new AppError('invalid-input', 'There is nothing to change.', { hint: 'See “berth repo edit --help”.' });
  return changes.map(changeOf);
}

async function textOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined || file === 'none') return undefined;
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('file-not-found', `The file ${file} cannot be read.`, { hint: 'Check its path.', cause });
  });
}
