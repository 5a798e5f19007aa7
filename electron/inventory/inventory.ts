import type { FoundImages, ImagePage, ImageSearch } from '../../shared/model/image';
import type { Folder, FolderQuery, InventoryState, Repository, RepositoryKey, RepositoryPage, RepositoryQuery } from '../../shared/model/repository';
import { CoalescedChanges } from './coalesced';
import type { InventoryEcr, KnownRegistry, ProfileList, Timers } from './ports';
import { RepositoryImageLists, type ImageQuery } from './repository-images';
import { loadSource, type SourceRow } from './source-loader';
import { sourceId, sourcesOf } from './sources-of';
import type { InventoryStore } from './store/inventory-store';

/** Sources that are read at the same time. */
const PARALLEL = 8;
/** At most five changes a second are told. */
const TELL_EVERY_MS = 200;
/** How long a query waits for platforms before it answers without them. */
const PATIENCE_MS = 400;

export interface InventoryPorts {
  profiles: ProfileList;
  ecr: InventoryEcr;
  /** The index on disk. The inventory closes it. */
  store: InventoryStore;
  /** Another one in memory, for images of repositories that the index does not know. */
  scratch: InventoryStore;
  timers: Timers;
  /** Epoch milliseconds. */
  now(): number;
  /** Takes failures that must not disturb anybody. */
  log(thrown: unknown): void;
}

