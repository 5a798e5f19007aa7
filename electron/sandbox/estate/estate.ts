/** A large company's registries that nobody filled: everything in them follows from a seed, and is made when it is asked for. */
import { NAMES, NameBook, nameOf } from './names';
import { mix } from './random';

export interface EstateOptions {
  /** Another seed, another estate. */
  seed?: number;
  accounts?: number;
  /** Registries of each account. */
  regions?: readonly string[];
  /** Of all accounts and regions together. */
  repositories?: number;
  /** Of all repositories together. */
  images?: number;
  /** As many images in every repository, instead of a few that are large and some that are empty. */
  even?: boolean;
  /** Epoch milliseconds: nothing was pushed later. */
  now?: number;
}

/** The registry of one account in one region. */
export interface EstateRegistry {
  accountId: string;
  region: string;
  /** `estate-07-eu-central-1`: the profile that sees it. */
  profile: string;
  repositories: number;
  /** Number of its first repository among all. */
  start: number;
}

/** One repository, known by where it stands. */
export interface EstateRepository {
  registry: EstateRegistry;
  name: string;
  /** Among all repositories of the estate. */
  number: number;
  images: number;
}

const REGIONS = ['eu-central-1', 'us-east-1', 'eu-west-1', 'us-west-2', 'ap-southeast-1'];
/** Images of ten neighbours, as parts of ten times the average: one is empty, one has a third. */
const SPREAD = [1, 0, 0.3, 0.5, 3.4, 0.4, 0.7, 0.2, 1.5, 2];

export class Estate {
  /** With nothing left out. */
  readonly options: Required<EstateOptions>;
  readonly registries: readonly EstateRegistry[];
  readonly #names = new NameBook();

  constructor(options: EstateOptions = {}) {
    this.options = {
      seed: 1, accounts: 20, regions: REGIONS, repositories: 100_000, images: 1_000_000, even: false, now: Date.UTC(2026, 10, 20),
      ...options,
    };
    this.registries = registriesOf(this.options);
  }

  get accountIds(): string[] {
    return [...new Set(this.registries.map(({ accountId }) => accountId))];
  }

  registry(accountId: string, region: string): EstateRegistry | undefined {
    return this.registries.find((registry) => registry.accountId === accountId && registry.region === region);
  }

  /** Repository `index` of a registry, from 0. */
  repository(registry: EstateRegistry, index: number): EstateRepository {
    const number = registry.start + index;
    return { registry, number, name: nameOf(index, this.#offset(registry)), images: this.#imagesBefore(number + 1) - this.#imagesBefore(number) };
  }

  find(registry: EstateRegistry, name: string): EstateRepository | undefined {
    const index = this.#names.indexOf(name, this.#offset(registry));
    return index === undefined || index >= registry.repositories ? undefined : this.repository(registry, index);
  }

  /** The regions of an account have the same names, as replication leaves them. */
  #offset({ accountId }: EstateRegistry): number {
    return mix(this.options.seed, Number(accountId.slice(-4))) % NAMES;
  }

  /** Images of all repositories before this one: rounding never adds up to another total. */
  #imagesBefore(number: number): number {
    const { images, repositories, even } = this.options;
    const weight = even ? number : 10 * Math.floor(number / 10) + SPREAD.slice(0, number % 10).reduce((sum, each) => sum + each, 0);
    return Math.min(images, Math.round((images * weight) / repositories));
  }
}

function registriesOf({ accounts, regions, repositories, seed }: Required<EstateOptions>): EstateRegistry[] {
  const places = Array.from({ length: accounts }, (_none, account) =>
    // The first region is home, and has the most.
    regions.map((region, at) => ({ account, region, weight: (1 + (mix(seed, account, at) % 3)) * (at === 0 ? 4 : 1) })),
  ).flat();
  const total = places.reduce((sum, { weight }) => sum + weight, 0);
  let weight = 0;
  return places.map((place) => {
    const start = Math.round((repositories * weight) / total);
    weight += place.weight;
    return {
      accountId: String(600_000_000_001 + place.account),
      region: place.region,
      profile: `estate-${String(place.account + 1).padStart(2, '0')}-${place.region}`,
      repositories: Math.round((repositories * weight) / total) - start,
      start,
    };
  });
}
