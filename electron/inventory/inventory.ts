import type { FoundImages, Image, ImagePage, ImageSearch } from '../../shared/model/image';
import type { Folder, FolderQuery, InventoryState, Repository, RepositoryKey, RepositoryPage, RepositoryQuery } from '../../shared/model/repository';
import { CoalescedChanges } from './coalesced';
import { exportInventory } from './export/export-inventory';
import { inventoryLines, type LinesWanted } from './export/inventory-lines';
import type { InventoryEcr, KnownRegistry, ProfileList, Timers } from './ports';
import { RepositoryImageLists, type ImageQuery } from './repository-images';
import { Crawl } from './crawl/crawl';
import { controllerOfMany } from './crawl/pace/many-listeners';
import { PeriodicRefresh } from './crawl/periodic-refresh';
import { readPages } from './crawl/read-pages';
import type { CrawlClock, CrawlEcr } from './crawl/ports';
import { crawledSources } from './sources-of';
import type { InventoryStore } from './store/inventory-store';

/** At most five changes a second are told. */
const TELL_EVERY_MS = 200;
/** How long a query waits for platforms before it answers without them. */
const PATIENCE_MS = 400;
/** Rows of an answer that fit a screen. */
const LOOKED_AT = 60;

export interface InventoryPorts {
  profiles: ProfileList;
  /** Answers what one opened repository needs. */
  ecr: InventoryEcr;
  /** Answers the pages that fill the index. */
  crawl: { ecr: CrawlEcr; clock: CrawlClock };
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
  readonly #crawl: Crawl;
  readonly #periodic: PeriodicRefresh;
  #revision = 0;
  #total = 0;
  #counting: 'no' | 'yes' | 'again' = 'no';
  #stopListening: (() => void)[] = [];
  #adopting: Promise<void> = Promise.resolve();
  readonly #end = controllerOfMany();
  #closed = false;

  constructor(ports: InventoryPorts) {
    this.#ports = ports;
    this.#images = new RepositoryImageLists({ ...ports, read: (key) => this.#readImages(key), changed: () => this.#changed() });
    this.#changes = new CoalescedChanges(ports.timers, TELL_EVERY_MS);
    this.#crawl = new Crawl({ ...ports.crawl, store: ports.store, changed: () => this.#further(), log: (thrown) => ports.log(thrown) });
    this.#periodic = new PeriodicRefresh({ crawl: this.#crawl, timers: ports.timers, ticks: () => ports.crawl.clock.ticks() });
  }

  /** Begins to read what any profile sees. Does not wait for ECR; `settled` does. What the index has is there without it. */
  async start(): Promise<void> {
    const { profiles, store } = this.#ports;
    this.#stopListening = [
      profiles.onChange(() => void this.#adoptProfiles()),
      store.onRebuilt(() => void this.#adoptProfiles().then(() => this.refresh())),
    ];
    await this.#adoptProfiles();
    this.#periodic.start();
  }

  /** Stops reading; what is known by then is on disk. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#end.abort();
    this.#stopListening.forEach((stop) => stop());
    this.#periodic.close();
    this.#crawl.close();
    this.#changes.close();
    await Promise.all([this.#ports.store.close(), this.#ports.scratch.close()]);
  }

  state(): InventoryState {
    return { revision: this.#revision, total: this.#total, sources: this.#crawl.state() };
  }

  onChange(listener: () => void): () => void {
    return this.#changes.onChange(listener);
  }

  async query(query: RepositoryQuery): Promise<RepositoryPage> {
    const revision = this.#revision;
    const page = await this.#ports.store.query(query);
    // What is asked for is what is before somebody's eyes, or about to be.
    this.#crawl.look(page.rows.slice(0, LOOKED_AT));
    return { ...page, revision };
  }

  /** Whether nothing was ever read: then an empty answer says nothing about what there is. */
  async isEmpty(): Promise<boolean> {
    return (await this.#ports.store.total()) === 0;
  }

  folders(query: FolderQuery): Promise<Folder[]> {
    return this.#ports.store.folders(query);
  }

  /** Images of every repository that the index knows. */
  searchImages(search: ImageSearch): Promise<FoundImages> {
    return this.#ports.store.searchImages(search);
  }

  /** Writes what the index has of a search to a file that a person chose. @throws AppError. */
  export(input: LinesWanted & { path: string }): Promise<void> {
    return exportInventory(this.#ports.store, input);
  }

  /** The same as pieces of text, for standard output. */
  lines(wanted: LinesWanted): AsyncIterable<string> {
    return inventoryLines(this.#ports.store, wanted);
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

  /** Reads every list of repositories again, and images as they are due; `everything` reads all of them, whatever it costs. */
  refresh({ everything = false }: { everything?: boolean } = {}): void {
    this.#crawl.refresh({ everything });
    this.#changed();
  }

  /** Ends what is being read; what is known stays, and the next refresh goes on. */
  stop(): void {
    this.#crawl.stop();
  }

  /** Favourites stay fresh whether somebody looks at them or not. */
  keepFresh(uris: readonly string[]): void {
    this.#crawl.keepFresh(uris);
  }

  /** Whether lists are read again by themselves now and then: not while no window shows them, or without a network. */
  refreshesItself(may: boolean): void {
    this.#periodic.allow(may);
  }

  /** Reads nothing while the computer sleeps; what is known answers all the same. */
  pause(): void {
    this.#crawl.pause();
  }

  resume(): void {
    this.#crawl.resume();
  }

  /** When every source has been read with its images, or has failed. */
  async settled(): Promise<void> {
    await this.#adopting;
    await this.#crawl.settled();
    await this.#recount();
  }

  find(uri: string): Promise<Repository | undefined> {
    return this.#ports.store.find(uri);
  }

  /** The registry at a host, as far as one of its repositories has been seen. */
  findByHost(host: string): KnownRegistry | undefined {
    return this.#crawl.registryAt(host);
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

  #readImages(key: RepositoryKey): Promise<Image[]> {
    const { signal } = this.#end;
    return readPages({
      ask: (nextToken) => this.#crawl.call(key, 'DescribeImages', () => this.#ports.crawl.ecr.images(key, { nextToken, signal }), signal),
      keep: (image) => [image.digest, image],
    });
  }

  #write(writing: Promise<unknown>): void {
    writing.then(() => this.#crawl.recount()).then(() => this.#recount()).catch((thrown: unknown) => this.#ports.log(thrown));
  }

  #adoptProfiles(): Promise<void> {
    this.#adopting = this.#adopting.then(() => this.#adopt()).catch((thrown: unknown) => this.#ports.log(thrown));
    return this.#adopting;
  }

  async #adopt(): Promise<void> {
    if (this.#closed) return;
    await this.#crawl.adopt(crawledSources(this.#ports.profiles.state().profiles));
    await this.#recount();
  }

  /** The crawl got further, which it says hundreds of times a second. */
  #further(): void {
    this.#changed();
    if (this.#counting === 'no') void this.#countOn();
    else this.#counting = 'again';
  }

  async #countOn(): Promise<void> {
    do {
      this.#counting = 'yes';
      await this.#recount().catch((thrown: unknown) => this.#ports.log(thrown));
    } while ((this.#counting as string) === 'again');
    this.#counting = 'no';
  }

  async #recount(): Promise<void> {
    if (this.#closed) return;
    const total = await this.#ports.store.total();
    if (total === this.#total) return;
    this.#total = total;
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