/** Every repository that any profile sees in any of its regions; fills by itself, answers at once from the index on disk. */
export class Inventory {
  readonly #ports: InventoryPorts;
  readonly #images: RepositoryImageLists;
  readonly #changes: CoalescedChanges;
  #rows = new Map<string, SourceRow>();
  #revision = 0;
  #total = 0;
  #waiting: SourceRow[] = [];
  #loading = 0;
  #idle: (() => void)[] = [];
  #stopListening: (() => void)[] = [];
  #adopting: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(ports: InventoryPorts) {
    this.#ports = ports;
    this.#images = new RepositoryImageLists({ ...ports, changed: () => this.#changed() });
    this.#changes = new CoalescedChanges(ports.timers, TELL_EVERY_MS);
  }

  /** Begins to read what any profile sees. Does not wait for ECR; `settled` does. What the index has is there without it. */
  async start(): Promise<void> {
    const { profiles, store } = this.#ports;
    this.#stopListening = [
      profiles.onChange(() => void this.#adoptProfiles()),
      store.onRebuilt(() => void this.#adoptProfiles().then(() => this.refresh())),
    ];
    await this.#adoptProfiles();
  }

  /** Stops reading; what is known by then is on disk. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening.forEach((stop) => stop());
    this.#waiting = [];
    this.#rows.forEach((row) => row.abort?.abort());
    this.#changes.close();
    await Promise.all([this.#ports.store.close(), this.#ports.scratch.close()]);
  }

  state(): InventoryState {
    const sources = [...this.#rows.values()].map((row) => row.status);
    return { revision: this.#revision, total: this.#total, sources };
  }

  onChange(listener: () => void): () => void {
    return this.#changes.onChange(listener);
  }

  async query(query: RepositoryQuery): Promise<RepositoryPage> {
    const revision = this.#revision;
    return { ...(await this.#ports.store.query(query)), revision };
  }

  folders(query: FolderQuery): Promise<Folder[]> {
    return this.#ports.store.folders(query);
  }

  /** Images of every repository that the index knows. */
  searchImages(search: ImageSearch): Promise<FoundImages> {
    return this.#ports.store.searchImages(search);
  }

  /**
   * Images of a repository; the list is read when it is asked for first, or `fresh`. Platforms of the rows shown
   * are waited for a moment: what comes later is told as a change. `complete` waits for them. @throws AppError.
   */
  async images(query: ImageQuery, wait: 'briefly' | 'complete' = 'briefly'): Promise<ImagePage> {
    const { page, learning, again } = await this.#images.page(query);
    let answered = false;
    let learned = false;
    const filling = learning.then((any) => {
      learned = any;
      if (any && answered) this.#changed();
    });
    if (wait === 'complete') await filling;
    // Platforms are an extra: a profile that may not read manifests still sees its images.
    else await this.#atMost(PATIENCE_MS, filling.catch(() => undefined));
    answered = true;
    return learned ? again() : page;
  }

  /** Reads every source again. */
  refresh(): void {
    this.#enqueue([...this.#rows.values()]);
    this.#changed();
  }

  /** When every source has been read, or has failed. */
  async settled(): Promise<void> {
    await this.#adopting;
    if (this.#loading === 0 && this.#waiting.length === 0) return;
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  find(uri: string): Promise<Repository | undefined> {
    return this.#ports.store.find(uri);
  }

  /** The registry at a host, as far as one of its repositories has been seen. */
  findByHost(host: string): KnownRegistry | undefined {
    for (const { source, status, host: own } of this.#rows.values()) {
      if (own === host && status.accountId !== undefined) return { profile: source.profile, region: source.region, accountId: status.accountId, host };
    }
    return undefined;
  }

  /** A repository was created or changed through Berth: shown without asking again. */
  put(repository: Repository): void {
    const { profile, region, registry = 'private' } = repository;
    this.#write(this.#ports.store.putRepositories({ source: { profile, region, registry }, repositories: [repository] }));
  }

  /** A repository was deleted through Berth. */
  remove(key: RepositoryKey): void {
    this.#images.forget(key);
    this.#write(this.#ports.store.placeOf(key).then((uri) => (uri === undefined ? undefined : this.#ports.store.dropRepositories([uri]))));
  }

  /** Something was pushed to a repository, or deleted from it: its images are asked for again. */
  forget(repository: { region: string; name: string }): void {
    this.#images.forget(repository);
    this.#changed();
  }

  #write(writing: Promise<unknown>): void {
    writing.then(() => this.#recount()).catch((thrown: unknown) => this.#ports.log(thrown));
  }

  #adoptProfiles(): Promise<void> {
    this.#adopting = this.#adopting.then(() => this.#adopt()).catch((thrown: unknown) => this.#ports.log(thrown));
    return this.#adopting;
  }

  async #adopt(): Promise<void> {
    if (this.#closed) return;
    const { store, profiles } = this.#ports;
    const sources = sourcesOf(profiles.state().profiles);
    await store.keepSources(sources.map(({ profile, region, definition }) => ({ profile, region, registry: 'private' as const, definition })));
    const known = new Map((await store.sources()).map((source) => [sourceId(source), source]));
    const before = this.#rows;
    const added: SourceRow[] = [];
    this.#rows = new Map();
    for (const source of sources) {
      const same = before.get(source.id);
      if (same?.source.definition === source.definition) {
        this.#rows.set(source.id, same);
        continue;
      }
      const { repositories = 0, accountId, host } = known.get(source.id) ?? {};
      const { profile, region } = source;
      const row: SourceRow = { source, status: { profile, region, status: 'waiting', repositories, ...(accountId !== undefined && { accountId }) }, ...(host !== undefined && { host }) };
      this.#rows.set(source.id, row);
      added.push(row);
    }
    const kept = new Set(this.#rows.values());
    for (const row of before.values()) if (!kept.has(row)) row.abort?.abort();
    this.#waiting = this.#waiting.filter((row) => kept.has(row));
    await this.#recount();
    this.#enqueue(added);
  }

  #enqueue(rows: readonly SourceRow[]): void {
    this.#waiting.push(...rows.filter((row) => !this.#waiting.includes(row)));
    while (!this.#closed && this.#loading < PARALLEL && this.#waiting.length > 0) void this.#loadNext();
  }

  async #loadNext(): Promise<void> {
    const row = this.#waiting.shift() as SourceRow;
    this.#loading++;
    await loadSource(row, { ecr: this.#ports.ecr, store: this.#ports.store, now: () => this.#ports.now(), changed: () => this.#recount() });
    this.#loading--;
    this.#enqueue([]);
    if (this.#loading === 0 && this.#waiting.length === 0) this.#idle.splice(0).forEach((resolve) => resolve());
  }

  async #recount(): Promise<void> {
    if (this.#closed) return;
    this.#total = await this.#ports.store.total();
    this.#changed();
  }

  #changed(): void {
    this.#revision++;
    this.#changes.changed();
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
