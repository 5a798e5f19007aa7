import { toAppError } from '../../shared/errors';
import type { Finding, ScannedImage, Watch, WatchesState, WatchName } from '../../shared/model/findings';
import type { RepositoryKey } from '../../shared/model/repository';
import { severityRank } from '../../shared/scanning/severity';
import { Listeners } from '../listeners';
import type { ScanReport } from './scan-reports';
import type { KeptWatch, WatchStore } from './watch-file';

/** The first look after a start lets what a person waits for go first. */
const FIRST_LOOK_MS = 20_000;
/** Scanners learn of new weaknesses some times a day. */
const LOOK_EVERY_MS = 30 * 60_000;
/** How long a window has to open after a click on a notice. */
const WANTED_MS = 15_000;
/** What one watch remembers; the newest are kept. */
const MOST_SEEN = 20_000;

/** Findings that were not there at the last look. */
export interface FindingNews {
  watch: Watch;
  findings: readonly Finding[];
}

export interface WatchesPorts {
  store: WatchStore;
  /** The report of one image. */
  report(image: { repository: RepositoryKey; image: string }): Promise<ScanReport>;
  /** Newest tagged images of a repository, each with its findings read. */
  images(repository: RepositoryKey): Promise<ScannedImage[]>;
  after(milliseconds: number, then: () => void): () => void;
  /** Epoch milliseconds. */
  now(): number;
}

const keyOf = ({ repository: { profile, region, name }, tag = '' }: WatchName): string => `${profile} ${region} ${name}:${tag}`;
/** One weakness of one package is told once, whichever version and image it turns up in. */
const seenKey = ({ name, package: of = '' }: Finding): string => `${name} ${of}`;

/** Looks at watched images in the background and tells what is new in them, once each. */
export class Watches {
  readonly #ports: WatchesPorts;
  readonly #changes = new Listeners();
  readonly #news = new Set<(news: FindingNews) => void>();
  #state: WatchesState = { watches: [] };
  #cancel: (() => void) | undefined;
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(ports: WatchesPorts) {
    this.#ports = ports;
  }

  state(): WatchesState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  onNews(listener: (news: FindingNews) => void): () => void {
    this.#news.add(listener);
    return () => this.#news.delete(listener);
  }

  async load(): Promise<void> {
    this.#show(await this.#ports.store.read());
  }

  /** Looks at everything from now on, again and again. */
  async start(): Promise<void> {
    await this.load();
    this.#later(FIRST_LOOK_MS);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  /** Watches a tag or a repository, or changes from which severity on. What it has now is no news. @throws AppError. */
  async set(watch: Watch): Promise<void> {
    this.#show(await this.#ports.store.change((watches) => {
      const known = watches.find((each) => keyOf(each) === keyOf(watch));
      return [...watches.filter((each) => each !== known), { ...watch, ...(known?.seen !== undefined && { seen: known.seen }) }];
    }));
    void this.look();
  }

  async remove(watch: WatchName): Promise<void> {
    this.#show(await this.#ports.store.change((watches) => watches.filter((each) => keyOf(each) !== keyOf(watch))));
  }

  /** Has the window show the findings of a watch, once it is open. */
  want({ repository, tag }: WatchName): void {
    const wanted = { repository, at: this.#ports.now(), ...(tag !== undefined && { tag }) };
    this.#state = { ...this.#state, wanted };
    this.#changes.tell();
    // A window that opens later was not asked.
    this.#ports.after(WANTED_MS, () => {
      if (this.#state.wanted !== wanted) return;
      const { wanted: _gone, ...rest } = this.#state;
      this.#state = rest;
      this.#changes.tell();
    });
  }

  /** Looks at every watch now, one after the other; never fails: what could not be looked at says why. */
  look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    for (const watch of await this.#ports.store.read()) {
      if (this.#closed) return;
      await this.#lookAt(watch).catch((thrown: unknown) => this.#mark(watch, { problem: toAppError(thrown).message }));
    }
  }

  async #lookAt(watch: KeptWatch): Promise<void> {
    const all = await this.#findings(watch);
    const seen = new Set(watch.seen);
    const grave = all.filter(({ severity }) => severityRank(severity) <= severityRank(watch.severity));
    const fresh = watch.seen === undefined ? [] : uniqueBy(seenKey, grave.filter((finding) => !seen.has(seenKey(finding))));
    const next = [...new Set([...(watch.seen ?? []), ...all.map(seenKey)])].slice(-MOST_SEEN);
    // Written down first: after a crash in between a person misses one notice rather than getting it for ever.
    await this.#ports.store.change((watches) => watches.map((each) => (keyOf(each) === keyOf(watch) ? { ...each, seen: next } : each)));
    this.#mark(watch, { checkedAt: new Date(this.#ports.now()).toISOString(), found: grave.length });
    if (fresh.length > 0) for (const tell of this.#news) tell({ watch, findings: fresh });
  }

  async #findings({ repository, tag }: Watch): Promise<Finding[]> {
    if (tag !== undefined) return (await this.#ports.report({ repository, image: tag })).findings;
    const images = await this.#ports.images(repository);
    const reports = [];
    for (const { digest } of images) reports.push(await this.#ports.report({ repository, image: digest }));
    return reports.flatMap(({ findings }) => findings);
  }

  #later(milliseconds: number): void {
    if (this.#closed) return;
    this.#cancel = this.#ports.after(milliseconds, () => void this.look().then(() => this.#later(LOOK_EVERY_MS)));
  }

  #show(watches: readonly KeptWatch[]): void {
    const before = new Map(this.#state.watches.map((watch) => [keyOf(watch), watch]));
    this.#state = {
      ...this.#state,
      watches: watches.map(({ seen: _seen, ...watch }) => ({ ...before.get(keyOf(watch)), ...watch })).sort((a, b) => (a.uri + (a.tag ?? '')).localeCompare(b.uri + (b.tag ?? ''))),
    };
    this.#changes.tell();
  }

  #mark(watch: Watch, what: { checkedAt?: string; found?: number; problem?: string }): void {
    this.#state = {
      ...this.#state,
      watches: this.#state.watches.map((each) => {
        if (keyOf(each) !== keyOf(watch)) return each;
        const { problem: _problem, ...rest } = each;
        return { ...rest, ...what };
      }),
    };
    this.#changes.tell();
  }
}

function uniqueBy<T>(key: (item: T) => string, items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
