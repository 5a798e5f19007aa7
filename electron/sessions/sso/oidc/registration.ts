import { RegisterClientCommand, type SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { AppError } from '../../../../shared/errors';
import type { SsoSessionDefinition } from '../../../profiles/profile-definition';
import { GRANT_TYPES, scopesOf, type ClientRegistration, type Grant, type RegistrationCache } from '../cache/registration-cache';
import { isNameless } from '../ports';
import { REDIRECT_URI } from './pkce';

export interface Registering {
  session: SsoSessionDefinition;
  oidc: SSOOIDCClient;
  registrations: RegistrationCache;
  now: () => number;
  signal: AbortSignal;
}

/** The client registration of a session, made once and used until it ends. `anew`: the service does not know the cached one any more. */
export async function registrationFor(grant: Grant, around: Registering, { anew = false } = {}): Promise<ClientRegistration> {
  const { session, oidc, registrations, signal } = around;
  const known = anew ? undefined : await registrations.find(session, grant);
  if (known !== undefined) return known;
  const { clientId, clientSecret, clientSecretExpiresAt } = await oidc.send(new RegisterClientCommand(request(grant, around)), { abortSignal: signal });
  if (clientId === undefined || clientSecret === undefined || clientSecretExpiresAt === undefined) throw notOidc('RegisterClient');
  const registration = { clientId, clientSecret, expiresAt: clientSecretExpiresAt * 1000 };
  await registrations.save(session, grant, registration);
  return registration;
}

function request(grant: Grant, { session, now }: Registering) {
  const scopes = scopesOf(session);
  return {
    // Only letters, digits and - _ are taken; names of sessions have others.
    clientName: `berth-${isNameless(session) ? Math.floor(now() / 1000) : session.name.replace(/[^\w-]/g, '-')}`,
    clientType: 'public',
    ...(scopes !== undefined && { scopes: [...scopes] }),
    ...(grant === 'authorization_code' && { grantTypes: [...GRANT_TYPES], redirectUris: [REDIRECT_URI], issuerUrl: session.startUrl }),
  };
}

/** An answer that lacks what the protocol promises. */
export const notOidc = (operation: string): AppError =>
  new AppError('registry-failed', `The answer to ${operation} is not what IAM Identity Center answers.`, { hint: 'Look at the region and the endpoint of the session, and at proxies on the way.' });
