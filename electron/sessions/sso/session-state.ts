import type { WireError } from '../../../shared/errors';
import type { SsoFlow, SsoSession } from '../../../shared/model/sso';
import type { StoredToken } from './cache/token-file';
import type { KnownSession } from './ports';
import { isRenewable } from './sso-tokens';

/** What is known of a session besides its definition. */
export interface SessionFacts {
  token: StoredToken | undefined;
  /** The portal does not take the token although its time is not over. */
  isRefused: boolean;
  flow: SsoFlow | undefined;
  error: WireError | undefined;
  profiles: string[];
  /** Epoch milliseconds. */
  now: number;
}

/** A session as everybody may see it: never a token. */
export function toSsoSession({ name, startUrl, region, source }: KnownSession, facts: SessionFacts): SsoSession {
  const { token, flow, error, profiles, now } = facts;
  const isLive = isSignedIn(facts);
  return {
    name,
    startUrl,
    region,
    source,
    status: flow !== undefined ? 'signing-in' : token === undefined ? 'signed-out' : isLive ? 'signed-in' : 'expired',
    ...(token !== undefined && { expiresAt: new Date(token.expiresAt).toISOString() }),
    renewable: isLive && token !== undefined && isRenewable(token, now),
    ...(flow !== undefined && { flow }),
    ...(error !== undefined && { error }),
    profiles,
  };
}

/** A token that is over but can be renewed counts as signed in: the next use renews it. */
export function isSignedIn({ token, isRefused, now }: Pick<SessionFacts, 'token' | 'isRefused' | 'now'>): boolean {
  return token !== undefined && !isRefused && (now < token.expiresAt || isRenewable(token, now));
}
