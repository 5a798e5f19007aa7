import { parsePolicy, type PolicyDocument } from '../../../shared/ecr/policies/iam-policy';
import {
  evaluatePolicy,
  type PolicyDecision,
  type PolicyRequest,
} from '../../../shared/ecr/policies/iam-policy-evaluate';
import type { Authorize } from '../ports';
import type { RegistryState, RepositoryState } from '../state';

/** Actions that concern repositories even where the call names none; all others then have the resource `*`. */
const ON_REPOSITORIES = ['ecr:CreateRepository', 'ecr:DescribeRepositories'];

/** Policies decide, as IAM combines them; the sentences of refusal are IAM's own. */
export const authorize: Authorize = ({ principal, action, registry, repository }) => {
  const resource = resourceOf(action, registry, repository);
  const ask = { principal, action, resource };
  const identity = decide(principal.policies, { ...ask, kind: 'identity' });
  const resourcePolicy = repository === undefined ? registry.policyText : repository.policyText;
  const granted = decide(resourcePolicy === undefined ? [] : [resourcePolicy], { ...ask, kind: 'resource' });

  const refuse = (why: string) => ({
    allowed: false as const,
    reason: `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
  });
  if (identity.effect === 'deny') return refuse('with an explicit deny in an identity-based policy');
  if (granted.effect === 'deny') return refuse('with an explicit deny in a resource-based policy');
  if (principal.accountId === registry.accountId) {
    const direct = granted.effect === 'allow' && granted.delegated === false;
    if (identity.effect === 'allow' || direct) return { allowed: true };
    return refuse(`because no identity-based policy allows the ${action} action`);
  }
  if (granted.effect !== 'allow')
    return refuse(`because no resource-based policy allows the ${action} action`);
  if (identity.effect !== 'allow')
    return refuse(`because no identity-based policy allows the ${action} action`);
  return { allowed: true };
};

/** `arn:aws:ecr:REGION:ACCOUNT:repository/NAME` */
export function repositoryArn(registry: RegistryState, name: string): string {
  return `arn:aws:ecr:${registry.region}:${registry.accountId}:repository/${name}`;
}

function resourceOf(
  action: string,
  registry: RegistryState,
  repository: RepositoryState | undefined,
): string {
  if (repository !== undefined) return repositoryArn(registry, repository.name);
  return ON_REPOSITORIES.includes(action) ? repositoryArn(registry, '*') : '*';
}

function decide(policies: unknown[], request: PolicyRequest): PolicyDecision {
  const decisions = policies.flatMap((policy) => {
    const document = readPolicy(policy);
    return document === undefined ? [] : [evaluatePolicy(document, request)];
  });
  return (
    decisions.find(({ effect }) => effect === 'deny') ??
    decisions.find(({ effect, delegated }) => effect === 'allow' && delegated !== true) ??
    decisions.find(({ effect }) => effect === 'allow') ?? { effect: 'neither' }
  );
}

/** A policy that cannot be read grants nothing; the API refuses such texts when they are set. */
function readPolicy(policy: unknown): PolicyDocument | undefined {
  try {
    return parsePolicy(policy);
  } catch {
    return undefined;
  }
}
