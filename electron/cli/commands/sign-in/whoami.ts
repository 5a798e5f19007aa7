import type { Command } from 'commander';
import type { CallerIdentity, PermissionProbe } from '../../../../shared/model/profile';
import type { Action } from '../../command-run';
import { profileFor, scopeFor, wantedProfile } from '../../arguments/scope';
import { table, type Column } from '../../output/table';

type Capability = PermissionProbe['capabilities'][number];

const COLUMNS: Column<Capability>[] = [
  { title: 'MAY', of: ({ capability }) => capability },
  { title: 'VERDICT', of: ({ verdict }) => verdict },
  { title: 'HOW IT IS KNOWN', of: ({ reason }) => reason },
];

/** `berth whoami [--permissions]`. */
export function addWhoami(program: Command, action: Action): void {
  program
    .command('whoami')
    .description('say which account and identity a profile acts as')
    .option('--permissions', 'and what it may do in the region, found out without changing anything')
    .action(
      action<[], { permissions?: true }>(async ({ out, services, options, env }) => {
        const state = services.profiles.state();
        const { name } = profileFor(state, wantedProfile(options, env));
        const identity = await services.identities.introduce(name);
        if (options.permissions !== true) {
          out.result(identity, () => identityWords(identity));
          return;
        }
        const { region, capabilities } = await services.permissions.probe(scopeFor(state, options, env));
        out.result({ ...identity, permissions: { region, capabilities } }, () => `${identityWords(identity)}\nIn ${region}:\n${table(COLUMNS, capabilities)}`);
      }),
    );
}

function identityWords({ arn, accountId, accountAlias, profile }: CallerIdentity): string {
  return `${arn}\naccount ${accountId}${accountAlias === undefined ? '' : ` (${accountAlias})`}, profile ${profile}\n`;
}
