import { PRICES } from '../../shared/ecr/cost/price-table';
import { hasOtherPrices } from '../../shared/ecr/cost/storage-cost';
import { Severity, type Overview, type OverviewGroup, type OverviewRequest } from '../../shared/model/overview/overview';
import type { OverviewBy, OverviewPiece, OverviewPieceAsked, OverviewScope, OverviewSum, OverviewWhole } from '../inventory/store/read/overview';
import { growth } from './growth';
import { byProfile, overviewGroup } from './overview-groups';
import type { OverviewSnapshots } from './snapshots';
import { TalliedImages, type PieceStore } from './tallied-images';

/** What the overview asks of the inventory's store; each answer is short. */
export interface OverviewStore extends PieceStore {
  ask(name: 'overviewGroups', input: { scope: OverviewScope; by: OverviewBy; limit: number }): Promise<OverviewSum[]>;
  ask(name: 'overviewWhole', input: { scope: OverviewScope }): Promise<OverviewWhole>;
  ask(name: 'overviewPiece', input: OverviewPieceAsked): Promise<OverviewPiece>;
}

export interface OverviewsPorts {
  store: OverviewStore;
  /** Registries of the scope that could not be read. */
  failedSources: (scope: OverviewScope) => number;
  snapshots: Pick<OverviewSnapshots, 'all' | 'note'>;
  /** Epoch milliseconds. */
  now: () => number;
  log: (thrown: unknown) => void;
}

const MANY = 10_000;
const SHOWN = 100;

/** Everything at a glance; the same question asked while it is being answered gets the same answer. */
export class Overviews {
  readonly #ports: OverviewsPorts;
  readonly #asked = new Map<string, Promise<Overview>>();
  readonly #images: TalliedImages;

  constructor(ports: OverviewsPorts) {
    this.#ports = ports;
    this.#images = new TalliedImages(ports.store);
  }

  show(scope: OverviewRequest): Promise<Overview> {
    const key = JSON.stringify([scope.profile, scope.region]);
    const under = this.#asked.get(key);
    if (under !== undefined) return under;
    const asked = this.#overview(scope).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  /** Keeps the day's numbers where nobody opens the overview; cheap, and nothing to do when the day has some or the index is not whole. */
  async noteDay(): Promise<void> {
    const { snapshots, store } = this.#ports;
    const day = this.#day();
    if ((await snapshots.all()).some((one) => one.day === day)) return;
    const sums = await store.ask('overviewGroups', { scope: {}, by: 'account', limit: MANY });
    await this.#note(sumOf(sums.map((sum) => overviewGroup('account', sum))));
  }

  async #overview(scope: OverviewRequest): Promise<Overview> {
    const { store, now } = this.#ports;
    const groups = (by: OverviewBy, limit: number): Promise<OverviewSum[]> => store.ask('overviewGroups', { scope, by, limit });
    const accounts = (await groups('account', MANY)).map((sum) => overviewGroup('account', sum));
    const regions = (await groups('region', MANY)).map((sum) => overviewGroup('region', sum));
    const profiles = byProfile(await groups('profiles', MANY));
    const namespaces = (await groups('namespace', SHOWN)).map((sum) => overviewGroup('namespace', sum));
    const repositories = (await groups('repository', SHOWN)).map((sum) => ({ ...overviewGroup('repository', sum), accountId: sum.account, region: sum.region }));
    const whole = await store.ask('overviewWhole', { scope });
    const total = sumOf(accounts);
    const { read, ...stored } = total;
    const at = new Date(now()).toISOString();
    const tallies = await this.#images.of(scope, this.#day());
    const isAll = scope.profile === undefined && scope.region === undefined;
    if (isAll) await this.#note(total);
    return {
      at,
      total: {
        ...stored,
        archivedBytes: tallies.archivedBytes,
        untaggedImages: whole.untaggedImages,
        untaggedBytes: tallies.untaggedBytes,
        ...(whole.unique.repositories > 0 && { unique: whole.unique }),
      },
      coverage: {
        repositories: total.repositories,
        read,
        ...(whole.oldestRead !== null && { oldestReadAt: new Date(whole.oldestRead).toISOString() }),
        failedSources: this.#ports.failedSources(scope),
      },
      prices: { asOf: PRICES.asOf, region: PRICES.region, otherRegions: regions.map(({ key }) => key).filter(hasOtherPrices) },
      accounts,
      regions,
      profiles,
      namespaces,
      repositories,
      growth: growth(tallies.months, at.slice(0, 7)),
      snapshots: isAll ? [...(await this.#ports.snapshots.all())] : [],
      ages: tallies.ages,
      pulls: tallies.pulls,
      findings: {
        scanned: tallies.scanned,
        bySeverity: whole.findings.flatMap(([severity, findings]) => {
          const known = Severity.safeParse(severity);
          return known.success ? [{ severity: known.data, findings }] : [];
        }),
      },
    };
  }

  /** Only what is known of all is a picture of the day. A full disk must not hide what can be shown. */
  async #note({ read, ...stored }: ReturnType<typeof sumOf>): Promise<void> {
    if (read === 0 || read < stored.repositories) return;
    await this.#ports.snapshots.note({ day: this.#day(), ...stored }).catch(this.#ports.log);
  }

  #day(): string {
    return new Date(this.#ports.now()).toISOString().slice(0, 10);
  }
}

const sumOf = (groups: readonly OverviewGroup[]) =>
  groups.reduce(
    (sum, one) => ({ images: sum.images + one.images, bytes: sum.bytes + one.bytes, monthlyCost: sum.monthlyCost + one.monthlyCost, repositories: sum.repositories + one.repositories, read: sum.read + one.read }),
    { images: 0, bytes: 0, monthlyCost: 0, repositories: 0, read: 0 },
  );
