import { randomUUID } from 'node:crypto';
import { CreateTokenCommand, type SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { AppError } from '../../../../shared/errors';
import { scopesOf, type ClientRegistration } from '../cache/registration-cache';
import type { IssuedToken } from '../cache/token-file';
import { ssoErrorName } from '../sso-errors';
import { openCallbackServer, type CallbackAnswer, type CallbackServer } from './callback-server';
import { authorizeUrl, newPkcePair } from './pkce';
import { registrationFor } from './registration';
import { cancelled, denied, issued, tooLate, type SignIn } from './sign-in';

/** How long a browser may take to come back; as the AWS CLI (AuthCodeFetcher). */
const PATIENCE_MS = 10 * 60_000;

/** No browser can be opened on this machine; the other way is a device code. */
export class NoBrowser extends Error {}

/**
 * Signs in with the person's browser: authorization code with PKCE, over a loopback address.
 * @throws NoBrowser when none opens; AppError `cancelled`, `timeout`, `access-denied`; what the SDK throws.
 */
export async function signInWithBrowser(around: SignIn): Promise<IssuedToken> {
  const { session, oidc, clock, signal } = around;
  const registration = await registrationFor('authorization_code', around);
  const state = randomUUID();
  const { verifier, challenge } = newPkcePair();
  const server = await openCallbackServer(state);
  try {
    const { redirectUri } = server;
    const scopes = scopesOf(session) ?? ['sso:account:access'];
    const url = authorizeUrl({ endpoint: await endpointOf(oidc, session.region), clientId: registration.clientId, redirectUri, state, challenge, scopes });
    const code = codeOf(await answerOf(server, url, around), session.name);
    const answer = await oidc
      .send(new CreateTokenCommand({ grantType: 'authorization_code', ...client(registration), redirectUri, code, codeVerifier: verifier }), { abortSignal: signal })
      .catch(async (thrown: unknown) => {
        // The next sign-in shall not meet the same wall.
        if (ssoErrorName(thrown) === 'InvalidClient') await registrationFor('authorization_code', around, { anew: true });
        throw thrown;
      });
    return issued(answer, registration, clock.now());
  } finally {
    server.close();
  }
}

async function answerOf(server: CallbackServer, url: string, around: SignIn): Promise<CallbackAnswer> {
  const { session, clock, show, openBrowser } = around;
  const waiting = new AbortController();
  const stop = (): void => waiting.abort();
  around.signal.addEventListener('abort', stop);
  if (around.signal.aborted) stop();
  show({ method: 'browser', verificationUri: url, expiresAt: new Date(clock.now() + PATIENCE_MS).toISOString() });
  try {
    const refused = new Promise<never>((_, reject) => {
      openBrowser(url).catch((cause: unknown) => reject(new NoBrowser('No browser opens here.', { cause })));
    });
    const late = clock.sleep(PATIENCE_MS, waiting.signal).then(() => {
      throw around.signal.aborted ? cancelled() : tooLate(session.name);
    });
    // Whichever comes second has nobody who listens.
    late.catch(() => undefined);
    return await Promise.race([server.answer, refused, late]);
  } finally {
    around.signal.removeEventListener('abort', stop);
    stop();
  }
}

function codeOf(answer: CallbackAnswer, session: string): string {
  if ('code' in answer) return answer.code;
  if (answer.error === 'access_denied') throw denied(session);
  throw new AppError('registry-failed', `IAM Identity Center did not sign in to ${session} (${answer.error || 'no reason given'}).`, { hint: 'Start the sign-in again.' });
}

/** Where the SDK would send a request of this client: the page to sign in on is beside it. */
async function endpointOf(oidc: SSOOIDCClient, region: string): Promise<string> {
  const custom = await oidc.config.endpoint?.();
  if (custom !== undefined) {
    const port = custom.port === undefined ? '' : `:${custom.port}`;
    return `${custom.protocol}//${custom.hostname}${port}${custom.path}`;
  }
  return oidc.config.endpointProvider({ Region: region, UseFIPS: await oidc.config.useFipsEndpoint(), UseDualStack: await oidc.config.useDualstackEndpoint() }).url.href;
}

const client = ({ clientId, clientSecret }: ClientRegistration) => ({ clientId, clientSecret });
