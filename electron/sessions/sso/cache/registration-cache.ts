import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SsoSessionDefinition } from '../../../profiles/profile-definition';
import { isNameless } from '../ports';
import type { SsoCache } from './token-cache';
import { cacheTime, readCacheTime, readObject } from './token-file';

/** What a client may do: authorization code with PKCE, or device code. */
export type Grant = 'authorization_code' | 'device_code';

/** A client registration at an OIDC service. */
export interface ClientRegistration {
  clientId: string;
  clientSecret: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

const RegistrationFile = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  expiresAt: z.string(),
  grantTypes: z.array(z.string()).default([]),
});

/** The AWS CLI registers anew this long before the end (botocore: BaseSSOTokenFetcher._EXPIRY_WINDOW). */
const AHEAD_MS = 15 * 60_000;

/**
 * Client registrations beside the tokens. One that the AWS CLI made is used when it fits; Berth keeps its own under names of its
 * own, because an AWS CLI before 2.22 takes whatever it finds under its name for a device code client.
 */
export class RegistrationCache {
  readonly #cache: SsoCache;
  readonly #now: () => number;

  constructor(cache: SsoCache, now: () => number) {
    this.#cache = cache;
    this.#now = now;
  }

  /** A registration for this session that lives on for a while. */
  async find(session: SsoSessionDefinition, grant: Grant): Promise<ClientRegistration | undefined> {
    for (const file of [this.#file(session, grant), this.#cache.path(`${cliRegistrationKey(session)}.json`)]) {
      const found = await this.#cache.content(file);
      const parsed = RegistrationFile.safeParse(readObject(found?.text ?? ''));
      if (!parsed.success) continue;
      const { clientId, clientSecret, grantTypes } = parsed.data;
      const expiresAt = readCacheTime(parsed.data.expiresAt);
      const fits = grantTypes.includes('authorization_code') === (grant === 'authorization_code');
      if (fits && expiresAt - AHEAD_MS > this.#now()) return { clientId, clientSecret, expiresAt };
    }
    return undefined;
  }

  async save(session: SsoSessionDefinition, grant: Grant, { clientId, clientSecret, expiresAt }: ClientRegistration): Promise<void> {
    const scopes = scopesOf(session);
    await this.#cache.write(this.#file(session, grant), {
      clientId,
      clientSecret,
      expiresAt: cacheTime(expiresAt),
      ...(scopes !== undefined && { scopes }),
      ...(grant === 'authorization_code' && { grantTypes: GRANT_TYPES }),
    });
  }

  #file(session: SsoSessionDefinition, grant: Grant): string {
    return this.#cache.path(`${registrationKey(session, `berth-${grant}`)}.json`);
  }
}

/** As the AWS CLI registers a client for PKCE. */
export const GRANT_TYPES: readonly string[] = ['authorization_code', 'refresh_token'];

/** Scopes asked for. A session without a name gets none, as with the AWS CLI: then there is no refresh token. */
export const scopesOf = (session: SsoSessionDefinition): readonly string[] | undefined =>
  session.scopes !== undefined && session.scopes.length > 0 ? session.scopes : isNameless(session) ? undefined : ['sso:account:access'];

/** The name of the AWS CLI's registration of a session, without `.json` (botocore: BaseSSOTokenFetcher._registration_cache_key). */
export const cliRegistrationKey = (session: SsoSessionDefinition): string => registrationKey(session, 'botocore');

function registrationKey(session: SsoSessionDefinition, tool: string): string {
  const { name, startUrl, region, scopes } = session;
  // Python's json.dumps with sort_keys: a space behind each comma and colon, nothing but ASCII.
  const list = scopes === undefined ? 'null' : `[${scopes.map(pythonText).join(', ')}]`;
  const sessionName = isNameless(session) ? 'null' : pythonText(name);
  const args = `{"region": ${pythonText(region)}, "scopes": ${list}, "session_name": ${sessionName}, "startUrl": ${pythonText(startUrl)}, "tool": ${pythonText(tool)}}`;
  return createHash('sha1').update(args).digest('hex');
}

const pythonText = (value: string): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
