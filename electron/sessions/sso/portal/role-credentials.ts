import { GetRoleCredentialsCommand, type SSOClient } from '@aws-sdk/client-sso';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../../../shared/errors';
import { notOidc } from '../oidc/registration';
import { ssoErrorName } from '../sso-errors';

export interface RoleKey {
  session: string;
  accountId: string;
  roleName: string;
}

/** Keys of a role in an account. @throws AppError `access-denied` when the person does not have it; what the SDK throws. */
export async function roleCredentials(portal: SSOClient, accessToken: string, { session, accountId, roleName }: RoleKey): Promise<AwsCredentialIdentity> {
  const answer = await portal.send(new GetRoleCredentialsCommand({ accessToken, accountId, roleName })).catch((thrown: unknown) => {
    if (!['Forbidden', 'ResourceNotFound', 'AccessDenied'].includes(ssoErrorName(thrown))) throw thrown;
    throw new AppError('access-denied', `Whoever signed in to ${session} does not have the role ${roleName} in account ${accountId}.`, {
      hint: 'Ask whoever administers IAM Identity Center for it, or choose another account and role from the list.',
    });
  });
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = answer.roleCredentials ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken || !expiration) throw notOidc('GetRoleCredentials');
  return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration), accountId };
}
