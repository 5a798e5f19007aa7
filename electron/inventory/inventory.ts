import type { ImagePage } from '../../shared/model/image';
import type {
  InventoryState,
  Repository,
  RepositoryPage,
  RepositoryQuery,
} from '../../shared/model/repository';
import { CoalescedChanges } from './coalesced';
import { ImageLists } from './image-lists';
import { queryImages, type ImageQuery } from './image-query';
import type { InventoryCache, InventoryEcr, KnownRegistry, ProfileList, Timers } from './ports';
import { RepositoryIndex } from './repository-index';
import { loadSource, type SourceRow } from './source-loader';
import { sourceId, sourcesOf } from './sources-of';

/** Sources that are read at the same time. */
const PARALLEL = 8;
/** At most five changes a second are told. */
const TELL_EVERY_MS = 200;
/** The cache is written this long after the last source came in. */
const SAVE_AFTER_MS = 2000;
/** How long a query waits for platforms before it answers without them. */
const PATIENCE_MS = 400;

export interface InventoryPorts {
  profiles: ProfileList;
  ecr: InventoryEcr;
  cache: InventoryCache;
  timers: Timers;
  /** Epoch milliseconds. */
  now(): number;
  /** Takes failures that must not disturb anybody: the cache could not be written. */
  log(thrown: unknown): void;
}

/** Every repository that any profile sees in any of its regions; fills by itself, answers at once. */
export class Inventory {
  readonly #ports: InventoryPorts;
  readonly #index: RepositoryIndex;
  readonly #images: ImageLists;
  readonly #changes: CoalescedChanges;
  #rows = new Map<string, SourceRow>();
  #revision = 0;
  #waiting: SourceRow[] = [];
  #loading = 0;
  #idle: (() => void)[] = [];
  #stopListening: () => void = () => undefined;
  #cancelSave: (() => void) | undefined;
  #closed = false;

  constructor(ports: InventoryPorts) {
    this.#ports = ports;
    this.#index = new RepositoryIndex(() => ports.now());
    this.#images = new ImageLists(ports.ecr);
    this.#changes = new CoalescedChanges(ports.timers, TELL_EVERY_MS);
  }

  /** Shows what the cache has, then starts to read. Does not wait for ECR; `settled` does. */
  async start(): Promise<void> {
    for (const cached of await this.#ports.cache.load())
      this.#index.set(sourceId(cached), cached.repositories);
    this.#stopListening = this.#ports.profiles.onChange(() => this.#adoptProfiles());
    this.#adoptProfiles();
  }

  /** Stops reading; what is known by then is kept on disk. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    this.#waiting = [];
    this.#rows.forEach((row) => row.abort?.abort());
    this.#changes.close();
    if (this.#cancelSave !== undefined) await this.#save();
  }

  state(): InventoryState {
    const sources = [...this.#rows.values()].map((row) => row.status);
    return { revision: this.#revision, total: this.#index.total, sources };
  }

  onChange(listener: () => void): () => void {
    return this.#changes.onChange(listener);
  }

  query(query: RepositoryQuery): RepositoryPage {
    return { ...this.#index.query(query), revision: this.#revision };
  }

  /**
   * Images of a repository; the list is read when it is asked for first, or `fresh`. Platforms of the rows shown
   * are waited for a moment: what comes later is told as a change. `complete` waits for them. @throws AppError.
   */
  async images(query: ImageQuery, wait: 'briefly' | 'complete' = 'briefly'): Promise<ImagePage> {
    const page = queryImages(await this.#images.images(query, query.fresh), query, this.#ports.now());
    let answered = false;
    const filling = this.#images.fillPlatforms(query, page.rows).then((learned) => {
      if (learned && answered) this.#changed();
    });
    if (wait === 'complete') await filling;
    // Platforms are an extra: a profile that may not read manifests still sees its images.
    else
      await this.#atMost(
        PATIENCE_MS,
        filling.catch(() => undefined),
      );
    answered = true;
    return queryImages(await this.#images.images(query, false), query, this.#ports.now());
  }

  /** Reads every source again. */
  refresh(): void {
    this.#images.clear();
    this.#enqueue([...this.#rows.values()]);
  }

