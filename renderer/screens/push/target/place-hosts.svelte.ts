import { privateRegistryHost } from '../../../../shared/ecr/registry-host';
import type { BerthClient } from '../../../bridge/berth-client';

export interface RegistryPlace {
  profile: string;
  region: string;
  accountId?: string | undefined;
}

const keyOf = ({ profile, region }: RegistryPlace): string => `${profile} ${region}`;

/** The registry host of every profile and region: as its repositories say, else as AWS names it. */
export class PlaceHosts {
  readonly #client: BerthClient;
  #hosts = $state.raw<Readonly<Record<string, string>>>({});

  constructor(client: BerthClient) {
    this.#client = client;
  }

  of(place: RegistryPlace): string | undefined {
    const { accountId, region } = place;
    return (
      this.#hosts[keyOf(place)] ??
      (accountId === undefined ? undefined : privateRegistryHost({ accountId, region }))
    );
  }

  async learn(places: readonly RegistryPlace[]): Promise<void> {
    const known = await Promise.all(
      places.map(async (place) => {
        const { profile, region } = place;
        const page = await this.#client
          .invoke('repository.query', { profile, region, registry: 'private', limit: 1 })
          .catch(() => undefined);
        const host = page?.rows[0]?.host;
        return host === undefined ? [] : [[keyOf(place), host] as const];
      }),
    );
    this.#hosts = Object.fromEntries(known.flat());
  }
}
