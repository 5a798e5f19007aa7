/** Every failure a registry can report, classified in this one place: over HTTP, or in Docker's words. */
import { AppError, describeThrown, type ErrorCode } from '../../shared/errors';

/** What was asked of whom, and what came back. */
export interface RegistryFailure {
  host: string;
  repository?: string;
  /** Tag or digest asked for. */
  reference?: string;
  action: 'pull' | 'push';
  /** No sign-in was presented. */
  anonymous?: boolean;
  /** HTTP status, when the failure came over HTTP. */
  status?: number;
  /** Milliseconds that the registry asks to wait (`Retry-After`). */
  retryAfter?: number;
  /** The registry's own code: `NAME_UNKNOWN`, `DENIED` … */
  code?: string;
  /** The registry's own words; they may come from anybody, so they only ever become `detail`. */
  message?: string;
}

/** The failure as an AppError; the registry's own words are its detail. */
export function registryError(failure: RegistryFailure): AppError {
  const { code, message, hint } = describe(failure);
  const said = [failure.status, failure.code, failure.message].filter((part) => part !== undefined && part !== '').join(' ');
  return new AppError(code, message, { hint, cause: failure, ...(said !== '' && { detail: clip(said) }) });
}

interface Description {
  code: ErrorCode;
  message: string;
  hint: string;
}

function describe(failure: RegistryFailure): Description {
  const where = failure.repository === undefined ? failure.host : `${failure.host}/${failure.repository}`;
  const asked = failure.reference === undefined ? where : `${where}${failure.reference.includes(':') ? '@' : ':'}${failure.reference}`;
  switch (meaningOf(failure)) {
    case 'expired':
      return { code: 'session-expired', message: `The sign-in at ${failure.host} has expired.`, hint: 'Sign in again.' };
    case 'immutable':
      return { code: 'tag-immutable', message: `${asked} exists and its repository does not let tags be overwritten.`, hint: 'Choose another tag.' };
    case 'no-repository':
      return { code: 'repository-not-found', message: `There is no repository ${where}.`, hint: 'Check the name, or create the repository.' };
    case 'no-image':
      return { code: 'image-not-found', message: `There is no image ${asked}.`, hint: 'Check the tag or digest.' };
    case 'no-layer':
      return { code: 'layer-missing', message: `A layer of ${asked} is missing in the registry.`, hint: 'Push the image again.' };
    case 'denied':
      return {
        code: 'access-denied',
        message: `${failure.host} does not allow you to ${failure.action} ${failure.repository ?? ''}`.trimEnd() + '.',
        hint: 'Use another profile, or ask the owner of the repository to allow it.',
      };
    case 'unauthorized':
      if (failure.anonymous === true)
        return { code: 'registry-unauthorized', message: `${failure.host} wants a sign-in for ${failure.repository ?? 'this'}: it is not public, or not there.`, hint: `Check the name, or sign in with “docker login${failure.host === 'docker.io' ? '' : ` ${failure.host}`}”.` };
      return { code: 'registry-unauthorized', message: `${failure.host} does not accept the sign-in.`, hint: 'Sign in with a profile of this registry.' };
    case 'throttled':
      if (failure.host === 'docker.io')
        return {
          code: 'throttled',
          message: `Docker Hub’s limit of pulls is used up for ${failure.anonymous === true ? 'this address, which it counts for visits without a sign-in' : 'this account'}.`,
          hint: `${failure.anonymous === true ? 'Sign in with “docker login”, which raises the limit, or wait' : 'Wait'} up to some hours; a pull-through cache in ECR spares the limit.`,
        };
      return { code: 'throttled', message: `${failure.host} is asked too often.`, hint: `Try again in ${waitWords(failure.retryAfter)}.` };
    case 'mismatch':
      return { code: 'digest-mismatch', message: `${failure.host} received other bytes than were sent for ${asked}.`, hint: 'Try again.' };
    case 'quota':
      return { code: 'quota-exceeded', message: `A quota of ${failure.host} is used up.`, hint: 'Delete images that are not needed, or ask AWS for more.' };
    case 'failed':
      return { code: 'registry-failed', message: `${failure.host} could not ${failure.action} ${failure.repository ?? 'the image'}.`, hint: 'Try again; the detail says what the registry answered.' };
  }
}

type Meaning =
  | 'expired' | 'immutable' | 'no-repository' | 'no-image' | 'no-layer' | 'denied'
  | 'unauthorized' | 'throttled' | 'mismatch' | 'quota' | 'failed';

