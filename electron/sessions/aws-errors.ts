/** Every failure AWS can answer with, classified in this one place: by error name, never by text. */
import { AppError, describeThrown, type ErrorCode } from '../../shared/errors';

/** What was being asked, for the sentence. `operation` is the API's name for it (`DescribeRepositories`). */
export interface AwsCall {
  profile: string;
  region?: string;
  repository?: string;
  operation: string;
  /** Prefix of its action in policies; `ecr` unless told. */
  service?: string;
}

interface Sentence {
  code: ErrorCode;
  message: string;
  hint: string;
}

/** Any thrown value of an AWS call as AppError; one that already is passes unchanged. */
export function classifyAwsError(thrown: unknown, call: AwsCall): AppError {
  if (thrown instanceof AppError) return thrown;
  const name = nameOf(thrown);
  const sentence = byName(name, call) ?? byNetwork(thrown, call) ?? byShape(thrown, call);
  if (sentence === undefined) {
    return new AppError('internal', `AWS refused ${call.operation} for profile ${call.profile}.`, {
      hint: 'The detail says what AWS answered; please report it if it does not help.',
      detail: describeThrown(thrown),
      cause: thrown,
    });
  }
  return new AppError(sentence.code, sentence.message, {
    hint: sentence.hint,
    cause: thrown,
    ...(sentence.code !== 'credentials-invalid' && { detail: describeThrown(thrown) }),
    ...(sentence.code === 'session-expired' && { remedy: { kind: 'sign-in' as const, profile: call.profile } }),
  });
}

/** The error's name without the protocol's decorations: `Exception`, `Error`, a namespace before `#`. */
function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  return thrown.name.replace(/^.*#/, '').replace(/(Exception|Error)$/, '');
}

const WRONG_KEYS = ['UnrecognizedClient', 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'InvalidSignature', 'IncompleteSignature', 'InvalidAccessKeyId', 'AuthFailure', 'MissingAuthenticationToken'];
const EXPIRED = ['ExpiredToken', 'RequestExpired', 'TokenRefreshRequired', 'InvalidToken'];
const DENIED = ['AccessDenied', 'UnauthorizedOperation', 'NotAuthorized', 'BlockedByOrganizationPolicy', 'OptInRequired', 'RegionDisabled'];
const THROTTLED = ['Throttling', 'ThrottledException', 'TooManyRequests', 'RequestLimitExceeded', 'RequestThrottled', 'SlowDown', 'Throttled', 'BandwidthLimitExceeded'];
const SKEWED = ['RequestTimeTooSkewed', 'RequestInTheFuture', 'ClockSkew'];
const INVALID = ['InvalidParameter', 'Validation', 'InvalidTagParameter', 'InvalidLayer', 'InvalidLayerPart', 'LayerPartTooSmall', 'UnsupportedImageType', 'TooManyTags', 'InvalidParameterValue'];

