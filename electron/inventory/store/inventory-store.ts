import type { Worker } from 'node:worker_threads';
import type { FoundImages, ImageSearch } from '../../../shared/model/image';
import type { Folder, FolderQuery, Repository, RepositoryKey, RepositoryPage, RepositoryQuery } from '../../../shared/model/repository';
import { Listeners } from '../../listeners';
import type { OperationInput, OperationName, OperationOutput } from './operations';
import type { StoreFreshness } from './read/freshness';
import type { RepositoryReading } from './read/readings';
import type { ImagesWanted, RepositoryImagePage } from './read/repository-images';
import { StoreDesk } from './store-desk';
import { StoreQueue } from './store-queue';
import { StoreThread } from './thread/store-thread';
import { IMAGE_INDEXES } from './write/filling';
import { writtenList, type ImageNote, type RepositoryImages } from './write/put-images';
import type { SourceKey, SourceRepositories } from './write/put-repositories';
import type { KnownSource, WantedSource } from './write/sources';

/** Some 20 ms of work. */
const READINGS_A_PIECE = 2000;

export interface InventoryStoreOptions {
  /** The database, as `storeFile` names it. */
  file: string;
  /** Starts the store's thread; without it the work is done in this one. */
  launch?: (() => Worker) | undefined;
  /** Epoch milliseconds, for searches by age. */
  now: () => number;
  /** Takes what nothing fails by: a file that was damaged and made anew. */
  log: (thrown: unknown) => void;
}

/**
 * The index on disk of every repository and image that any profile sees: written as AWS answers, searched as somebody types. A cache and nothing else: a
 * damaged file is made anew (`onRebuilt`). Every method answers from the store's thread; writes answer whether anything has changed.
 * Fails with AppErrors alone: `disk-full`, `timeout` when another program holds the file, `cancelled` for a search that was typed on.
 */
export class InventoryStore {
  readonly #desk: StoreDesk | undefined;
  readonly #worker: StoreThread | StoreQueue;
  readonly #rebuilt = new Listeners();
  #isClosed = false;

  constructor({ file, launch, now, log }: InventoryStoreOptions) {
    const rebuilt = (): void => this.#rebuilt.tell();
    if (launch === undefined) {
      this.#desk = new StoreDesk({ file, now, complain: log, rebuilt });
      this.#worker = new StoreQueue(this.#desk);
    } else this.#worker = new StoreThread({ launch, log, rebuilt });
  }

  /** Anything that `operations.ts` names. */
  ask<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
    return this.#worker.ask(name, input);
  }

  /** Hears that everything known is gone, and has to be read again. */
  onRebuilt(listener: () => void): () => void {
    return this.#rebuilt.add(listener);
  }

  /** Starts the thread, before the first question needs it. */
  warmUp(): void {
    if (this.#worker instanceof StoreThread) this.#worker.warmUp();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#rebuilt.clear();
    await this.#worker.close();
    this.#desk?.close();
  }

  /** Repositories that a source was seen to have: adds and changes, never removes. As many as a page of ECR's at a time (1000). */
  putRepositories(input: SourceRepositories): Promise<boolean> {
    return this.ask('putRepositories', input);
  }

  /** Ends the listing of a source: what it had besides `uris` has gone. `readAt` in epoch milliseconds. */
  replaceSource(input: { source: SourceKey; uris: readonly string[]; readAt: number }): Promise<boolean> {
    return this.ask('replaceSource', input);
  }

  /** A source sees the very registry that another one has just listed to its end. */
  mirrorSource(input: { from: SourceKey; to: SourceKey }): Promise<boolean> {
    return this.ask('mirrorSource', input);
  }

  /** Repositories that were deleted, with their images, whoever saw them. */
  dropRepositories(uris: readonly string[]): Promise<boolean> {
    return this.ask('dropRepositories', { uris });
  }

  /** Tags of repositories, by URI; kept when the repository is listed again without them. */
  putResourceTags(tags: Readonly<Record<string, Record<string, string>>>): Promise<boolean> {
    return this.ask('putResourceTags', { tags });
  }

  /** All images of a repository that is known, in place of those before; its statistics follow. What `noteImages` taught stays. */
  putImages(input: RepositoryImages): Promise<boolean> {
    return this.ask('putImages', input);
  }

  /** The same for several repositories at once, all of them or none. */
  putImageLists(lists: readonly RepositoryImages[]): Promise<boolean> {
    return this.ask('putImageLists', { lists: lists.map(writtenList) });
  }

  /** Very many images are about to be written, or were: searches over images go without indexes in between. */
  async fill(stage: 'begin' | 'end'): Promise<void> {
    if (stage === 'begin') await this.ask('dropImageIndexes', {});
    else for (const name of IMAGE_INDEXES) if (!this.#isClosed) await this.ask('indexImages', { name });
  }

  /** What manifests, configs or scans taught about images that are known, by digest. */
  noteImages(uri: string, notes: readonly (readonly [digest: string, note: ImageNote])[]): Promise<boolean> {
    return this.ask('noteImages', { uri, notes });
  }

  /** Keeps these sources alone, in this order: the first speaks for a repository that several see. One with another `definition` starts empty. */
  keepSources(sources: readonly WantedSource[]): Promise<boolean> {
    return this.ask('keepSources', { sources });
  }

  sources(): Promise<KnownSource[]> {
    return this.ask('sources', {});
  }

  query(query: RepositoryQuery): Promise<Omit<RepositoryPage, 'revision'>> {
    return this.ask('query', query);
  }

  folders(query: FolderQuery): Promise<Folder[]> {
    return this.ask('folders', query);
  }

  searchImages(search: ImageSearch): Promise<FoundImages> {
    return this.ask('searchImages', search);
  }

  /** A window of one repository's images; without `readAt` they were never read. */
  images(wanted: ImagesWanted): Promise<RepositoryImagePage> {
    return this.ask('images', wanted);
  }

  /** The URI (`host/name`) under which a repository is kept; undefined for one that is not known. */
  placeOf(key: RepositoryKey): Promise<string | undefined> {
    return this.ask('placeOf', key);
  }

  /** How many repositories are known. */
  total(): Promise<number> {
    return this.ask('total', {});
  }

  find(uri: string): Promise<Repository | undefined> {
    return this.ask('find', { uri });
  }

  /** How fresh the knowledge of each repository is. Comes in pieces, so that questions are answered in between. */
  async readings(): Promise<RepositoryReading[]> {
    const all: RepositoryReading[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const page: Awaited<OperationOutput<'readings'>> = await this.ask('readings', { after, limit: READINGS_A_PIECE });
      all.push(...page.rows);
      after = page.next;
    }
    return all;
  }

  freshness(): Promise<StoreFreshness> {
    return this.ask('freshness', {});
  }
}
