/** Accounts, users and profiles of the estate: one user an account, one profile a registry. */
import type { SandboxAccount, SandboxState, SandboxUser } from '../state';
import type { SeedProfile } from '../seed/accounts';
import type { Estate } from './estate';

const USER = 'owner';

/** @param newKey makes an access key; every sandbox has keys of its own. */
export function estateAccounts(estate: Estate, newKey: () => Pick<SandboxUser, 'accessKeyId' | 'secretAccessKey'>): SandboxAccount[] {
  const policies = [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['*'], Resource: '*' }] }];
  return estate.accountIds.map((id) => ({ id, name: `Estate ${Number(id.slice(-4))}`, users: [{ name: USER, ...newKey(), policies }], roles: [] }));
}

export function estateProfiles(estate: Estate): SeedProfile[] {
  return estate.registries.map(({ profile, accountId, region }) => ({ name: profile, accountId, user: USER, region }));
}

/** Puts the estate's accounts and (empty) registries into a new sandbox's state; `hosts` has one for each registry, in order. */
export function addEstate(state: SandboxState, { estate, hosts, newKey }: { estate: Estate; hosts: readonly string[]; newKey: () => Pick<SandboxUser, 'accessKeyId' | 'secretAccessKey'> }): void {
  state.estate = estate.options;
  state.accounts.push(...estateAccounts(estate, newKey));
  state.registries.push(...estate.registries.map(({ accountId, region }, at) => ({ accountId, region, host: hosts[at] as string, repositories: {}, settings: {} })));
}
