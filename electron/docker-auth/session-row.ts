import type { WireError } from '../../shared/errors';
import type { Session } from '../../shared/model/session';
import type { TokenScope } from './ask-authorization';
import { refreshAt } from './registry-token';
import type { SignInRecord } from './sign-in-records';

/** What is going on with a sign-in at this moment; what lasts is in its record. */
export interface Activity {
  busy?: 'signing-in' | 'refreshing';
  error?: WireError;
}

/** One sign-in as everybody may see it. `ended`: its token serves no more. */
export function sessionRow(scope: TokenScope, { record, activity, ended }: { record: SignInRecord | undefined; activity: Activity; ended: boolean }): Session {
  const { busy, error } = activity;
  const { accountId, arn } = record ?? {};
  return {
    ...scope,
    status: busy ?? restingStatus(record, error, ended),
    ...(accountId !== undefined && { accountId }),
    ...(arn !== undefined && { arn }),
    ...(record !== undefined && {
      host: record.host,
      issuedAt: record.issuedAt,
      expiresAt: record.expiresAt,
      refreshAt: refreshAt({ issuedAt: new Date(record.issuedAt), expiresAt: new Date(record.expiresAt) }).toISOString(),
    }),
    ...(error !== undefined && { error }),
  };
}

function restingStatus(record: SignInRecord | undefined, error: WireError | undefined, ended: boolean): Session['status'] {
  if (record !== undefined && ended) return 'expired';
  if (error !== undefined) return 'failed';
  return record === undefined ? 'signed-out' : 'signed-in';
}
