import type { InventorySource, RepositoryKey } from '../../../shared/model/repository';
import type { KnownRegistry } from '../ports';
import { GatheredLists } from './gathered-lists';
import { listSource } from './list-source';
import { controllerOfMany } from './pace/many-listeners';
import { PoliteCalls } from './pace/polite-calls';
import { WorkQueue, type Work } from './pace/work-queue';
import type { Due } from './plan/due-repositories';
import { Filling } from './plan/filling';
import { Planner } from './plan/planner';
import { newTurn, type Turn } from './plan/turn';
import { Watched } from './plan/watched';
import type { CrawlClock, CrawlEcr, CrawlStore, Freshness, WantedSource } from './ports';
import { readImages } from './read-images';
import { ResourceTags } from './resource-tags';
import type { SourceRow } from './source-row';
import { SourceRows } from './source-rows';

/** Pieces of work at once, over all accounts and regions: what is in flight is bound by round trips, not by bytes. */
const SLOTS = 24;
/** Lists of images that may wait for the store. */
const UNWRITTEN = 256;
/** While slow registries are still being listed, images of the others begin after this long. */
const PLAN_EVERY_MS = 3000;

const URGENCY = { list: 1, watched: 2, images: 3 } as const;

export interface CrawlPorts {
  ecr: CrawlEcr;
  store: CrawlStore;
  clock: CrawlClock;
  calls?: PoliteCalls;
  /** Something is known now that was not before, or a source is further. */
  changed(): void;
  /** Takes failures that nothing fails by. */
  log(thrown: unknown): void;
}

interface CrawlWork extends Work {
  /** Lists this source, or reads this repository's images. */
  row: SourceRow;
  repository?: Freshness;
}

/**
 * Fills the store with all that any profile sees. Repositories of every source come first, page by page; then images: what is watched,
 * what was never read (the newest repositories first), what is overdue (`dueRepositories` has the rules). What a kill interrupts goes on
 * at the next start, because the store knows which repositories were never read. Nothing that AWS answers is thrown: a failure is its source's status.
 */
export class Crawl {
  readonly #ports: CrawlPorts;
  readonly #calls: PoliteCalls;
  readonly #queue = new WorkQueue<CrawlWork>();
  readonly #watched = new Watched();
  readonly #tags: ResourceTags;
  readonly #filling: Filling;
  readonly #planner: Planner;
  readonly #lists: GatheredLists;
  readonly #rows = new SourceRows();
  #turn: Turn;
  #running = 0;
  #writing = 0;
  #isPaused = false;
  #isClosed = false;
  #idle: (() => void)[] = [];
  #adopting: Promise<void> = Promise.resolve();
  #endRead = controllerOfMany();

