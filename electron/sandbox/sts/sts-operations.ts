/** STS as far as profiles need it: who am I, and roles (API reference: AWS Security Token Service 2011-06-15). */
import { ApiError } from '../api/api-error';
import type { XmlTree } from '../api/query-protocol';
import type { Principal, SandboxState } from '../state';
import { roleArn, type KeyBook } from './key-book';

export const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export interface StsCall {
  principal: Principal;
  form: URLSearchParams;
  state: SandboxState;
  keys: KeyBook;
}

/** Runs `Action`. @throws ApiError `InvalidAction` for one that the sandbox does not have. */
export function runSts(action: string, call: StsCall): XmlTree {
  if (action === 'GetCallerIdentity') {
    const { arn, userId, accountId } = call.principal;
    return { Arn: arn, UserId: userId, Account: accountId };
  }
  if (action === 'AssumeRole') return assumeRole(call);
  throw new ApiError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
}

function assumeRole({ principal, form, state, keys }: StsCall): XmlTree {
  const arn = form.get('RoleArn') ?? '';
  const name = form.get('RoleSessionName') ?? '';
  if (!/^[\w+=,.@-]{2,64}$/.test(name))
    throw new ApiError('ValidationError', "Value at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}");
  const seconds = Number(form.get('DurationSeconds') ?? '3600');
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200)
    throw new ApiError('ValidationError', "Value at 'durationSeconds' failed to satisfy constraint: between 900 and 43200");

  const account = state.accounts.find(({ id }) => arn.startsWith(`arn:aws:iam::${id}:`));
  const role = account?.roles.find((candidate) => roleArn(account, candidate) === arn);
  const trusts = role?.trusted.some((who) => who === principal.arn || who === principal.roleArn || who === `arn:aws:iam::${principal.accountId}:root`);
  const knowsExternalId = role?.externalId === undefined || role.externalId === form.get('ExternalId');
  // One answer for all: whoever may not assume a role is not told whether it is there.
  if (account === undefined || role === undefined || trusts !== true || !knowsExternalId) {
    throw new ApiError('AccessDenied', `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403);
  }
  const key = keys.assume(account, role, { name, seconds });
  return {
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: new Date(key.expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: key.assumedRoleId, Arn: key.arn },
    PackedPolicySize: '0',
  };
}
