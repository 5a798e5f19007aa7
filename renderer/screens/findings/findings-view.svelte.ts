import { toAppError, type AppError } from '../../../shared/errors';
import type {
  Finding,
  FindingFilter,
  FindingsPage,
  FindingsQuery,
  Severity,
  WatchesState,
} from '../../../shared/model/findings';
import type { RepositoryKey } from '../../../shared/model/repository';
import type { BerthClient } from '../../bridge/berth-client';
import { PagedQuery } from '../../state/paged-query.svelte';

/** How often a scan that is under way is asked about. */
const LOOK_EVERY_MS = 2_000;
/** The most that one answer holds. */
const PAGE = 500;

type SortKey = FindingFilter['sort'];

/** The findings of one image: filtered, sorted, and a scan that is followed to its end. */
export class FindingsView {
  search = $state('');
  severities = $state.raw<readonly Severity[]>([]);
  fixable = $state(false);
  sort = $state.raw<{ key: SortKey; descending: boolean }>({ key: 'severity', descending: false });
  chosen = $state.raw<Finding>();
  readonly filter = $derived({
    search: this.search,
    severities: [...this.severities],
    fixable: this.fixable,
    sort: this.sort.key,
    descending: this.sort.descending,
  });
  /** What is told besides the rows; absent until the first answer. */
  told = $state.raw<Omit<FindingsPage, 'rows' | 'total'>>();
  starting = $state(false);
  failure = $state.raw<AppError>();
  readonly query: PagedQuery<Finding>;
  readonly #client: BerthClient;
  readonly #image: { repository: RepositoryKey; image: string };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: BerthClient, image: { repository: RepositoryKey; image: string }) {
    this.#client = client;
    this.#image = image;
    this.query = new PagedQuery((window) => this.#fetch({ ...this.filter }, window), PAGE);
  }

  get isUnderWay(): boolean {
    return this.told?.scans.some(({ status }) => status === 'scanning' || status === 'pending') ?? false;
  }
  get hasResult(): boolean {
    return this.told?.scans.some(({ status }) => status === 'complete' || status === 'active') ?? false;
  }

  /** Asks what the filter says now. */
  ask(fresh = false): Promise<void> {
    const filter = { ...this.filter };
    let isFirst = fresh;
    return this.query.ask((window) => {
      const asked = { ...filter, fresh: isFirst };
      isFirst = false;
      return this.#fetch(asked, window);
    });
  }
  sortBy(key: string): void {
    const { sort } = this;
    this.sort = { key: key as SortKey, descending: sort.key === key ? !sort.descending : false };
  }
  toggle(severity: Severity): void {
    const { severities } = this;
    this.severities = severities.includes(severity)
      ? severities.filter((each) => each !== severity)
      : [...severities, severity];
  }

  /** Has the image scanned, and follows that. */
  async start(): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    this.failure = undefined;
    try {
      await this.#client.invoke('scan.start', this.#image);
    } catch (thrown) {
      this.failure = toAppError(thrown);
    }
    await this.ask(true);
    this.starting = false;
  }
  close(): void {
    clearTimeout(this.#timer);
  }

  async #fetch(
    asked: Partial<FindingsQuery>,
    window: { offset: number; limit: number },
  ): Promise<{ rows: Finding[]; total: number }> {
    const { rows, total, ...told } = await this.#client.invoke('findings.query', {
      ...this.#image,
      ...asked,
      ...window,
    });
    this.told = told;
    clearTimeout(this.#timer);
    if (this.isUnderWay) this.#timer = setTimeout(() => void this.ask(true), LOOK_EVERY_MS);
    return { rows, total };
  }
}

/** The watch of a tag, or of the whole repository where no tag is told. */
export const watchOf = (
  state: WatchesState | undefined,
  repository: RepositoryKey,
  tag: string | undefined,
): WatchesState['watches'][number] | undefined =>
  state?.watches.find(
    (watch) =>
      watch.repository.profile === repository.profile &&
      watch.repository.region === repository.region &&
      watch.repository.name === repository.name &&
      watch.tag === tag,
  );
