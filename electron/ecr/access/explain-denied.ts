import { AppError, toAppError } from '../../../shared/errors';
import {
  mergePullGrant,
  missingPullActions,
  PULL_ACTIONS,
  pullStatementFor,
} from '../../../shared/ecr/policies/repository-policy';
import type { CallerIdentity } from '../../../shared/model/profile';
import type { EcrClients, RegistryOwner, RegistryOwners } from '../ports';
import { getRepositoryPolicy } from './repository-policy';

/** A pull that a registry refused. */
export interface DeniedPull {
  host: string;
  repository: string;
  /** Who tried. */
  caller: CallerIdentity;
  /** The refusal itself; kept as cause. */
  cause?: unknown;
}

export interface ExplainDeniedPorts {
  clients: EcrClients;
  owners: RegistryOwners;
}

/**
 * Why a pull was denied, as the error to show: which statement is missing in whose policy, with the remedy
 * `grant-pull` when it is the repository's. Reads the repository's policy when Berth has a profile of its owner;
 * never throws, a failure on the way only makes the answer less certain.
 */
export async function explainDenied(ports: ExplainDeniedPorts, denied: DeniedPull): Promise<AppError> {
  const owner = await ports.owners.ownerOf(denied.host).catch(() => undefined);
  const { caller } = denied;
  if (owner?.accountId === caller.accountId) return identityLacks(denied, [...PULL_ACTIONS]);
  if (owner?.profile === undefined)
    return repositoryLacks(denied, { owner, missing: [...PULL_ACTIONS], read: false });
  const key = { profile: owner.profile, region: owner.region, name: denied.repository };
  try {
    const policy = await getRepositoryPolicy(ports.clients, key);
    const missing = missingPullActions(policy, principalOf(caller));
    if (missing.length === 0) return identityLacks(denied, [...PULL_ACTIONS]);
    const denies = missingPullActions(mergePullGrant(policy, caller.accountId), principalOf(caller));
    if (denies.length > 0) return deniesExplicitly(denied, denies);
    return repositoryLacks(denied, { owner, missing, read: true });
  } catch (thrown) {
    const problem = toAppError(thrown);
    // That it is not there is more useful than a guess about policies.
    if (problem.code === 'repository-not-found') return problem;
    return repositoryLacks(denied, { owner, missing: [...PULL_ACTIONS], read: false });
  }
}

/** The caller as policies name it: a session of a role also by the role's own ARN. */
function principalOf({ accountId, arn }: CallerIdentity) {
  const session = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  return {
    accountId,
    arn,
    ...(session !== null && { roleArn: `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` }),
  };
}

function deniesExplicitly({ caller, repository, cause }: DeniedPull, actions: string[]): AppError {
  return new AppError(
    'access-denied',
    `A Deny statement in the policy of the repository ${repository} refuses ${actions.join(', ')} to account ${caller.accountId}.`,
    { hint: 'The owner must remove or narrow that statement: an Allow cannot outweigh it.', cause },
  );
}

/** The refusal comes from the caller's own IAM policies. */
function identityLacks({ caller, repository, cause }: DeniedPull, actions: string[]): AppError {
  return new AppError(
    'access-denied',
    `The IAM policy of ${caller.arn} does not allow pulling ${repository}, or denies it; the repository's policy does not stand in the way.`,
    {
      hint: `Add a statement to the IAM policy of ${nameOf(caller)} that allows ${actions.join(', ')} on the repository, and ecr:GetAuthorizationToken on *.`,
      cause,
    },
  );
}

function repositoryLacks(
  denied: DeniedPull,
  found: { owner: RegistryOwner | undefined; missing: string[]; read: boolean },
): AppError {
  const { caller, host, repository, cause } = denied;
  const { owner, missing, read } = found;
  const account = owner?.accountId === undefined ? `behind ${host}` : owner.accountId;
  const where = `The policy of the repository ${repository} in account ${account}`;
  const what = `a statement that allows account ${caller.accountId} ${missing.join(', ')}`;
  const message = read ? `${where} lacks ${what}.` : `${where} probably lacks ${what}.`;
  const hint =
    owner?.profile === undefined
      ? 'Ask the owner of the repository to add the statement; it can be copied here.'
      : `Let Berth add it with the profile ${owner.profile}.`;
  return new AppError('access-denied', message, {
    hint,
    cause,
    remedy: {
      kind: 'grant-pull',
      host,
      repository,
      accountId: caller.accountId,
      actions: missing,
      ...(owner?.profile !== undefined && { ownerProfile: owner.profile }),
      statement: JSON.stringify(pullStatementFor(caller.accountId), null, 2),
    },
  });
}

/** `arn:aws:iam::1:user/dev` → `user dev`; a role session by its role, which is what policies hang on. */
function nameOf({ arn }: CallerIdentity): string {
  const [kind = '', name = ''] = arn.slice(arn.lastIndexOf(':') + 1).split('/');
  return kind === 'assumed-role' ? `role ${name}` : `${kind} ${arn.slice(arn.indexOf('/') + 1)}`;
}
