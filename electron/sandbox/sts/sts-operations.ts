/** STS as far as profiles need it: who am I, sessions and roles (API reference: AWS Security Token Service 2011-06-15). */
import { ApiError } from '../api/api-error';
import type { XmlTree } from '../api/query-protocol';
import type { Principal, SandboxState } from '../state';
import type { KeyBook } from './key-book';
import type { MfaBook } from './mfa-book';
import { credentialsTree, findRole, roleSessionTree, secondsOf, sessionNameOf } from './sessions';
import { AUDIENCE, type WebIdentityIssuer } from './web-identity-issuer';

export const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export interface StsPorts {
  state: SandboxState;
  keys: KeyBook;
  mfa: MfaBook;
  issuer: WebIdentityIssuer;
}

export interface StsCall extends StsPorts {
  principal: Principal;
  form: URLSearchParams;
}

/** Runs a signed `Action`. @throws ApiError `InvalidAction` for one that the sandbox does not have. */
export function runSts(action: string, call: StsCall): XmlTree {
  if (action === 'GetCallerIdentity') {
    const { arn, userId, accountId } = call.principal;
    return { Arn: arn, UserId: userId, Account: accountId };
  }
  if (action === 'AssumeRole') return assumeRole(call);
  if (action === 'GetSessionToken') return sessionToken(call);
  throw new ApiError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
}

function assumeRole({ principal, form, state, keys, mfa }: StsCall): XmlTree {
  const arn = form.get('RoleArn') ?? '';
  const name = sessionNameOf(form);
  const seconds = secondsOf(form, { usual: 3600, most: 43_200 });
  const proven = mfa.verify(principal, form) || principal.mfa === true;
  const found = findRole(state, arn);
  const trusts = found?.role.trusted.some((who) => who === principal.arn || who === principal.roleArn || who === `arn:aws:iam::${principal.accountId}:root`);
  const knowsExternalId = found?.role.externalId === undefined || found.role.externalId === form.get('ExternalId');
  // One answer for all: whoever may not assume a role is not told whether it is there.
  if (found === undefined || trusts !== true || !knowsExternalId || (found.role.requiresMfa === true && !proven)) {
    throw new ApiError('AccessDenied', `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403);
  }
  return roleSessionTree(keys.assume(found.account, found.role, { name, seconds }));
}

function sessionToken({ principal, form, keys, mfa }: StsCall): XmlTree {
  if (principal.expiresAt !== undefined) throw new ApiError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
  const seconds = secondsOf(form, { usual: 43_200, most: 129_600 });
  return { Credentials: credentialsTree(keys.session(principal, { seconds, mfa: mfa.verify(principal, form) })) };
}

/** The one call without a signature: the token says who asks. */
export function assumeRoleWithWebIdentity(form: URLSearchParams, { state, keys, issuer }: StsPorts): XmlTree {
  const name = sessionNameOf(form);
  const seconds = secondsOf(form, { usual: 3600, most: 43_200 });
  const claims = issuer.check(form.get('WebIdentityToken') ?? '');
  const found = findRole(state, form.get('RoleArn') ?? '');
  if (found?.role.webSubject !== claims.sub) throw new ApiError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);
  return {
    ...roleSessionTree(keys.assume(found.account, found.role, { name, seconds })),
    SubjectFromWebIdentityToken: claims.sub,
    Audience: AUDIENCE,
    Provider: claims.iss,
  };
}
