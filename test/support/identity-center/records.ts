import { randomBytes } from 'node:crypto';
import type { Knobs } from './knobs';

export interface Client {
  secret: string;
  expiresAt: number;
  scopes: string[];
  grantTypes: string[];
  redirectUris: string[];
}

export interface Device {
  userCode: string;
  clientId: string;
  startedAt: number;
  expiresAt: number;
  intervalMs: number;
  askedAt: number;
  used: boolean;
}

export interface AuthorizationCode {
  clientId: string;
  redirectUri: string;
  challenge: string;
  expiresAt: number;
  used: boolean;
}

export interface Refresh {
  clientId: string;
  used: boolean;
}

/** Everything the service remembers, and what it was asked. */
export class Records {
  readonly clients = new Map<string, Client>();
  readonly devices = new Map<string, Device>();
  readonly codes = new Map<string, AuthorizationCode>();
  /** Access tokens and when they end. */
  readonly tokens = new Map<string, number>();
  readonly refreshTokens = new Map<string, Refresh>();
  /** Operations in order; CreateToken with its grant behind it. */
  readonly asked: string[] = [];
  /** Every token, code and secret that was ever handed out. */
  readonly secrets: string[] = [];
  readonly knobs: Knobs;
  readonly now: () => number;

  constructor(knobs: Knobs, now: () => number) {
    this.knobs = knobs;
    this.now = now;
  }

  secret(prefix: string): string {
    const value = `${prefix}${randomBytes(48).toString('base64url')}`;
    this.secrets.push(value);
    return value;
  }

  count(operation: string): number {
    return this.asked.filter((one) => one === operation).length;
  }

  /** A new access token, with a refresh token for clients that may have one. */
  issue(clientId: string): Record<string, unknown> {
    const { accessTokenSeconds, refreshTokens } = this.knobs;
    const accessToken = this.secret('aoaAAAA');
    this.tokens.set(accessToken, this.now() + accessTokenSeconds * 1000);
    const answer = { accessToken, tokenType: 'Bearer', expiresIn: accessTokenSeconds };
    if (!refreshTokens || this.clients.get(clientId)?.scopes.includes('sso:account:access') !== true) return answer;
    const refreshToken = this.secret('aorAAAA');
    this.refreshTokens.set(refreshToken, { clientId, used: false });
    return { ...answer, refreshToken };
  }
}