function byName(name: string, call: AwsCall): Sentence | undefined {
  const { profile, operation } = call;
  const where = call.region === undefined ? '' : ` in ${call.region}`;
  const repository = call.repository === undefined ? 'The repository' : `The repository ${call.repository}`;
  const byToken = operation === 'AssumeRoleWithWebIdentity' ? aboutToken(name, call) : undefined;
  if (byToken !== undefined) return byToken;
  if (WRONG_KEYS.includes(name))
    return { code: 'credentials-invalid', message: `AWS does not accept the keys of profile ${profile}.`, hint: 'Check the access key id and the secret; a key may also have been deactivated, and a wrong clock looks the same.' };
  if (EXPIRED.includes(name))
    return { code: 'session-expired', message: `The session of profile ${profile} has ended.`, hint: 'Get new credentials for it and sign in again.' };
  if (DENIED.includes(name)) return denied(call);
  if (THROTTLED.includes(name))
    return { code: 'throttled', message: `AWS asks for fewer calls at once (${operation}${where}).`, hint: 'Wait a moment and try again.' };
  if (SKEWED.includes(name))
    return { code: 'clock-skew', message: 'The clock of this computer is too far from the time of AWS.', hint: 'Set the clock, best by switching network time on, and try again.' };
  if (name === 'Validation' && operation === 'AssumeRole')
    return { code: 'invalid-input', message: `AWS does not assume the role of profile ${profile} as it is asked for.`, hint: 'Its duration may be longer than the role allows (a role taken from another one lasts an hour at most); the detail says which value.' };
  if (INVALID.includes(name))
    return { code: 'invalid-input', message: `AWS does not take what was given to ${operation}.`, hint: 'The detail says which value; correct it and try again.' };
  switch (name) {
    case 'RepositoryNotFound':
      return { code: 'repository-not-found', message: `${repository} does not exist${where} for profile ${profile}.`, hint: 'Check its name and region, or create it.' };
    case 'RepositoryAlreadyExists':
      return { code: 'repository-exists', message: `${repository} already exists${where}.`, hint: 'Use it, or choose another name.' };
    case 'RepositoryNotEmpty':
      return { code: 'repository-not-empty', message: `${repository} still has images.`, hint: 'Delete its images first, or delete it with force.' };
    case 'ImageNotFound':
      return { code: 'image-not-found', message: `${repository} has no such image.`, hint: 'Look at the tags that it has.' };
    case 'ImageTagAlreadyExists':
      return { code: 'tag-immutable', message: `${repository} has this tag already and does not let tags be overwritten.`, hint: 'Choose another tag.' };
    case 'ImageDigestDoesNotMatch':
      return { code: 'digest-mismatch', message: 'The digest given is not the digest of the image.', hint: 'Try again; if it happens again, the image was damaged on the way.' };
    case 'LayersNotFound':
    case 'LayerInaccessible':
    case 'ReferencedImagesNotFound':
      return { code: 'layer-missing', message: `${repository} lacks a part of this image.`, hint: 'Push the image again, with all its platforms.' };
    case 'LimitExceeded':
    case 'ServiceQuotaExceeded':
      return { code: 'quota-exceeded', message: `A quota of ECR${where} is used up (${operation}).`, hint: 'Delete what is no longer needed, or ask AWS for a higher quota.' };
    case 'CredentialsProvider':
    case 'Credentials':
      return { code: 'credentials-missing', message: `Profile ${profile} has no credentials.`, hint: 'Add its keys, or choose another profile.' };
    case 'KmsException':
    case 'Kms':
      return { code: 'access-denied', message: `${repository} is encrypted with a key that profile ${profile} may not use.`, hint: 'Ask for the use of its KMS key.' };
    default:
      return undefined;
  }
}

/** STS on a token that it was given instead of a signature. */
function aboutToken(name: string, { profile }: AwsCall): Sentence | undefined {
  if (name === 'ExpiredToken')
    return { code: 'session-expired', message: `The web identity token of profile ${profile} has ended.`, hint: 'The program that writes its file has to renew it.' };
  if (name === 'InvalidIdentityToken' || name === 'IDPRejectedClaim')
    return { code: 'credentials-invalid', message: `AWS does not accept the web identity token of profile ${profile}.`, hint: 'AWS must know the provider that wrote it, and it must be made for the audience that the provider is known with (often sts.amazonaws.com).' };
  return undefined;
}

const PULL = ['BatchGetImage', 'GetDownloadUrlForLayer', 'BatchCheckLayerAvailability'];

function denied(call: AwsCall): Sentence {
  const { profile, operation, repository, region } = call;
  const object = repository === undefined ? '' : ` on ${repository}`;
  const where = region === undefined ? '' : ` in ${region}`;
  const action = operation.startsWith('AssumeRole') || operation === 'GetCallerIdentity' ? `sts:${operation}` : `${call.service ?? 'ecr'}:${operation}`;
  return { code: 'access-denied', message: `Profile ${profile} may not do ${action}${object}${where}.`, hint: whoMayAllow(operation, action) };
}

