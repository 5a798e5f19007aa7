/**
 * Does a policy allow a request? Pure, and careful: what cannot be decided here (an unknown condition, a principal
 * only half known) never allows, and in a Deny it denies. Order of evaluation: IAM user guide, “Policy evaluation logic”.
 */
import type { PolicyCondition, PolicyDocument, PolicyPatterns, PolicyStatement } from './iam-policy';

/** Who asks. Without `arn` the question is about the account as a whole. */
export interface PolicyPrincipal {
  /** 12 digits; absent for a service. */
  accountId?: string;
  /** `arn:aws:iam::ID:user/NAME`, or `arn:aws:sts::ID:assumed-role/ROLE/SESSION`. */
  arn?: string;
  /** The role behind a session; conditions and statements name it. */
  roleArn?: string;
  /** `o-…`; undefined when it is not known. */
  organizationId?: string;
  /** `lambda.amazonaws.com`, for a service that asks for itself. */
  service?: string;
}

export interface PolicyRequest {
  principal: PolicyPrincipal;
  /** `ecr:BatchGetImage` */
  action: string;
  /** ARN, or `*` for an action without a resource. */
  resource: string;
  /** Identity policies belong to the caller and name nobody; resource policies must name the caller. */
  kind: 'identity' | 'resource';
}

export interface PolicyDecision {
  effect: 'allow' | 'deny' | 'neither';
  /** The statement that decided, and its place counted from 0. */
  statement?: PolicyStatement;
  index?: number;
  /** True when the account is allowed, not this caller itself: within the account its identity policies still decide. */
  delegated?: boolean;
}

type Match = 'direct' | 'account' | undefined;

/** An explicit Deny wins, then an Allow that names the caller, then one that names its account. */
export function evaluatePolicy(policy: PolicyDocument, request: PolicyRequest): PolicyDecision {
  let found: PolicyDecision = { effect: 'neither' };
  for (const [index, statement] of policy.statements.entries()) {
    const match = applies(statement, request);
    if (match === undefined) continue;
    if (statement.effect === 'Deny') return { effect: 'deny', statement, index };
    const delegated = match === 'account';
    if (found.effect === 'neither' || (found.delegated === true && !delegated))
      found = { effect: 'allow', statement, index, delegated };
  }
  return found;
}

function applies(statement: PolicyStatement, request: PolicyRequest): Match {
  const { resources, actions } = statement;
  if (
    !matchesPatterns(actions, (pattern) => globMatches(pattern.toLowerCase(), request.action.toLowerCase()))
  )
    return undefined;
  if (
    resources !== undefined &&
    !matchesPatterns(resources, (pattern) => globMatches(pattern, request.resource))
  )
    return undefined;
  if (resources === undefined && request.kind === 'identity') return undefined;
  const states = statement.conditions.map((condition) => conditionState(condition, request.principal));
  if (states.includes('unmet')) return undefined;
  if (states.includes('unknown') && statement.effect === 'Allow') return undefined;
  return request.kind === 'identity' ? 'direct' : matchPrincipal(statement, request.principal);
}

const matchesPatterns = (written: PolicyPatterns, matches: (pattern: string) => boolean): boolean =>
  written.patterns.some(matches) !== written.except;

function matchPrincipal({ effect, principals }: PolicyStatement, principal: PolicyPrincipal): Match {
  if (principals === undefined) return undefined;
  const itself =
    [principal.arn, principal.roleArn].some((arn) => arn !== undefined && principals.aws.includes(arn)) ||
    (principal.service !== undefined && principals.services.includes(principal.service));
  // Only whoever is named by its own ARN is exempt from a Deny; “allow all but …” allows nobody.
  if (principals.except) return effect === 'Deny' && !itself ? 'direct' : undefined;
  if (principals.everybody || itself) return 'direct';
  return principals.aws.some((name) => accountNamed(name) === principal.accountId) &&
    principal.accountId !== undefined
    ? 'account'
    : undefined;
}

/** The account that `123456789012` or `arn:aws:iam::123456789012:root` names. */
export function accountNamed(principal: string): string | undefined {
  return /^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
}

function conditionState(
  { operator, key, values }: PolicyCondition,
  principal: PolicyPrincipal,
): 'met' | 'unmet' | 'unknown' {
  const actual = keyValue(key.toLowerCase(), principal);
  if (actual === undefined || values.some((value) => value.includes('${'))) return 'unknown';
  const any = (matches: (value: string) => boolean) => (values.some(matches) ? 'met' : 'unmet');
  switch (operator) {
    case 'StringEquals':
      return any((value) => value === actual);
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals': // IAM treats both alike.
      return any((value) => globMatches(value, actual));
    default:
      return 'unknown';
  }
}

function keyValue(key: string, principal: PolicyPrincipal): string | undefined {
  if (key === 'aws:principalarn') return principal.roleArn ?? principal.arn;
  if (key === 'aws:principalaccount') return principal.accountId;
  if (key === 'aws:principalorgid') return principal.organizationId;
  return undefined;
}

/** `*` any characters, `?` one. Walks instead of using a regular expression: no pattern can make it slow. */
export function globMatches(pattern: string, text: string): boolean {
  let [p, t, star, retry] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++retry;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
