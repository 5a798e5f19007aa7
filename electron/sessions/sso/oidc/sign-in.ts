import type { CreateTokenResponse, SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { AppError } from '../../../../shared/errors';
import type { SsoFlow } from '../../../../shared/model/sso';
import type { ClientRegistration } from '../cache/registration-cache';
import type { IssuedToken } from '../cache/token-file';
import type { OpenBrowser, SsoClock } from '../ports';
import { notOidc, type Registering } from './registration';

/** What a sign-in works with. */
export interface SignIn extends Registering {
  oidc: SSOOIDCClient;
  clock: SsoClock;
  /** Tells how far it is. */
  show: (flow: SsoFlow) => void;
  openBrowser: OpenBrowser;
}

/** An answer of CreateToken as a token. */
export function issued(answer: CreateTokenResponse, registration: ClientRegistration, now: number): IssuedToken {
  const { accessToken, expiresIn, refreshToken } = answer;
  if (accessToken === undefined || expiresIn === undefined) throw notOidc('CreateToken');
  return {
    accessToken,
    expiresAt: now + expiresIn * 1000,
    ...(refreshToken !== undefined && { refreshToken }),
    clientId: registration.clientId,
    clientSecret: registration.clientSecret,
    registrationExpiresAt: registration.expiresAt,
  };
}

export const cancelled = (): AppError => new AppError('cancelled', 'The sign-in was cancelled.', { hint: 'Start it again when you like.' });

export const tooLate = (session: string): AppError =>
  new AppError('timeout', `The sign-in to ${session} was not finished in time.`, { hint: 'Start it again, and finish it in the browser within some minutes.' });

export const denied = (session: string): AppError =>
  new AppError('access-denied', `The sign-in to ${session} was denied in the browser.`, { hint: 'Start it again and allow it there.' });
