import type { RegistryToken } from '../docker-auth/registry-token';
import type { TokenScope } from '../docker-auth/registry-tokens';
import type { TokenCache } from './token-cache';

/** Whoever gets tokens. */
export interface TokenSource {
  tokenFor(scope: TokenScope): Promise<RegistryToken>;
  fresh(scope: TokenScope): Promise<RegistryToken>;
}

/** The same source, whose tokens are kept for the credential helper's processes too, while Docker asks it. */
export function sharedTokens({ tokens, cache, enabled }: { tokens: TokenSource; cache: Pick<TokenCache, 'put'>; enabled: () => boolean }): TokenSource {
  const keep = async (scope: TokenScope, token: RegistryToken): Promise<RegistryToken> => {
    if (enabled()) await cache.put(scope, token);
    return token;
  };
  return {
    tokenFor: async (scope) => keep(scope, await tokens.tokenFor(scope)),
    fresh: async (scope) => keep(scope, await tokens.fresh(scope)),
  };
}
