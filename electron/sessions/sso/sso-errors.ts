/** What IAM Identity Center answers with, as sentences: by error name, never by text. No text of the service is passed on. */
import { AppError } from '../../../shared/errors';
import { classifyAwsError } from '../aws-errors';

export interface SsoCall {
  /** Name of the session. */
  session: string;
  region: string;
  operation: string;
}

/** The name of an SDK error without namespace and `Exception`; empty for anything else. */
export const ssoErrorName = (thrown: unknown): string => (thrown instanceof Error ? thrown.name.replace(/^.*#/, '').replace(/Exception$/, '') : '');

/** The session of `name` needs its person. */
export function signInNeeded(name: string, why: 'signed-out' | 'ended'): AppError {
  const message = why === 'ended' ? `The sign-in to IAM Identity Center (${name}) has ended.` : `Nobody is signed in to IAM Identity Center (${name}).`;
  return new AppError('session-expired', message, {
    hint: 'Sign in to it in Berth, or with “berth sso login” or “aws sso login”.',
    remedy: { kind: 'sso-sign-in', session: name },
  });
}

/** Any failure of a call to OIDC or the portal. One that already is an AppError passes unchanged. */
export function classifySsoError(thrown: unknown, call: SsoCall): AppError {
  if (thrown instanceof AppError) return thrown;
  const { session, region, operation } = call;
  switch (ssoErrorName(thrown)) {
    case 'Unauthorized':
    case 'InvalidGrant':
      return signInNeeded(session, 'ended');
    case 'ExpiredToken':
      return new AppError('timeout', `The sign-in to ${session} was not finished in time.`, { hint: 'Start it again, and finish it in the browser within some minutes.' });
    case 'AccessDenied':
      return new AppError('access-denied', `The sign-in to ${session} was denied in the browser.`, { hint: 'Start it again and allow it there.' });
    case 'Forbidden':
      return new AppError('access-denied', `IAM Identity Center (${session}) does not allow ${operation}.`, { hint: 'Ask whoever administers it for the account and the role.' });
    case 'InvalidClient':
    case 'UnauthorizedClient':
      return new AppError('session-expired', `IAM Identity Center (${session}) does not know this Berth any more.`, {
        hint: 'Sign in again: Berth registers itself anew.',
        remedy: { kind: 'sso-sign-in', session },
      });
    case 'InvalidRequest':
    case 'InvalidScope':
    case 'InvalidClientMetadata':
    case 'InvalidRedirectUri':
    case 'InvalidRequestRegion':
    case 'UnsupportedGrantType':
      return new AppError('invalid-input', `IAM Identity Center in ${region} does not take the sign-in ${session} (${operation}: ${ssoErrorName(thrown)}).`, {
        hint: 'Check its start URL and its region: both stand in the AWS access portal, below “Access keys”.',
      });
    case 'ResourceNotFound':
      return new AppError('access-denied', `IAM Identity Center (${session}) knows nothing of what ${operation} asked for.`, { hint: 'Check the account and the role; the list of accounts shows what there is.' });
    case 'SlowDown':
      return new AppError('throttled', `IAM Identity Center asks for fewer calls at once (${operation}).`, { hint: 'Wait a moment and try again.' });
    default:
      return classifyAwsError(withoutItsText(thrown), { profile: session, region, operation });
  }
}

/** Whether the same call may succeed a little later. */
export const isPassing = ({ code }: AppError): boolean => code === 'network' || code === 'timeout' || code === 'throttled' || code === 'registry-failed';

/** An answer may repeat what was sent, a token for example: of an answer, only its name and status are kept. */
function withoutItsText(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('$metadata' in thrown || '$response' in thrown)) return thrown;
  const metadata: unknown = '$metadata' in thrown ? thrown.$metadata : undefined;
  const isStatus = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number';
  const status = isStatus ? (metadata as { httpStatusCode: number }).httpStatusCode : undefined;
  const isNoAnswer = thrown instanceof SyntaxError || ('$responseBodyText' in thrown && status === undefined);
  const clean = isNoAnswer ? new SyntaxError('The answer is no JSON.') : new Error(`HTTP ${status ?? 'unknown'}`, 'cause' in thrown ? { cause: thrown.cause } : {});
  if (!isNoAnswer) clean.name = thrown.name;
  return Object.assign(clean, {
    ...('code' in thrown && typeof thrown.code === 'string' && { code: thrown.code }),
    ...(status !== undefined && { $metadata: { httpStatusCode: status } }),
  });
}