  constructor(ports: CrawlPorts) {
    this.#ports = ports;
    this.#calls = ports.calls ?? new PoliteCalls(ports.clock);
    this.#turn = newTurn(false, ports.clock.ticks());
    this.#tags = new ResourceTags({ ...ports, calls: this.#calls });
    this.#filling = new Filling(ports);
    this.#lists = new GatheredLists(ports);
    this.#planner = new Planner({
      ...ports,
      filling: this.#filling,
      watched: this.#watched,
      ask: (due) => this.#ask(due),
      log: (thrown) => ports.log(thrown),
    });
  }

  /** Calls sent so far, repeated ones included. */
  get callsMade(): number {
    return this.#calls.made;
  }

  state(): InventorySource[] {
    return this.#rows.states();
  }

  /** Reads these sources from now on: new ones at once, and what belongs to others goes. One after the other, as profiles change. @throws AppError of the store. */
  adopt(wanted: readonly WantedSource[]): Promise<void> {
    const adopting = this.#adopting.then(() => this.#adopt(wanted));
    this.#adopting = adopting.catch(() => undefined);
    return adopting;
  }

  /** Reads again what is due, or, when a person asks for it, everything. */
  refresh({ everything = false }: { everything?: boolean } = {}): void {
    if (this.#isQuiet) this.#turn = newTurn(everything, this.#ports.clock.ticks());
    else this.#turn.everything ||= everything;
    this.#list(this.#rows.all());
  }

  /** Ends what runs and forgets what waits; what was read stays. */
  stop(): void {
    this.#lists.flush();
    this.#endRead.abort();
    this.#endRead = controllerOfMany();
    for (const row of this.#rows.all()) row.abort.abort();
    this.#queue.remove(() => true, (work) => this.#dropped(work));
    for (const row of this.#rows.all()) row.stopped();
    this.#turn.isPlanned = true;
    this.#ports.changed();
    this.#settle();
  }

  /** Begins nothing new (offline, asleep), until `resume`. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#pump();
  }

  /** These repositories (by URI) are looked at just now: they go first, and stay fresh. */
  look(repositories: readonly { uri: string; arn: string; host: string; profile: string; region: string; registry?: 'private' | 'public'; resourceTags?: object; statistics?: object }[]): void {
    this.#watched.looked(repositories.map(({ uri }) => uri));
    for (const { uri, host } of repositories) this.#queue.raise(uri, host, URGENCY.watched);
    this.#tags.want(repositories, (key) => this.#rows.of(key));
  }

  /** These stay fresh whether they are looked at or not. */
  keepFresh(uris: readonly string[]): void {
    this.#watched.favour(uris);
  }

  /** A page of images in the pace of the rest; for whoever opens a repository. @throws AppError. */
  call<T>(key: RepositoryKey, operation: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const row = this.#rows.of({ ...key, registry: key.registry ?? 'private' });
    return this.#calls.run(`${row?.lane ?? `${key.profile} ${key.region}`} ${operation}`, signal, work);
  }

  /** The registry at a host, and a profile that sees it. */
  registryAt(host: string): KnownRegistry | undefined {
    return this.#rows.registryAt(host);
  }

  /** How many repositories each source has, after a change made here. @throws AppError of the store. */
  async recount(): Promise<void> {
    for (const source of await this.#ports.store.sources()) this.#rows.of(source)?.counts(source.repositories);
  }

  /** Fulfilled once nothing waits and nothing runs, and what was read can be searched fast. */
  settled(): Promise<void> {
    return this.#isQuiet && !this.#filling.isEnding ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    this.#isClosed = true;
    this.#lists.close();
    this.#filling.close();
    this.#tags.close();
    this.stop();
  }

  get #isQuiet(): boolean {
    return this.#running === 0 && this.#writing === 0 && this.#queue.waiting === 0 && !this.#turn.planning && this.#turn.listing === 0;
  }

  async #adopt(wanted: readonly WantedSource[]): Promise<void> {
    if (this.#isClosed) return;
    const { added, gone } = this.#rows.become(wanted, await this.#ports.store.sources());
    if (this.#isQuiet) this.#turn = newTurn(false, this.#ports.clock.ticks());
    for (const row of gone) {
      row.abort.abort();
      for (const [host, leader] of this.#turn.leaders) if (leader.row === row) this.#turn.leaders.delete(host);
      this.#turn.asked.clear();
      this.#queue.remove((work) => work.row === row, (work) => this.#dropped(work));
    }
    await this.#ports.store.keepSources(wanted);
    this.#list(added);
    this.#ports.changed();
  }

  #list(rows: readonly SourceRow[]): void {
    for (const row of rows) {
      row.waits();
      if (this.#queue.add({ id: `list ${row.id}`, lane: row.lane, urgency: URGENCY.list, row })) this.#turn.listing += 1;
    }
    this.#turn.isPlanned = false;
    if (rows.length === 0) this.#settle();
    this.#pump();
  }

  #pump(): void {
    while (!this.#isPaused && !this.#isClosed && this.#running < SLOTS && this.#writing < UNWRITTEN) {
      const work = this.#queue.next();
      if (work === undefined) break;
      this.#running += 1;
      void this.#do(work).then(() => {
        this.#running -= 1;
        this.#queue.done(work);
        this.#pump();
        this.#settle();
      });
    }
  }

  async #do({ row, repository }: CrawlWork): Promise<void> {
    if (repository !== undefined) return this.#read(row, repository);
    const { clock } = this.#ports;
    const made = await listSource(row, { ...this.#ports, calls: this.#calls, leaders: this.#turn.leaders });
    this.#turn.listCalls += made;
    this.#turn.listing -= 1;
    if (this.#turn.listing === 0 || (!this.#queue.has(URGENCY.list) && clock.ticks() - this.#turn.plannedAt > PLAN_EVERY_MS)) void this.#plan();
  }

  async #plan(): Promise<void> {
    if (this.#isClosed || !(await this.#planner.plan(this.#turn))) return;
    this.#ports.changed();
    this.#pump();
    this.#settle();
  }

  #ask({ fresh, watched, overdue }: Due): void {
    for (const [repositories, urgency] of [[watched, URGENCY.watched], [fresh, URGENCY.images], [overdue, URGENCY.images]] as const) {
      for (const repository of repositories) {
        const row = this.#rows.seeing(repository)[0];
        if (row === undefined || this.#turn.asked.has(repository.uri)) continue;
        this.#turn.asked.add(repository.uri);
        const isWatched = urgency === URGENCY.watched || this.#watched.has(repository.uri);
        if (this.#queue.add({ id: repository.uri, lane: repository.host, urgency: isWatched ? URGENCY.watched : urgency, row, repository })) row.imagesWait();
      }
    }
  }

  async #read(row: SourceRow, repository: Freshness): Promise<void> {
    const { ecr, store, clock } = this.#ports;
    try {
      const outcome = await readImages(repository, this.#rows.seeing(repository), { ecr, calls: this.#calls, clock, signal: this.#endRead.signal });
      if (outcome.kind === 'gone') this.#write(store.dropRepositories([repository.uri]));
      if (outcome.kind === 'read') this.#write(this.#lists.put({ uri: repository.uri, images: outcome.images, readAt: outcome.readAt }));
    } catch {
      // Stopped: it is due the next time.
    }
    row.imagesDone();
    this.#ports.changed();
  }

  /** Nobody waits for a write but the bound on how many there are. */
  #write(writing: Promise<boolean>): void {
    this.#writing += 1;
    void writing
      .catch((thrown: unknown) => {
        // What a store that closes leaves out is read again at the next start.
        if (!this.#isClosed) this.#ports.log(thrown);
      })
      .then(() => {
        this.#writing -= 1;
        this.#ports.changed();
        this.#pump();
        this.#settle();
      });
  }

  #dropped({ row, repository }: CrawlWork): void {
    if (repository === undefined) this.#turn.listing -= 1;
    else row.imagesDone();
  }

  #settle(): void {
    if (!this.#isQuiet) return;
    if (this.#filling.isToEnd && !this.#isClosed) void this.#filling.end().then(() => this.#settle());
    else if (!this.#filling.isEnding || this.#isClosed) this.#idle.splice(0).forEach((resolve) => resolve());
  }
}
