import { ApiError } from '../api/api-error';
import type { XmlTree } from '../api/query-protocol';
import type { SandboxAccount, SandboxRole, SandboxState } from '../state';
import { roleArn, type TemporaryKey } from './key-book';

/** `DurationSeconds` of a call. @throws ApiError `ValidationError`. */
export function secondsOf(form: URLSearchParams, { usual, most }: { usual: number; most: number }): number {
  const seconds = Number(form.get('DurationSeconds') ?? usual);
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= most) return seconds;
  throw new ApiError('ValidationError', `Value at 'durationSeconds' failed to satisfy constraint: between 900 and ${most}`);
}

/** `RoleSessionName` of a call. @throws ApiError `ValidationError`. */
export function sessionNameOf(form: URLSearchParams): string {
  const name = form.get('RoleSessionName') ?? '';
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw new ApiError('ValidationError', "Value at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}");
}

export function findRole(state: SandboxState, arn: string): { account: SandboxAccount; role: SandboxRole } | undefined {
  const account = state.accounts.find(({ id }) => arn.startsWith(`arn:aws:iam::${id}:`));
  const role = account?.roles.find((candidate) => roleArn(account, candidate) === arn);
  return account === undefined || role === undefined ? undefined : { account, role };
}

export const credentialsTree = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: TemporaryKey): XmlTree => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  SessionToken: sessionToken,
  Expiration: new Date(expiresAt).toISOString(),
});

export const roleSessionTree = (key: TemporaryKey): XmlTree => ({
  Credentials: credentialsTree(key),
  AssumedRoleUser: { AssumedRoleId: key.assumedRoleId, Arn: key.arn },
  PackedPolicySize: '0',
});
