/** Authorization code with PKCE, as the AWS CLI speaks it (botocore: SSOTokenFetcherAuth; RFC 7636). */
import { createHash, randomBytes } from 'node:crypto';

/** What is registered. The port in use is added when the sign-in starts: on loopback any port is taken (RFC 8252, 7.3). */
export const REDIRECT_URI = 'http://127.0.0.1/oauth/callback';
export const CALLBACK_PATH = '/oauth/callback';

export interface PkcePair {
  verifier: string;
  challenge: string;
}

/** A secret of 256 bits and its SHA-256, both base64url. */
export function newPkcePair(random: (bytes: number) => Buffer = randomBytes): PkcePair {
  const verifier = random(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export interface AuthorizeRequest {
  /** Where the OIDC service answers, without a path. */
  endpoint: string;
  clientId: string;
  redirectUri: string;
  state: string;
  challenge: string;
  scopes: readonly string[];
}

/** The page a person signs in on. The service names the parameter `scopes`, unlike OAuth. */
export function authorizeUrl({ endpoint, clientId, redirectUri, state, challenge, scopes }: AuthorizeRequest): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge_method: 'S256',
    scopes: scopes.join(' '),
    code_challenge: challenge,
  });
  return `${endpoint.replace(/\/+$/, '')}/authorize?${query.toString().replace(/\+/g, '%20')}`;
}
