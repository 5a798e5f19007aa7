import { generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { ApiError } from '../api/api-error';

export const AUDIENCE = 'sts.amazonaws.com';
/** Who the sandbox's own tokens are for, as a Kubernetes service account is named. */
export const SUBJECT = 'system:serviceaccount:default:berth';

const TWENTY_FOUR_HOURS = 24 * 60 * 60;

/** The claims that STS looks at; times in epoch seconds. */
export interface WebClaims {
  iss: string;
  aud: string;
  sub: string;
  iat: number;
  exp: number;
}

/** An identity provider that the sandbox trusts: it signs tokens (ES256) and knows its own again. */
export class WebIdentityIssuer {
  readonly #keys: { privateKey: KeyObject; publicKey: KeyObject };
  readonly #url: () => string;
  readonly #now: () => number;

  constructor({ url, now }: { url: () => string; now: () => number }) {
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#url = url;
    this.#now = now;
  }

  /** A token as the platform of a workload writes it into a file; `claims` replace the usual ones. */
  token(claims: Partial<WebClaims> = {}): string {
    const now = Math.floor(this.#now() / 1000);
    const all: WebClaims = { iss: this.#url(), aud: AUDIENCE, sub: SUBJECT, iat: now, exp: now + TWENTY_FOUR_HOURS, ...claims };
    const signed = [{ alg: 'ES256', typ: 'JWT', kid: 'sandbox' }, all].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = sign('sha256', Buffer.from(signed), { key: this.#keys.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** The claims of a token that is sound. @throws ApiError with STS's names for what is wrong. */
  check(token: string): WebClaims {
    const [header = '', payload = '', signature = '', ...rest] = token.split('.');
    const claims = claimsOf(payload);
    if (claims === undefined || rest.length > 0) throw new ApiError('InvalidIdentityToken', 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
    const { publicKey } = this.#keys;
    if (claims.iss !== this.#url()) throw new ApiError('InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${claims.iss}`);
    if (!verify('sha256', Buffer.from(`${header}.${payload}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')))
      throw new ApiError('InvalidIdentityToken', 'The ID Token provided could not be validated: invalid signature');
    if (claims.aud !== AUDIENCE) throw new ApiError('InvalidIdentityToken', 'Incorrect token audience');
    const now = Math.floor(this.#now() / 1000);
    if (claims.exp <= now) throw new ApiError('ExpiredTokenException', `Token expired: current date/time ${now} must be before the expiration date/time ${claims.exp}`);
    return claims;
  }
}

function claimsOf(payload: string): WebClaims | undefined {
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Partial<WebClaims>;
    const { iss, aud, sub, exp, iat } = claims;
    if (typeof iss !== 'string' || typeof aud !== 'string' || typeof sub !== 'string' || typeof exp !== 'number') return undefined;
    return { iss, aud, sub, exp, iat: iat ?? 0 };
  } catch {
    return undefined;
  }
}
