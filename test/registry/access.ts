import { RegistryClient } from '../../electron/registry/registry-client';
import type { RegistryAccess } from '../../electron/transfer/ports';

/** Waits for nothing: retries happen at once. */
export const noSleep = (): Promise<void> => Promise.resolve();

/** Anonymous access to any registry; closes its clients at the end. */
export function anonymousAccess(over: Partial<RegistryAccess> = {}): RegistryAccess & { close(): void } {
  const clients: RegistryClient[] = [];
  return {
    client: (host) => {
      const client = new RegistryClient({ host, authorization: () => Promise.resolve(undefined), sleep: noSleep, random: () => 0 });
      clients.push(client);
      return Promise.resolve(client);
    },
    credentials: () => Promise.resolve(undefined),
    ...over,
    close: () => clients.forEach((client) => client.close()),
  };
}