const BY_CODE: Readonly<Record<string, Meaning>> = {
  NAME_UNKNOWN: 'no-repository',
  NAME_INVALID: 'no-repository',
  MANIFEST_UNKNOWN: 'no-image',
  BLOB_UNKNOWN: 'no-layer',
  MANIFEST_BLOB_UNKNOWN: 'no-layer',
  DENIED: 'denied',
  UNAUTHORIZED: 'unauthorized',
  TOOMANYREQUESTS: 'throttled',
  DIGEST_INVALID: 'mismatch',
  SIZE_INVALID: 'mismatch',
  LIMIT_EXCEEDED: 'quota',
};
const BY_STATUS: Readonly<Record<number, Meaning>> = { 401: 'unauthorized', 403: 'denied', 429: 'throttled' };

function meaningOf({ code, status, message = '', reference }: RegistryFailure): Meaning {
  // ECR answers an expired token 403 DENIED “Your authorization token has expired. Reauthenticate and try again.”
  if ((code === 'DENIED' || code === 'UNAUTHORIZED' || status === 403 || status === 401) && /token has expired/i.test(message)) return 'expired';
  // ECR answers TAG_INVALID “The image tag 'x' already exists … because the repository is immutable.”
  if (/immutable|already exists/i.test(message) && (code === 'TAG_INVALID' || code === 'DENIED' || code === 'MANIFEST_INVALID' || status === 400)) return 'immutable';
  const byCode = code === undefined ? undefined : BY_CODE[code];
  if (byCode !== undefined) return byCode;
  if (status === 404) return reference === undefined ? 'no-repository' : 'no-image';
  return (status === undefined ? undefined : BY_STATUS[status]) ?? 'failed';
}

const clip = (text: string): string => (text.length > 1000 ? `${text.slice(0, 1000)}…` : text);

/** A registry that asks for more patience than this many milliseconds is not asked again by itself. */
const LONGEST_WAIT = 60_000;

const waitWords = (ms: number | undefined): string => (ms === undefined || ms <= LONGEST_WAIT ? 'a minute' : `${Math.ceil(ms / 60_000)} minutes`);

/** Milliseconds that the registry asked to wait with its refusal; 0 when it did not. */
export function askedWait(thrown: unknown): number {
  const cause = thrown instanceof AppError ? thrown.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'retryAfter' in cause && typeof cause.retryAfter === 'number' ? cause.retryAfter : 0;
}

/** True for what may well succeed a moment later: a broken connection, throttling, a server's own failure (5xx). */
export function isTransient(thrown: unknown): boolean {
  if (!(thrown instanceof AppError) || askedWait(thrown) > LONGEST_WAIT) return false;
  if (thrown.code === 'network' || thrown.code === 'timeout' || thrown.code === 'throttled') return true;
  const cause = thrown.cause;
  return typeof cause === 'object' && cause !== null && 'status' in cause && typeof cause.status === 'number' && cause.status >= 500;
}

/** True for the one refusal that a fresh token cures. */
export function isExpiredToken(failure: RegistryFailure): boolean {
  return meaningOf(failure) === 'expired';
}

/** OpenSSL's words for a certificate that does not hold, and Node's for one of another name. */
const NO_TRUST = /CERT|^(ERR_TLS_|UNABLE_TO_VERIFY|INVALID_CA|PATH_LENGTH|INVALID_PURPOSE|HOSTNAME_MISMATCH)/;

const NO_NAME: readonly string[] = ['ENOTFOUND', 'EAI_AGAIN'];

/** A connection that failed or broke: `network`, or `timeout`; our own errors and cancellation pass through. */
export function connectionError(thrown: unknown, host: string): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new AppError('cancelled', 'Cancelled.', { cause: thrown });
  const code = codeOf(thrown);
  const message =
    code !== undefined && NO_NAME.includes(code) ? `The name ${host} is not known.`
    : code === 'ECONNREFUSED' ? `Nothing answers at ${host}.`
    : code !== undefined && NO_TRUST.test(code) ? `${host} has no certificate that can be trusted.`
    : `The connection to ${host} broke.`;
  return new AppError('network', message, { hint: 'Check the network and the host name, then try again.', detail: describeThrown(thrown), cause: thrown });
}

/** The `code` of a system error (`ECONNRESET`), when there is one. */
export function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
