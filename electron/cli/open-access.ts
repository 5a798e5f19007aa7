import { setTimeout as sleep } from 'node:timers/promises';
import { explainDenied } from '../ecr/access/explain-denied';
import type { EcrClients } from '../ecr/ports';
import type { RegistryDirectory } from '../docker-auth/registry-directory';
import type { RegistryTokens } from '../docker-auth/registry-tokens';
import { parseRegistryHost } from '../../shared/ecr/registry-host';
import { AppError } from '../../shared/errors';
import { RegistryClient } from '../registry/registry-client';
import type { Identities } from '../sessions/identities';
import type { RegistryAccess } from '../transfer/ports';

export interface AccessPorts {
  clients: EcrClients;
  directory: RegistryDirectory;
  tokens: RegistryTokens;
  identities: Identities;
}

/** Waits, and ends early without failing when the signal aborts. */
export const waitUnless = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** Reaches registries as the identity that fits; a host that no profile leads to is visited anonymously. */
export function openAccess({
  clients,
  directory,
  tokens,
  identities,
}: AccessPorts): RegistryAccess & { close(): void } {
  const open: RegistryClient[] = [];
  const identityFor = async (host: string, profile: string | undefined) => {
    try {
      return await directory.identityFor(host, profile);
    } catch (thrown) {
      const isForeign =
        parseRegistryHost(host).kind !== 'private' &&
        thrown instanceof AppError &&
        thrown.code === 'profile-not-found';
      if (isForeign) return undefined;
      throw thrown;
    }
  };
  return {
    async client(host, profile) {
      const scope = await identityFor(host, profile);
      const authorization = async ({ refresh }: { refresh: boolean }): Promise<string | undefined> => {
        if (scope === undefined) return undefined;
        const token = refresh ? await tokens.fresh(scope) : await tokens.tokenFor(scope);
        return `Basic ${token.authorization}`;
      };
      const client = new RegistryClient({ host, authorization, sleep: waitUnless, random: Math.random });
      open.push(client);
      return client;
    },
    async credentials(host, profile) {
      const scope = await identityFor(host, profile);
      return scope === undefined ? undefined : tokens.tokenFor(scope);
    },
    async explainDenied({ host, repository, action, profile }) {
      const scope = await identityFor(host, profile);
      if (scope === undefined || action !== 'pull') return undefined;
      const caller = await identities.whoAmI(scope.profile);
      const why = await explainDenied({ clients, owners: directory }, { host, repository, caller });
      return {
        message: why.message,
        ...(why.hint !== undefined && { hint: why.hint }),
        ...(why.remedy !== undefined && { remedy: why.remedy }),
      };
    },
    close: () => open.forEach((client) => client.close()),
  };
}
