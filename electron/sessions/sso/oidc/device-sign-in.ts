import { CreateTokenCommand, StartDeviceAuthorizationCommand, type StartDeviceAuthorizationResponse } from '@aws-sdk/client-sso-oidc';
import type { ClientRegistration } from '../cache/registration-cache';
import type { IssuedToken } from '../cache/token-file';
import { classifySsoError, isPassing, ssoErrorName } from '../sso-errors';
import { notOidc, registrationFor } from './registration';
import { cancelled, denied, issued, tooLate, type SignIn } from './sign-in';

/** RFC 8628, 3.2 and 3.5: seconds between two questions when nothing is said, and more of them after `slow_down`. */
const DEFAULT_INTERVAL_S = 5;
const SLOW_DOWN_S = 5;
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Signs in with a code that the person types, or compares, on any device (RFC 8628).
 * @throws AppError `cancelled`, `timeout`, `access-denied`; what the SDK throws.
 */
export async function signInWithDevice(around: SignIn): Promise<IssuedToken> {
  const { clock, show, openBrowser } = around;
  const { registration, authorization } = await start(around);
  const { deviceCode, userCode, verificationUri, verificationUriComplete, expiresIn } = authorization;
  const page = verificationUriComplete ?? verificationUri;
  if (deviceCode === undefined || userCode === undefined || page === undefined || expiresIn === undefined) throw notOidc('StartDeviceAuthorization');
  const deadline = clock.now() + expiresIn * 1000;
  show({ method: 'device', verificationUri: page, userCode, expiresAt: new Date(deadline).toISOString() });
  // Without a browser here there is one elsewhere: that is what the code is for.
  void openBrowser(page).catch(() => undefined);
  return poll(around, { registration, deviceCode, deadline, intervalMs: (authorization.interval ?? DEFAULT_INTERVAL_S) * 1000 });
}

async function start(around: SignIn): Promise<{ registration: ClientRegistration; authorization: StartDeviceAuthorizationResponse }> {
  const authorize = async (registration: ClientRegistration) => {
    const { clientId, clientSecret } = registration;
    const command = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: around.session.startUrl });
    return { registration, authorization: await around.oidc.send(command, { abortSignal: around.signal }) };
  };
  try {
    return await authorize(await registrationFor('device_code', around));
  } catch (thrown) {
    if (!['InvalidClient', 'UnauthorizedClient'].includes(ssoErrorName(thrown))) throw thrown;
    return authorize(await registrationFor('device_code', around, { anew: true }));
  }
}

interface Polling {
  registration: ClientRegistration;
  deviceCode: string;
  /** Epoch milliseconds. */
  deadline: number;
  intervalMs: number;
}

async function poll({ session, oidc, clock, signal }: SignIn, { registration, deviceCode, deadline, ...polling }: Polling): Promise<IssuedToken> {
  const { clientId, clientSecret } = registration;
  let { intervalMs } = polling;
  for (;;) {
    await clock.sleep(intervalMs, signal);
    if (signal.aborted) throw cancelled();
    if (clock.now() >= deadline) throw tooLate(session.name);
    try {
      return issued(await oidc.send(new CreateTokenCommand({ grantType: GRANT, clientId, clientSecret, deviceCode }), { abortSignal: signal }), registration, clock.now());
    } catch (thrown) {
      if (signal.aborted) throw cancelled();
      const name = ssoErrorName(thrown);
      if (name === 'AuthorizationPending') continue;
      if (name === 'AccessDenied') throw denied(session.name);
      const error = classifySsoError(thrown, { session: session.name, region: session.region, operation: 'CreateToken' });
      if (name === 'ExpiredToken' || !isPassing(error)) throw error;
      // The network may come back before the code ends; whoever asks too often asks less often from now on.
      intervalMs += SLOW_DOWN_S * 1000;
    }
  }
}
