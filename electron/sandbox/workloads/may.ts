import { parsePolicy } from '../../../shared/ecr/policies/iam-policy';
import { evaluatePolicy } from '../../../shared/ecr/policies/iam-policy-evaluate';
import { ApiError } from '../api/api-error';
import type { Principal } from '../state';

/** Lets the caller go on when its identity policies allow the action. @throws ApiError AccessDeniedException with IAM's sentence. */
export function mustBeAllowed(principal: Principal, action: string): void {
  const effects = principal.policies.map((policy) => evaluatePolicy(parsePolicy(policy), { principal, action, resource: '*', kind: 'identity' }).effect);
  if (effects.includes('allow') && !effects.includes('deny')) return;
  throw new ApiError('AccessDeniedException', `User: ${principal.arn} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`, 403);
}
