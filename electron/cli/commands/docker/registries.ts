import type { Command } from 'commander';
import type { RegistryAssignment, RegistryRule } from '../../../../shared/model/docker-config';
import type { Action } from '../../command-run';
import type { Column } from '../../output/table';

const COLUMNS: Column<RegistryAssignment>[] = [
  { title: 'REGISTRY', of: ({ host }) => host },
  { title: 'PROFILE', of: ({ profile }) => profile ?? '' },
  { title: 'REGION', of: ({ region }) => region ?? '' },
  { title: 'ACCOUNT', of: ({ accountId }) => accountId ?? '' },
  { title: 'WHY', of: ({ reason }) => reason },
];

const RULES: Column<RegistryRule>[] = [
  { title: 'PATTERN', of: ({ pattern }) => pattern },
  { title: 'PROFILE', of: ({ profile }) => profile },
];
const NO_RULES = 'There are no rules: Berth finds the profile for a registry by itself.';

/** `berth registries [HOST…]`, `berth registries rules`, `… map PATTERN PROFILE`, `… unmap PATTERN`. */
export function addRegistries(program: Command, action: Action): void {
  const registries = program
    .command('registries')
    .description('list the registries, which profile signs each, and why')
    .argument('[host]', 'one registry alone')
    .action(
      action<[string]>(async ({ out, services }, host?: string) => {
        const { directory } = services;
        const assignments = host === undefined ? await directory.assignments() : [await directory.explain(host)];
        out.list(assignments, COLUMNS, 'No registries are known yet: add a profile, or sign in.');
      }),
    );
  registries
    .command('rules')
    .description('list the rules; the first that matches a registry wins')
    .action(action<[]>(async ({ out, services }) => out.list(services.registryMap.rules(), RULES, NO_RULES)));
  registries
    .command('map')
    .description('let a profile sign the registries that match a pattern (* stands for any characters)')
    .argument('<pattern>', 'a registry host, with * for any part')
    .argument('<profile>', 'the profile that signs them')
    .action(
      action<[string, string]>(async ({ out, services }, pattern, profile) => {
        await services.registryMap.map(pattern, profile);
        out.list(services.registryMap.rules(), RULES, NO_RULES);
      }),
    );
  registries
    .command('unmap')
    .description('take the rule of a pattern away')
    .argument('<pattern>', 'the pattern as it stands in the list of rules')
    .action(
      action<[string]>(async ({ out, services }, pattern) => {
        await services.registryMap.unmap(pattern);
        out.list(services.registryMap.rules(), RULES, NO_RULES);
      }),
    );
}
