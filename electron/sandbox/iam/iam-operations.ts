/** IAM as far as a person's name for an account goes (API reference: AWS Identity and Access Management 2010-05-08). */
import { parsePolicy } from '../../../shared/ecr/policies/iam-policy';
import { evaluatePolicy } from '../../../shared/ecr/policies/iam-policy-evaluate';
import { ApiError } from '../api/api-error';
import type { XmlTree } from '../api/query-protocol';
import type { Principal, SandboxState } from '../state';

export const IAM_NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** Runs `Action`. @throws ApiError `InvalidAction`, `AccessDenied`. */
export function runIam(action: string, { principal, state }: { principal: Principal; state: SandboxState }): XmlTree {
  if (action !== 'ListAccountAliases') throw new ApiError('InvalidAction', `Could not find operation ${action} for version 2010-05-08`);
  const ask = { principal, action: `iam:${action}`, resource: '*', kind: 'identity' } as const;
  const effects = principal.policies.map((policy) => evaluatePolicy(parsePolicy(policy), ask).effect);
  if (effects.includes('deny') || !effects.includes('allow')) {
    throw new ApiError(
      'AccessDenied',
      `User: ${principal.arn} is not authorized to perform: ${ask.action} on resource: * because no identity-based policy allows the ${ask.action} action`,
      403,
    );
  }
  const alias = state.accounts.find(({ id }) => id === principal.accountId)?.alias;
  return { IsTruncated: 'false', AccountAliases: alias === undefined ? {} : { member: alias } };
}
