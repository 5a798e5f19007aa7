import type { RegistryToken } from '../../docker-auth/registry-token';

/** Whose token, where. ECR takes one token for every registry of a region; ECR Public has tokens of its own. */
export interface TokenKey {
  /** Stands for all that decides who a profile is, so that nobody is handed the token of who it was before. */
  principal: string;
  region: string;
  public?: true;
}

/** Name under which a token is sealed. */
export const tokenRecord = ({ principal, region, public: isPublic }: TokenKey): string =>
  `registry-token:${principal}:${region}${isPublic === true ? ':public' : ''}`;

/** Name under which a login is sealed that a person typed for a registry of ECR. */
export const loginRecord = (host: string): string => `docker-login:${host}`;

/** The text of a record. */
export const textOfToken = (token: RegistryToken): string => JSON.stringify(token);

/** The token of a record; `undefined` for a text that is no token. Knows no schema library: the helper must start fast. */
export function tokenOf(text: string | undefined): RegistryToken | undefined {
  const value = objectIn(text);
  if (value === undefined) return undefined;
  const { host, endpoint, username, password, authorization } = value;
  const [issuedAt, expiresAt] = [dateOf(value.issuedAt), dateOf(value.expiresAt)];
  if (issuedAt === undefined || expiresAt === undefined) return undefined;
  if (!isText(host) || !isText(endpoint) || !isText(username) || !isText(password) || !isText(authorization)) return undefined;
  return { host, endpoint, username, password, authorization, issuedAt, expiresAt };
}

/** A login that a person typed, as long as it lasts. */
export interface TypedLogin {
  username: string;
  secret: string;
  issuedAt: Date;
  expiresAt: Date;
}

/** The login of a record, likewise. */
export function typedLoginOf(text: string | undefined): TypedLogin | undefined {
  const value = objectIn(text);
  if (value === undefined) return undefined;
  const { username, secret } = value;
  const [issuedAt, expiresAt] = [dateOf(value.issuedAt), dateOf(value.expiresAt)];
  if (!isText(username) || !isText(secret) || issuedAt === undefined || expiresAt === undefined) return undefined;
  return { username, secret, issuedAt, expiresAt };
}

/** The object that a JSON text is, or `undefined`. */
export function objectIn(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function dateOf(value: unknown): Date | undefined {
  const date = typeof value === 'string' ? new Date(value) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}
