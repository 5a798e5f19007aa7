/** Who sends this request? The checks of AWS's front door, in its order, with its words. */
import type { Principal } from '../state';
import {
  bodyHashDiffers,
  expectedSignature,
  formatAmzDate,
  headerValue,
  parseAmzDate,
  parseAuthorization,
  sameSignature,
  unsignedHeader,
  type SignedRequest,
} from './sigv4';

/** A key that may sign, and whom it stands for. */
export interface SigningKey {
  secretAccessKey: string;
  /** Must be sent along with temporary credentials. */
  sessionToken?: string;
  principal: Principal;
}

export type FindKey = (accessKeyId: string) => SigningKey | undefined;

export type RefusalKind =
  'no-authentication' | 'incomplete' | 'unknown-key' | 'mismatch' | 'clock' | 'expired-token' | 'scope';

/** Why nobody was recognised; each protocol has its own name for it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

const SKEW = 15 * 60_000;
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/**
 * Verifies the signature and answers with the principal and the region of the credential scope.
 * @throws Refusal when anything does not agree.
 */
export function authenticate(
  request: SignedRequest,
  options: { findKey: FindKey; service: string; now: number },
): { principal: Principal; region: string } {
  const header = headerValue(request, 'authorization');
  if (header === undefined) throw new Refusal('no-authentication', 'Missing Authentication Token');
  const authorization = parseAuthorization(header);
  if (authorization === undefined)
    throw new Refusal(
      'incomplete',
      'Authorization header requires Credential, SignedHeaders and Signature of AWS4-HMAC-SHA256.',
    );
  const amzDate = headerValue(request, 'x-amz-date') ?? '';
  const signedAt = parseAmzDate(amzDate);
  if (signedAt === undefined)
    throw new Refusal(
      'incomplete',
      "Authorization header requires existence of a valid 'X-Amz-Date' header.",
    );
  const unsigned = unsignedHeader(request, authorization.signedHeaders);
  if (unsigned !== undefined)
    throw new Refusal('mismatch', `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);

  const key = options.findKey(authorization.accessKeyId);
  const sentToken = headerValue(request, 'x-amz-security-token');
  if (key === undefined || sentToken !== key.sessionToken)
    throw new Refusal('unknown-key', 'The security token included in the request is invalid.');
  if (authorization.service !== options.service)
    throw new Refusal('scope', `Credential should be scoped to correct service: '${options.service}'.`);
  if (amzDate.slice(0, 8) !== authorization.date)
    throw new Refusal(
      'scope',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${authorization.date}' != '${amzDate.slice(0, 8)}'.`,
    );
  checkClock(amzDate, signedAt, options.now);
  if (
    bodyHashDiffers(request) ||
    !sameSignature(expectedSignature(request, authorization, key.secretAccessKey), authorization.signature)
  )
    throw new Refusal('mismatch', MISMATCH);
  if (key.principal.expiresAt !== undefined && key.principal.expiresAt <= options.now)
    throw new Refusal('expired-token', 'The security token included in the request is expired');
  return { principal: key.principal, region: authorization.region };
}

function checkClock(amzDate: string, signedAt: number, now: number): void {
  const here = formatAmzDate(now);
  if (signedAt < now - SKEW)
    throw new Refusal(
      'clock',
      `Signature expired: ${amzDate} is now earlier than ${formatAmzDate(now - SKEW)} (${here} - 15 min.)`,
    );
  if (signedAt > now + SKEW)
    throw new Refusal(
      'clock',
      `Signature not yet current: ${amzDate} is still later than ${formatAmzDate(now + SKEW)} (${here} + 15 min.)`,
    );
}
