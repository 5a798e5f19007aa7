import type { Command } from 'commander';
import { AppError } from '../../../shared/errors';
import { CreateRepository, type Repository } from '../../../shared/model/repository';
import { createRepository } from '../../ecr/repository/create-repository';
import { deleteRepository } from '../../ecr/repository/delete-repository';
import { describeRepository } from '../../ecr/repository/describe-repository';
import { showRepository } from '../../ecr/repository/show-repository';
import type { Action } from '../command-run';
import { repositoryKey } from '../arguments/repository-argument';
import { dateWords, sizeWords } from '../output/words';

interface CreateFlags {
  immutable?: boolean;
  scanOnPush?: boolean;
  exclude?: string[];
  tag?: string[];
}

const collected = (value: string, before: string[] = []): string[] => [...before, value];

/** `berth repo create|show|delete|grant-pull`. */
export function addRepo(program: Command, action: Action): void {
  const repo = program.command('repo').description('create, show, delete or share one repository');
  repo
    .command('create <name>')
    .description('create a repository')
    .option('--immutable', 'do not let tags be overwritten')
    .option('--exclude <filter>', 'tags that the setting does not concern (repeatable)', collected)
    .option('--scan-on-push', 'scan images when they are pushed')
    .option('--tag <key=value>', 'a resource tag (repeatable)', collected)
    .action(
      action<[string], CreateFlags>(async (run, name) => {
        const { exclude, immutable, scanOnPush, tag = [] } = run.options;
        const kind = immutable === true ? 'IMMUTABLE' : 'MUTABLE';
        const input = CreateRepository.safeParse({
          ...(await repositoryKey(name, run)),
          mutability: exclude === undefined ? kind : `${kind}_WITH_EXCLUSION`,
          mutabilityExclusions: exclude ?? [],
          scanOnPush: scanOnPush === true,
          tags: Object.fromEntries(tag.map(keyAndValue)),
        });
        if (!input.success) {
          throw new AppError(
            'invalid-input',
            input.error.issues[0]?.message ?? 'These settings do not fit.',
            { hint: 'See “berth repo create --help”.' },
          );
        }
        const repository = await createRepository(run.services.clients, input.data);
        run.out.result(repository, () => `${repository.uri}\n`);
      }),
    );
  repo
    .command('show <name>')
    .description('show settings, policies, image count and size')
    .action(
      action<[string]>(async (run, name) => {
        const detail = await showRepository(run.services.clients, await repositoryKey(name, run));
        run.out.result(detail, () =>
          [
            ...settingsLines(detail),
            `images     ${detail.imageCount}, ${sizeWords(detail.sizeBytes)}`,
            ...Object.entries(detail.tags).map(([key, value]) => `tag        ${key}=${value}`),
            ...(detail.policyText === undefined ? [`policy     ${detail.unreadable.includes('policy') ? 'not readable for this profile' : 'none'}`] : ['policy', detail.policyText]),
            ...(detail.lifecyclePolicyText === undefined
              ? [`lifecycle  ${detail.unreadable.includes('lifecycle') ? 'not readable for this profile' : 'none'}`]
              : ['lifecycle', detail.lifecyclePolicyText]),
            '',
          ].join('\n'),
        );
      }),
    );
  repo
    .command('delete <name>')
    .description('delete a repository')
    .option('--force', 'with the images in it')
    .action(
      action<[string], { force?: boolean }>(async (run, name) => {
        const key = await repositoryKey(name, run);
        await deleteRepository(run.services.clients, { ...key, force: run.options.force === true });
        run.out.result(key, () => `Deleted ${key.name}.\n`);
      }),
    );
  repo
    .command('grant-pull <name>')
    .description('let another account pull, by a statement in the repository’s policy')
    .requiredOption('--to <account>', 'the account that may pull (12 digits)')
    .action(
      action<[string], { to: string }>(async (run, name) => {
        const key = await repositoryKey(name, run);
        const { host } = await describeRepository(run.services.clients, key);
        const granted = await run.services.grantPull({
          ownerProfile: key.profile,
          host,
          repository: key.name,
          accountId: run.options.to,
        });
        const proof =
          granted.provedWith === undefined ? '' : `, proved with the profile ${granted.provedWith}`;
        run.out.result(granted, () => `Account ${run.options.to} may pull ${host}/${key.name}${proof}.\n`);
      }),
    );
}

function settingsLines({
  uri,
  arn,
  createdAt,
  mutability,
  mutabilityExclusions,
  scanOnPush,
  encryption,
}: Repository): string[] {
  const exclusions = mutabilityExclusions.length === 0 ? '' : ` (but ${mutabilityExclusions.join(', ')})`;
  return [
    uri,
    `arn        ${arn}`,
    `created    ${dateWords(createdAt)}`,
    `tags are   ${mutability.toLowerCase().replaceAll('_', ' ')}${exclusions}`,
    `scanning   ${scanOnPush ? 'on push' : 'off'}`,
    `encrypted  ${encryption}`,
  ];
}

function keyAndValue(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new AppError('invalid-input', `“${text}” is not a resource tag.`, { hint: 'Write it as KEY=VALUE.' });
}
