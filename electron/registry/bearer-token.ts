/** A token of a registry's token service (distribution, “Token Authentication”), with a sign-in or without. */
import { z } from 'zod';
import { isLoopbackHost } from '../../shared/ecr/registry-host';
import { AppError } from '../../shared/errors';
import type { Transport, WireAnswer } from './wire/wire';

export interface TokenQuestion {
  /** The registry, for what is said of it. */
  host: string;
  /** The header `WWW-Authenticate: Bearer …`. */
  challenge: string;
  scope: string;
  /** Base64 of `user:password`; undefined for an anonymous visit. */
  basic: string | undefined;
  signal: AbortSignal;
}

const TOKEN_LIMIT = 256 * 1024;
/** What `docker login` keeps as the user name of an identity token. */
const IDENTITY = '<token>:';

const TokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/** The service's answer; a status other than 200 is for the caller to classify. @throws AppError `registry-unauthorized` for a service that is not encrypted. */
export async function askToken(transport: Transport, { host, challenge, scope, basic, signal }: TokenQuestion): Promise<WireAnswer> {
  const fields = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])) as Record<string, string | undefined>;
  const url = parseUrl(fields.realm) ?? new URL(`https://${host}/token`);
  if (url.protocol !== 'https:' && !isLoopbackHost(url.host)) {
    throw new AppError('registry-unauthorized', `${host} asks for a sign-in over a connection that is not encrypted.`, { hint: 'Use a registry that signs in over https.' });
  }
  const asked: Record<string, string> = { ...(fields.service !== undefined && { service: fields.service }), scope };
  if (basic !== undefined && isIdentityToken(basic)) {
    // An identity token is a refresh token of OAuth 2 (distribution, “OAuth2 Token Authentication”).
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'berth', ...asked, refresh_token: Buffer.from(basic, 'base64').toString('utf8').slice(IDENTITY.length) });
    return transport.call({ method: 'POST', url, signal, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from(form.toString()) });
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return transport.call({ method: 'GET', url, signal, headers: basic === undefined ? {} : { authorization: `Basic ${basic}` } });
}

/** Whether a sign-in (base64) is an identity token, which no registry takes by itself. */
export const isIdentityToken = (basic: string): boolean => Buffer.from(basic, 'base64').toString('utf8').startsWith(IDENTITY);

/** The token in a service's answer, or undefined. */
export async function tokenIn(answer: WireAnswer): Promise<string | undefined> {
  const { token, access_token: accessToken } = TokenAnswer.safeParse(parseJson(await answer.body.bytes(TOKEN_LIMIT))).data ?? {};
  return token ?? accessToken;
}

function parseUrl(text: string | undefined): URL | undefined {
  try {
    return text === undefined ? undefined : new URL(text);
  } catch {
    return undefined;
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