  /** Fulfilled once no source is waiting or loading. */
  settled(): Promise<void> {
    if (this.#loading === 0 && this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  find(uri: string): Repository | undefined {
    return this.#index.find(uri);
  }

  /** The registry at a host, as far as one of its repositories has been seen. */
  findByHost(host: string): KnownRegistry | undefined {
    for (const { source } of this.#rows.values()) {
      const repository = this.#index.of(source.id)[0];
      if (repository?.host === host) {
        return { profile: source.profile, region: source.region, accountId: repository.accountId, host };
      }
    }
    return undefined;
  }

  /** A repository was created or changed through Berth: shown without asking again. */
  put(repository: Repository): void {
    this.#replace(repository, (known) => [...known.filter(({ uri }) => uri !== repository.uri), repository]);
  }

  /** A repository was deleted through Berth. */
  remove({ profile, region, name }: { profile: string; region: string; name: string }): void {
    const gone = this.#index.of(sourceId({ profile, region })).find((repository) => repository.name === name);
    this.#images.forget({ region, name });
    if (gone === undefined) return this.#changed();
    for (const row of this.#rows.values()) {
      const known = this.#index.of(row.source.id);
      if (known.some(({ uri }) => uri === gone.uri)) {
        this.#replace({ ...gone, profile: row.source.profile }, () =>
          known.filter(({ uri }) => uri !== gone.uri),
        );
      }
    }
  }

  /** Something was pushed to a repository, or deleted from it: its images are asked for again. */
  forget(repository: { region: string; name: string }): void {
    this.#images.forget(repository);
    this.#changed();
  }

  #replace(
    scope: { profile: string; region: string },
    next: (known: readonly Repository[]) => Repository[],
  ): void {
    const row = this.#rows.get(sourceId(scope));
    if (row === undefined) return this.#changed();
    const repositories = next(this.#index.of(row.source.id));
    this.#index.set(row.source.id, repositories);
    row.status = { ...row.status, repositories: repositories.length };
    this.#saveLater();
    this.#changed();
  }

  #adoptProfiles(): void {
    const sources = sourcesOf(this.#ports.profiles.state().profiles);
    const before = this.#rows;
    const added: SourceRow[] = [];
    this.#rows = new Map();
    for (const source of sources) {
      const known = before.get(source.id);
      if (known?.source.definition === source.definition) {
        this.#rows.set(source.id, known);
        continue;
      }
      // The same name now leads to another account or endpoint.
      if (known !== undefined) this.#index.set(source.id, []);
      const repositories = this.#index.of(source.id).length;
      const { profile, region } = source;
      const row: SourceRow = { source, status: { profile, region, status: 'waiting', repositories } };
      this.#rows.set(source.id, row);
      added.push(row);
    }
    const kept = new Set(this.#rows.values());
    for (const row of before.values()) if (!kept.has(row)) row.abort?.abort();
    this.#waiting = this.#waiting.filter((row) => kept.has(row));
    this.#index.keep([...this.#rows.keys()]);
    if (added.length > 0) this.#images.clear();
    this.#enqueue(added);
    this.#changed();
  }

  #enqueue(rows: readonly SourceRow[]): void {
    this.#waiting.push(...rows.filter((row) => !this.#waiting.includes(row)));
    while (!this.#closed && this.#loading < PARALLEL && this.#waiting.length > 0) void this.#loadNext();
  }

  async #loadNext(): Promise<void> {
    const row = this.#waiting.shift() as SourceRow;
    this.#loading++;
    await loadSource(row, { ecr: this.#ports.ecr, index: this.#index, changed: () => this.#changed() });
    this.#loading--;
    this.#saveLater();
    this.#enqueue([]);
    if (this.#loading === 0 && this.#waiting.length === 0)
      this.#idle.splice(0).forEach((resolve) => resolve());
  }

  #changed(): void {
    this.#revision++;
    this.#changes.changed();
  }

  #saveLater(): void {
    this.#cancelSave?.();
    this.#cancelSave = this.#ports.timers.after(SAVE_AFTER_MS, () => void this.#save());
  }

  async #save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    const sources = [...this.#rows.values()].map(({ source: { profile, region, id } }) => ({
      profile,
      region,
      repositories: [...this.#index.of(id)],
    }));
    await this.#ports.cache.save(sources).catch((thrown: unknown) => this.#ports.log(thrown));
  }

  #atMost(ms: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#ports.timers.after(ms, resolve);
      void work.then(() => {
        cancel();
        resolve();
      });
    });
  }
}
