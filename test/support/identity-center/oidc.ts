/** The OIDC service: API reference “IAM Identity Center OIDC 2019-06-10”, RFC 8628 (device code), RFC 7636 (PKCE). */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { json, OidcError, type Answer } from './answer';
import type { Client, Records } from './records';

type Body = Record<string, unknown>;

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const WITHOUT_GRANT_TYPES = [DEVICE_GRANT, 'refresh_token'];

const text = (body: Body, key: string): string => {
  const value = body[key];
  if (typeof value !== 'string' || value === '') throw new OidcError('InvalidRequest', 'invalid_request');
  return value;
};
const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

export class Oidc {
  readonly #records: Records;
  /** Where the service itself is reached. */
  readonly #url: () => string;
  readonly #startUrl: string;

  constructor(records: Records, url: () => string, startUrl: string) {
    this.#records = records;
    this.#url = url;
    this.#startUrl = startUrl;
  }

  async run(path: string, body: Body): Promise<Answer> {
    const { asked } = this.#records;
    if (path === '/client/register') {
      asked.push('RegisterClient');
      return this.#register(body);
    }
    if (path === '/device_authorization') {
      asked.push('StartDeviceAuthorization');
      return this.#startDevice(body);
    }
    asked.push(`CreateToken ${String(body['grantType']).replace(/^.*:/, '')}`);
    await sleep(this.#records.knobs.createTokenMs);
    return this.#createToken(body);
  }

  #register(body: Body): Answer {
    const { knobs, now, clients } = this.#records;
    const name = text(body, 'clientName');
    if (text(body, 'clientType') !== 'public' || !/^[\w-]{1,256}$/.test(name)) throw new OidcError('InvalidClientMetadata', 'invalid_client_metadata');
    const redirectUris = list(body['redirectUris']);
    if (redirectUris.some((uri) => !/^http:\/\/127\.0\.0\.1\/[\w/]+$/.test(uri))) throw new OidcError('InvalidRedirectUri', 'invalid_redirect_uri');
    const grantTypes = list(body['grantTypes']);
    if (grantTypes.includes('authorization_code') && (redirectUris.length === 0 || body['issuerUrl'] !== this.#startUrl)) throw new OidcError('InvalidRequest', 'invalid_request');
    const client: Client = {
      secret: this.#records.secret('eyJraWQi'),
      expiresAt: now() + knobs.clientSeconds * 1000,
      scopes: list(body['scopes']),
      grantTypes: grantTypes.length > 0 ? grantTypes : WITHOUT_GRANT_TYPES,
      redirectUris,
    };
    const clientId = randomBytes(16).toString('base64url');
    clients.set(clientId, client);
    return json({ clientId, clientSecret: client.secret, clientIdIssuedAt: Math.floor(now() / 1000), clientSecretExpiresAt: Math.floor(client.expiresAt / 1000) });
  }

  #client(body: Body, grant: string): string {
    const clientId = text(body, 'clientId');
    const client = this.#records.clients.get(clientId);
    if (client === undefined || client.secret !== text(body, 'clientSecret') || client.expiresAt <= this.#records.now()) throw new OidcError('InvalidClient', 'invalid_client', 401);
    if (!client.grantTypes.includes(grant)) throw new OidcError('UnauthorizedClient', 'unauthorized_client');
    return clientId;
  }

  #startDevice(body: Body): Answer {
    const { knobs, now, devices } = this.#records;
    const clientId = this.#client(body, DEVICE_GRANT);
    if (text(body, 'startUrl') !== this.#startUrl) throw new OidcError('InvalidRequest', 'invalid_request');
    const letters = (): string => Array.from({ length: 4 }, () => 'BCDFGHJKLMNPQRSTVWXZ'[randomInt(20)]).join('');
    const userCode = `${letters()}-${letters()}`;
    const deviceCode = this.#records.secret('');
    const intervalMs = knobs.intervalSeconds * 1000;
    devices.set(deviceCode, { userCode, clientId, startedAt: now(), expiresAt: now() + knobs.deviceCodeSeconds * 1000, intervalMs, askedAt: now(), used: false });
    const verificationUri = `${this.#url()}/device`;
    return json({ deviceCode, userCode, verificationUri, verificationUriComplete: `${verificationUri}?user_code=${userCode}`, expiresIn: knobs.deviceCodeSeconds, interval: knobs.intervalSeconds });
  }

  #createToken(body: Body): Answer {
    switch (text(body, 'grantType')) {
      case DEVICE_GRANT:
        return this.#fromDevice(body);
      case 'authorization_code':
        return this.#fromCode(body);
      case 'refresh_token':
        return this.#fromRefresh(body);
      default:
        throw new OidcError('UnsupportedGrantType', 'unsupported_grant_type');
    }
  }

  #fromDevice(body: Body): Answer {
    const { knobs, now, devices } = this.#records;
    const clientId = this.#client(body, DEVICE_GRANT);
    const device = devices.get(text(body, 'deviceCode'));
    if (device === undefined || device.clientId !== clientId || device.used) throw new OidcError('InvalidGrant', 'invalid_grant');
    if (now() >= device.expiresAt) throw new OidcError('ExpiredToken', 'expired_token');
    const waited = now() - device.askedAt;
    device.askedAt = now();
    // Timers may fire a few milliseconds early.
    if (knobs.strictInterval && waited < device.intervalMs - 20) {
      device.intervalMs += 5000;
      throw new OidcError('SlowDown', 'slow_down');
    }
    if (knobs.person === 'is away' || now() < device.startedAt + knobs.afterMs) throw new OidcError('AuthorizationPending', 'authorization_pending');
    device.used = true;
    if (knobs.person === 'denies') throw new OidcError('AccessDenied', 'access_denied');
    return json(this.#records.issue(clientId));
  }

  #fromCode(body: Body): Answer {
    const clientId = this.#client(body, 'authorization_code');
    const code = this.#records.codes.get(text(body, 'code'));
    if (code === undefined || code.clientId !== clientId || code.used || this.#records.now() >= code.expiresAt) throw new OidcError('InvalidGrant', 'invalid_grant');
    // A code serves once, for right or for wrong.
    code.used = true;
    const challenge = createHash('sha256').update(text(body, 'codeVerifier')).digest('base64url');
    if (challenge !== code.challenge || text(body, 'redirectUri') !== code.redirectUri) throw new OidcError('InvalidGrant', 'invalid_grant');
    return json(this.#records.issue(clientId));
  }

  #fromRefresh(body: Body): Answer {
    const clientId = this.#client(body, 'refresh_token');
    const refresh = this.#records.refreshTokens.get(text(body, 'refreshToken'));
    if (refresh === undefined || refresh.clientId !== clientId || refresh.used) throw new OidcError('InvalidGrant', 'invalid_grant');
    refresh.used = true;
    return json(this.#records.issue(clientId));
  }
}
