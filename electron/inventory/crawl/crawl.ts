import type { InventorySource, RepositoryKey } from '../../../shared/model/repository';
import type { KnownRegistry } from '../ports';
import { dueRepositories, type Due } from './due-repositories';
import { listSource, type Leader } from './list-source';
import { controllerOfMany } from './pace/many-listeners';
import { PoliteCalls } from './pace/polite-calls';
import { WorkQueue, type Work } from './pace/work-queue';
import type { CrawlClock, CrawlEcr, CrawlStore, Freshness, WantedSource } from './ports';
import { readImages } from './read-images';
import { ResourceTags } from './resource-tags';
import { rowId, SourceRow } from './source-row';
import { Watched } from './watched';

/** Pieces of work at once, over all accounts and regions: what is in flight is bound by round trips, not by bytes. */
const SLOTS = 24;
/** Lists of images that may wait for the store. */
const UNWRITTEN = 256;
/** So many repositories that were never read, and more than are known, are a first filling. */
const FILLING = 2000;
/** While slow registries are still being listed, images of the others begin after this long. */
const PLAN_EVERY_MS = 3000;

const URGENCY = { list: 1, watched: 2, images: 3 } as const;

export interface CrawlPorts {
  ecr: CrawlEcr;
  store: CrawlStore;
  clock: CrawlClock;
  calls?: PoliteCalls;
  /** Names the repositories (URIs) that changed since, where somebody keeps a record of it; undefined where nobody does. */
  changesSince?: (rows: readonly SourceRow[], calls: PoliteCalls) => Promise<string[]>;
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

/** One pass over all sources. */
interface Turn {
  everything: boolean;
  leaders: Map<string, Leader>;
  /** Sources still to be listed. */
  listing: number;
  listCalls: number;
  /** Repositories that were put in the queue. */
  asked: Set<string>;
  planning: boolean;
  plannedAt: number;
  isPlanned: boolean;
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
  #rows = new Map<string, SourceRow>();
  #turn: Turn;
  #running = 0;
  #writing = 0;
  #isPaused = false;
  #isFilling = false;
  #isClosed = false;
  #idle: (() => void)[] = [];
  #adopting: Promise<void> = Promise.resolve();
  #endRead = controllerOfMany();

  constructor(ports: CrawlPorts) {
    this.#ports = ports;
    this.#calls = ports.calls ?? new PoliteCalls(ports.clock);
    this.#turn = newTurn(false, ports.clock.ticks());
    this.#tags = new ResourceTags({ ...ports, calls: this.#calls });
  }

  /** Calls sent so far, repeated ones included. */
  get callsMade(): number {
    return this.#calls.made;
  }

