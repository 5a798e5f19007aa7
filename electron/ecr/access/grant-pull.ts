import { AppError } from '../../../shared/errors';
import { mergePullGrant, missingPullActions } from '../../../shared/ecr/policies/repository-policy';
import type { GrantPull } from '../../../shared/model/moving/transfer';
import type { RepositoryKey } from '../../../shared/model/repository';
import type { AccountProfiles, EcrClients, RegistryOwners } from '../ports';
import { provePull, type ForeignRepository } from './prove-pull';
import { getRepositoryPolicy, setRepositoryPolicy } from './repository-policy';

/** Changes of a policy take a moment to arrive everywhere in AWS: try this often, a second apart. */
const TRIES = 5;

export interface GrantPullPorts {
  clients: EcrClients;
  owners: RegistryOwners;
  profiles: AccountProfiles;
  /** Hears of a policy that was changed, and how it was before. */
  policyChanged?: (key: RepositoryKey, texts: { before: string | undefined; after: string }) => Promise<void>;
  /** Waits that many milliseconds. */
  pause(ms: number): Promise<void>;
}

/** What a grant came to: the actions that were added, and the profile that then read as the other account. */
export interface PullGranted {
  added: string[];
  provedWith?: string;
}

/**
 * Merges a pull statement for an account into a repository's policy, with the owner's profile, then proves it by a
 * read as the other account where Berth has a profile of it.
 * @throws AppError `access-denied` when the owner's profile may not, when a Deny stays in the way, or when the other
 *   account's own policy forbids the read.
 */
export async function grantPull(ports: GrantPullPorts, input: GrantPull): Promise<PullGranted> {
  const { region, accountId: registryId } = await ownerOf(ports.owners, input);
  const key = { profile: input.ownerProfile, region, name: input.repository };
  const before = await getRepositoryPolicy(ports.clients, key);
  const added = missingPullActions(before, input.accountId);
  if (added.length > 0) {
    const policyText = mergePullGrant(before, input.accountId);
    const stillMissing = missingPullActions(policyText, input.accountId);
    if (stillMissing.length > 0) throw deniedOnPurpose(input, stillMissing);
    await setRepositoryPolicy(ports.clients, { ...key, policyText });
    await ports.policyChanged?.(key, { before, after: policyText });
  }
  const reader = await ports.profiles.profileOfAccount(input.accountId);
  if (reader === undefined || registryId === undefined) return { added };
  await proved(ports, { profile: reader, region, registryId, name: input.repository });
  return { added, provedWith: reader };
}

async function ownerOf(owners: RegistryOwners, input: GrantPull) {
  const owner = await owners.ownerOf(input.host);
  if (owner !== undefined) return owner;
  throw new AppError('invalid-input', `No profile leads to the registry ${input.host}.`, {
    hint: 'Add a profile of the account that owns it.',
  });
}

async function proved(ports: GrantPullPorts, from: ForeignRepository): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await provePull(ports.clients, from);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'access-denied') throw thrown;
      if (attempt < TRIES) {
        await ports.pause(1000);
        continue;
      }
      throw new AppError(
        'access-denied',
        `The repository ${from.name} now permits the pull, but the profile ${from.profile} is still refused.`,
        {
          hint: `Allow ecr:BatchGetImage and ecr:GetDownloadUrlForLayer in the IAM policy of ${from.profile}.`,
          cause: thrown,
        },
      );
    }
  }
}

function deniedOnPurpose(input: GrantPull, actions: string[]): AppError {
  return new AppError(
    'access-denied',
    `The policy of ${input.repository} denies ${actions.join(', ')} to account ${input.accountId} explicitly.`,
    { hint: 'Remove or narrow the Deny statement in the policy: an Allow cannot outweigh it.' },
  );
}
