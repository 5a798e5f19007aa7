import { CreateTokenCommand, type SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import type { IssuedToken, TokenRenewal } from '../cache/token-file';
import { issued } from './sign-in';

/**
 * A new token for a refresh token. A service that rotates them answers with a new one; without one the old stays good (RFC 6749, 6).
 * @throws what the SDK throws: `InvalidGrantException` when a person has to sign in.
 */
export async function refresh(oidc: SSOOIDCClient, renewal: TokenRenewal, now: () => number): Promise<IssuedToken> {
  const { refreshToken, clientId, clientSecret, registrationExpiresAt } = renewal;
  const answer = await oidc.send(new CreateTokenCommand({ grantType: 'refresh_token', clientId, clientSecret, refreshToken }));
  return { refreshToken, ...issued(answer, { clientId, clientSecret, expiresAt: registrationExpiresAt }, now()) };
}