  state(): InventorySource[] {
    return [...this.#rows.values()].map((row) => row.state());
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
    this.#list([...this.#rows.values()]);
  }

  /** Ends what runs and forgets what waits; what was read stays. */
  stop(): void {
    this.#endRead.abort();
    this.#endRead = controllerOfMany();
    for (const row of this.#rows.values()) row.abort.abort();
    this.#queue.remove(() => true, (work) => this.#dropped(work));
    for (const row of this.#rows.values()) row.stopped();
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
    this.#tags.want(repositories, (key) => this.#rows.get(rowId(key)));
  }

  /** These stay fresh whether they are looked at or not. */
  keepFresh(uris: readonly string[]): void {
    this.#watched.favour(uris);
  }

  /** A page of images in the pace of the rest; for whoever opens a repository. @throws AppError. */
  call<T>(key: RepositoryKey, operation: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const row = this.#rows.get(rowId({ ...key, registry: key.registry ?? 'private' }));
    return this.#calls.run(`${row?.lane ?? `${key.profile} ${key.region}`} ${operation}`, signal, work);
  }

  /** The registry at a host, and a profile that sees it. */
  registryAt(host: string): KnownRegistry | undefined {
    for (const row of this.#rows.values()) {
      const { accountId, profile, region } = row.state();
      if (row.host === host && accountId !== undefined) return { profile, region, accountId, host };
    }
    return undefined;
  }

  /** How many repositories each source has, after a change made here. @throws AppError of the store. */
  async recount(): Promise<void> {
    for (const source of await this.#ports.store.sources()) this.#rows.get(rowId(source))?.counts(source.repositories);
  }

  /** Fulfilled once nothing waits and nothing runs. */
  settled(): Promise<void> {
    return this.#isQuiet ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    this.#isClosed = true;
    this.#tags.close();
    this.stop();
  }

  get #isQuiet(): boolean {
    return this.#running === 0 && this.#writing === 0 && this.#queue.waiting === 0 && !this.#turn.planning && this.#turn.listing === 0;
  }

  async #adopt(wanted: readonly WantedSource[]): Promise<void> {
    if (this.#isClosed) return;
    const known = new Map((await this.#ports.store.sources()).map((source) => [rowId(source), source]));
    const before = this.#rows;
    this.#rows = new Map(
      wanted.map((source) => {
        const same = before.get(rowId(source));
        return [rowId(source), same?.definition === source.definition ? same : new SourceRow(source, same === undefined ? known.get(rowId(source)) : undefined)];
      }),
    );
    const kept = new Set(this.#rows.values());
    if (this.#isQuiet) this.#turn = newTurn(false, this.#ports.clock.ticks());
    for (const row of before.values()) {
      if (kept.has(row)) continue;
      row.abort.abort();
      for (const [host, leader] of this.#turn.leaders) if (leader.row === row) this.#turn.leaders.delete(host);
      this.#turn.asked.clear();
      this.#queue.remove((work) => work.row === row, (work) => this.#dropped(work));
    }
    await this.#ports.store.keepSources(wanted);
    const old = new Set(before.values());
    this.#list([...kept].filter((row) => !old.has(row)));
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

  /** Puts what is due in the queue; twice when some registries take long. */
  async #plan(): Promise<void> {
    const turn = this.#turn;
    if (turn.planning || turn.isPlanned || this.#isClosed) return;
    turn.planning = true;
    const isLast = turn.listing === 0;
    try {
      const all = await this.#ports.store.readings();
      const changed = isLast ? await this.#ports.changesSince?.([...this.#rows.values()], this.#calls) : undefined;
      const { everything, listCalls } = turn;
      const due = dueRepositories(all, { now: this.#ports.clock.now(), listCalls, watched: this.#watched.uris(), everything, ...(changed !== undefined && { changed }) });
      if (due.fresh.length >= FILLING && due.fresh.length > all.length / 2) await this.#fill('begin');
      this.#ask(isLast ? due : { ...due, overdue: [] });
      turn.isPlanned = isLast && turn.listing === 0;
    } catch (thrown) {
      // Without knowing what is due, the lists of repositories are what there is; the next turn tries again.
      this.#ports.log(thrown);
      turn.isPlanned = true;
    } finally {
      turn.planning = false;
      turn.plannedAt = this.#ports.clock.ticks();
      if (!turn.isPlanned && turn.listing === 0) void this.#plan();
    }
    this.#ports.changed();
    this.#pump();
    this.#settle();
  }

  /** Tells the store that a first filling begins, or ended. A store that cannot hear it only takes longer. */
  async #fill(stage: 'begin' | 'end'): Promise<void> {
    if ((stage === 'begin') === this.#isFilling) return;
    this.#isFilling = stage === 'begin';
    await this.#ports.store.fill?.(stage).catch((thrown: unknown) => this.#ports.log(thrown));
  }

  #ask({ fresh, watched, overdue }: Due): void {
    for (const [repositories, urgency] of [[watched, URGENCY.watched], [fresh, URGENCY.images], [overdue, URGENCY.images]] as const) {
      for (const repository of repositories) {
        const row = this.#rowsOf(repository)[0];
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
      const outcome = await readImages(repository, this.#rowsOf(repository), { ecr, calls: this.#calls, clock, signal: this.#endRead.signal });
      if (outcome.kind === 'gone') this.#write(store.dropRepositories([repository.uri]));
      if (outcome.kind === 'read') this.#write(store.putImages({ uri: repository.uri, images: outcome.images, readAt: outcome.readAt }));
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
      .catch((thrown: unknown) => this.#ports.log(thrown))
      .then(() => {
        this.#writing -= 1;
        this.#ports.changed();
        this.#pump();
        this.#settle();
      });
  }

  #rowsOf({ profiles, region, registry }: Freshness): SourceRow[] {
    return profiles.flatMap((profile) => this.#rows.get(rowId({ profile, region, registry })) ?? []);
  }

  #dropped({ row, repository }: CrawlWork): void {
    if (repository === undefined) this.#turn.listing -= 1;
    else row.imagesDone();
  }

  #settle(): void {
    if (!this.#isQuiet) return;
    if (this.#isFilling && !this.#isClosed) void this.#fill('end').then(() => this.#settle());
    else this.#idle.splice(0).forEach((resolve) => resolve());
  }
}

const newTurn = (everything: boolean, ticks: number): Turn => ({
  everything, leaders: new Map(), listing: 0, listCalls: 0, asked: new Set(), planning: false, plannedAt: ticks, isPlanned: false,
});

