/**
 * The token file of the AWS CLI: `~/.aws/sso/cache/SHA1(session name, or start URL).json` (botocore: SSOTokenLoader,
 * SSOTokenProvider; JavaScript SDK: getSSOTokenFilepath). Every AWS tool reads and writes it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

const text = z.string().min(1).optional().catch(undefined);
const TokenFile = z.looseObject({
  accessToken: z.string().min(1),
  expiresAt: z.string(),
  startUrl: text,
  refreshToken: text,
  clientId: text,
  clientSecret: text,
  registrationExpiresAt: text,
});

/** What it takes to renew a token; the registration it was issued to is part of it. */
export interface TokenRenewal {
  refreshToken: string;
  clientId: string;
  clientSecret: string;
  /** Epoch milliseconds. */
  registrationExpiresAt: number;
}

/** A token as the cache holds it. Times in epoch milliseconds. */
export interface StoredToken {
  accessToken: string;
  /** When the file was written: the file itself does not say when the token was issued. */
  issuedAt: number;
  expiresAt: number;
  renewal?: TokenRenewal;
}

/** A token as an OIDC service has just issued it. Times in epoch milliseconds. */
export interface IssuedToken {
  accessToken: string;
  expiresAt: number;
  refreshToken?: string;
  clientId: string;
  clientSecret: string;
  registrationExpiresAt: number;
}

/** Name of the file of a key: the session's name, or the start URL of a session without one. */
export const cacheFileName = (key: string): string => `${createHash('sha1').update(key).digest('hex')}.json`;

/** Seconds, UTC, as the AWS CLI writes times. */
export const cacheTime = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Reads a time of the cache; early versions of the CLI ended it with `UTC`. NaN for what is none. */
export const readCacheTime = (value: string): number => Date.parse(value.replace(/UTC$/, 'Z'));

/** The keys of a file; `undefined` for a text that is no JSON object. */
export function readObject(content: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A token file's content; `undefined` when it is damaged, or holds the token of another portal than `startUrl`: a token is
 * only ever shown to the portal that it belongs to.
 */
export function readToken(content: string, { startUrl, writtenAt }: { startUrl: string; writtenAt: number }): StoredToken | undefined {
  const parsed = TokenFile.safeParse(readObject(content));
  if (!parsed.success) return undefined;
  const { accessToken, refreshToken, clientId, clientSecret, registrationExpiresAt, ...rest } = parsed.data;
  if (rest.startUrl !== undefined && samePage(rest.startUrl) !== samePage(startUrl)) return undefined;
  const expiresAt = readCacheTime(rest.expiresAt);
  if (Number.isNaN(expiresAt)) return undefined;
  const registrationEnd = readCacheTime(registrationExpiresAt ?? '');
  const isWhole = refreshToken !== undefined && clientId !== undefined && clientSecret !== undefined && !Number.isNaN(registrationEnd);
  return {
    accessToken,
    issuedAt: Math.min(writtenAt, expiresAt),
    expiresAt,
    ...(isWhole && { renewal: { refreshToken, clientId, clientSecret, registrationExpiresAt: registrationEnd } }),
  };
}

/** `…/start`, `…/start/` and `…/start#/` are one page. */
const samePage = (url: string): string => url.replace(/[/#]+$/, '').toLowerCase();

/** The file's keys with a new token; keys of other tools stay as they are. */
export function withToken(file: Record<string, unknown>, token: IssuedToken, session: { startUrl: string; region: string }): Record<string, unknown> {
  const { refreshToken: _old, ...kept } = file;
  return {
    ...kept,
    startUrl: session.startUrl,
    region: session.region,
    accessToken: token.accessToken,
    expiresAt: cacheTime(token.expiresAt),
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: cacheTime(token.registrationExpiresAt),
    ...(token.refreshToken !== undefined && { refreshToken: token.refreshToken }),
  };
}