const ALLOWED_BY: Readonly<Record<string, string>> = {
  AssumeRole:
    'The trust policy of the role must name this profile’s identity (with the same external id), and the identity must be allowed sts:AssumeRole. A role may ask for MFA, too: then name the device as mfa_serial.',
  AssumeRoleWithWebIdentity: 'The trust policy of the role must name the provider of the token, and the subject and audience in it.',
  GetAuthorizationToken: 'Its identity policy must allow ecr:GetAuthorizationToken on “*” (an ARN there denies it).',
};

function whoMayAllow(operation: string, action: string): string {
  if (Object.hasOwn(ALLOWED_BY, operation)) return ALLOWED_BY[operation] ?? '';
  if (PULL.includes(operation)) return `The repository policy and the identity policy must both allow ${action}; the owner of the repository can grant pulling.`;
  return `Ask for ${action} to be allowed, or use another profile.`;
}

const UNREACHABLE = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'ECONNABORTED', 'EADDRNOTAVAIL', 'UND_ERR_SOCKET'];
const TIMED_OUT = ['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'TimeoutError', 'UND_ERR_CONNECT_TIMEOUT'];

function byNetwork(thrown: unknown, { region, operation }: AwsCall): Sentence | undefined {
  const where = region === undefined ? '' : ` in ${region}`;
  const marks = marksOf(thrown);
  if (marks.some((mark) => TIMED_OUT.includes(mark)))
    return { code: 'timeout', message: `AWS${where} did not answer in time (${operation}).`, hint: 'Check the network and proxies, then try again.' };
  if (marks.some((mark) => UNREACHABLE.includes(mark)))
    return { code: 'network', message: `AWS${where} cannot be reached (${operation}).`, hint: 'Check the network, and the endpoint_url of the profile if it has one.' };
  if (marks.some((mark) => /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/.test(mark)))
    return { code: 'network', message: `The TLS certificate of AWS${where} is not trusted here (${operation}).`, hint: 'A proxy may be replacing it: give its certificate in NODE_EXTRA_CA_CERTS.' };
  if (marks.includes('AbortError')) return { code: 'cancelled', message: `${operation} was cancelled.`, hint: 'Start it again when you like.' };
  return undefined;
}

/** Names and codes of an error, of its causes and of its parts (Node tries several addresses at once). */
function marksOf(thrown: unknown, depth = 0): string[] {
  if (!(thrown instanceof Error) || depth > 5) return [];
  const code = 'code' in thrown && typeof thrown.code === 'string' ? [thrown.code] : [];
  const parts: unknown[] = thrown instanceof AggregateError ? thrown.errors : [];
  return [thrown.name, ...code, ...marksOf(thrown.cause, depth + 1), ...parts.flatMap((part) => marksOf(part, depth + 1))];
}

/** What is left has no useful name: an answer that is no AWS answer, or a fault on AWS's side. */
function byShape(thrown: unknown, { operation, region }: AwsCall): Sentence | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const where = region === undefined ? '' : ` in ${region}`;
  const status = statusOf(thrown);
  if (status === 429) return { code: 'throttled', message: `AWS asks for fewer calls at once (${operation}${where}).`, hint: 'Wait a moment and try again.' };
  if (thrown instanceof SyntaxError || '$responseBodyText' in thrown)
    return { code: 'registry-failed', message: `The answer to ${operation}${where} is not what AWS answers.`, hint: 'Look at the endpoint_url of the profile, and at proxies on the way.' };
  if (status !== undefined && status >= 500)
    return { code: 'registry-failed', message: `AWS${where} failed to answer ${operation} (HTTP ${status}).`, hint: 'Wait a moment and try again.' };
  return undefined;
}

function statusOf(thrown: Error): number | undefined {
  const metadata: unknown = '$metadata' in thrown ? thrown.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
