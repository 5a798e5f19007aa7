import type { Command } from 'commander';
import type { Repository } from '../../../shared/model/repository';
import { describeRepository } from '../../ecr/repository/describe-repository';
import { showRepository } from '../../ecr/repository/show-repository';
import type { Action } from '../command-run';
import { repositoryKey } from '../arguments/repository-argument';
import { addRepoChanges } from './changes/repo-settings';
import { dateWords, sizeWords } from '../output/words';

/** `berth repo create|edit|delete|show|grant-pull`. */
export function addRepo(program: Command, action: Action): void {
  const repo = program.command('repo').description('create, edit, show, delete or share one repository');
  addRepoChanges(repo, action);
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
