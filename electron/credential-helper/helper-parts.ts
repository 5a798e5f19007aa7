import { join } from 'node:path';
import type { RegistryAssignment } from '../../shared/model/docker-config';
import type { OwnHelper } from '../docker-auth/docker-config-file';
import type { ProfileDefinition } from '../profiles/profile-definition';
import type { SecretCache } from '../profiles/secret-cache';
import type { SecretStore } from '../profiles/secret-store';
import { BerthLogins } from './berth-logins';
import { DockerLogins } from './docker-logins';
import { HostTokens } from './host-tokens';
import { principalOf } from './principal';
import { sharedTokens, type TokenSource } from './shared-tokens';
import { TokenCache } from './token-cache';
import { TypedLogins } from './typed-logins';
import { warmAnswer } from './warm/warm-answer';
import { scopeIn } from './scope-in';

export interface HelperPartsOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Berth's folder. */
  data: string;
  secrets: SecretStore;
  records: SecretCache;
  profiles: { find(name: string): ProfileDefinition; state(): { files: string[] } };
  directory: { explain(host: string): Promise<RegistryAssignment> };
  tokens: TokenSource;
  settings: { current(): { credentialHelper: boolean } };
}

/** What answers Docker, wired: in the application, and in the helper's own process. */
export interface HelperParts {
  logins: BerthLogins;
  cache: TokenCache;
  /** Registry tokens that the helper's processes share, while it is switched on. */
  tokens: TokenSource;
  /** Sign-ins at other registries, by host. */
  dockerLogins: DockerLogins;
  /** For Docker's configuration: what happens at hosts that Berth's own helper answers for. */
  ownHelper: OwnHelper;
}

export function helperParts({ env, data, secrets, records, profiles, directory, tokens, settings }: HelperPartsOptions): HelperParts {
  const now = Date.now;
  const cache = new TokenCache({
    records, env, now,
    folder: data,
    principalOf: (profile) => principalOf(profile, { find: (name) => profiles.find(name), env }),
    decisiveFiles: () => [...profiles.state().files, join(data, 'profiles.json'), join(data, 'settings.json')],
  });
  const hostTokens = new HostTokens({
    cache, now,
    folder: data,
    scopeOf: async (host) => scopeIn(host, () => directory.explain(host)),
    askFor: (scope) => tokens.tokenFor(scope),
    after: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref()),
  });
  const typed = new TypedLogins({ records, now });
  const dockerLogins = new DockerLogins({ secrets, file: join(data, 'docker-logins.json') });
  const logins = new BerthLogins({
    cache, typed, now,
    tokens: hostTokens,
    logins: dockerLogins,
    warm: (host) => warmAnswer({ folder: data, host, env, now: now(), records }),
  });
  const ownHelper: OwnHelper = {
    // The token is in the shared cache by now (`sharedTokens`); which one answers for a host is decided when Docker asks.
    put: () => Promise.resolve(),
    erase: async (host) => {
      await typed.erase(host);
      await cache.forgetHost(host);
    },
  };
  return { logins, cache, dockerLogins, ownHelper, tokens: sharedTokens({ tokens, cache, enabled: () => settings.current().credentialHelper }) };
}
