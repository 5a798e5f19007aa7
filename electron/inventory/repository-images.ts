import type { z } from 'zod';
import type { commands } from '../../shared/ipc/contract';
import type { Image, ImagePage } from '../../shared/model/image';
import type { RepositoryKey } from '../../shared/model/repository';
import { isIndex } from '../ecr/images/read-platforms';
import type { InventoryEcr } from './ports';
import type { InventoryStore } from './store/inventory-store';
import type { RepositoryImagePage } from './store/read/repository-images';

/** Which images of a repository to show: the input of the command `image.query`. */
export type ImageQuery = z.output<(typeof commands)['image.query']['input']>;

/** Indexes whose children are looked up, newest first: ten batches. */
const READ_INDEXES = 1000;
/** What was read longer ago is shown, and asked for again behind it. */
const STALE_AFTER_MS = 60_000;
/** A list that nobody asked about for so long is opened anew, and read again behind what is shown; scrolling and searching in it is not. */
const OPENED_AFTER_MS = 10_000;

export interface RepositoryImagesPorts {
  ecr: InventoryEcr;
  /** Reads all images of a repository, in the pace that its registry bears. @throws AppError. */
  read(key: RepositoryKey): Promise<Image[]>;
  store: InventoryStore;
  /** Keeps images of repositories that `store` does not know: those of a command, or of a list that was not read yet. */
  scratch: InventoryStore;
  /** Epoch milliseconds. */
  now(): number;
  /** Something became known after it was answered without it. */
  changed(): void;
  log(thrown: unknown): void;
}

/** Where a repository's images are kept. */
interface Place {
  store: InventoryStore;
  uri: string;
}

/** A list that is being read, and how many changes it takes in. */
interface Reading {
  knows: number;
  done: Promise<void>;
}

/** Images of one repository at a time: from the store where they are known, else from ECR. Several askers share one reading. */
export class RepositoryImageLists {
  readonly #ports: RepositoryImagesPorts;
  readonly #reading = new Map<string, Reading>();
  /** When each was asked about last, in epoch milliseconds, by its URI. */
  readonly #askedAt = new Map<string, number>();
  /** Changes made here so far. */
  #changes = 0;
  /** The number of the latest change (a push, a deletion) of repositories, by `region name`: who made it may not know the account. */
  readonly #changed = new Map<string, number>();
  /** How many changes there were when the list that is kept was asked for, by its URI. */
  readonly #knows = new Map<string, number>();
  /** Digests whose manifests were read, or are being read, by repository. */
  readonly #learned = new Map<string, Set<string>>();

  constructor(ports: RepositoryImagesPorts) {
    this.#ports = ports;
  }

  /** The images that a query is about, and a promise of the platforms of the rows shown: it answers whether there was anything to learn. @throws AppError. */
  async page(query: ImageQuery): Promise<{ page: ImagePage; learning: Promise<boolean>; again: () => Promise<ImagePage> }> {
    const place = await this.#place(query);
    const ask = (): Promise<RepositoryImagePage> => place.store.images({ uri: place.uri, ...windowOf(query) });
    const known = await ask();
    const mustWait = query.fresh || known.readAt === undefined || this.#isOutdated(query, place);
    if (mustWait) await this.#read(query, place);
    else if (this.#isOpened(place) || this.#ports.now() - (known.readAt ?? 0) > STALE_AFTER_MS) void this.#read(query, place).catch((thrown: unknown) => this.#ports.log(thrown));
    this.#askedAt.set(place.uri, this.#ports.now());
    const page = mustWait ? await ask() : known;
    const again = async (): Promise<ImagePage> => withoutTime(await ask());
    return { page: withoutTime(page), learning: this.#learn(query, place, page.rows), again };
  }

  /** Something was pushed to a repository, or deleted from it: what is asked from now on waits for a list that was read after it. */
  forget(repository: { region: string; name: string }): void {
    this.#changed.set(placeKey(repository), ++this.#changes);
  }

  #isOutdated(key: RepositoryKey, { uri }: Place): boolean {
    return (this.#changed.get(placeKey(key)) ?? 0) > (this.#knows.get(uri) ?? 0);
  }

  #isOpened({ uri }: Place): boolean {
    return this.#ports.now() - (this.#askedAt.get(uri) ?? Number.NEGATIVE_INFINITY) > OPENED_AFTER_MS;
  }

  async #place(key: RepositoryKey): Promise<Place> {
    const { store, scratch } = this.#ports;
    const uri = await store.placeOf(key);
    if (uri !== undefined) return { store, uri };
    const { profile, region, name, registry = 'private' } = key;
    const invented = `${profile} ${region} ${registry}/${name}`;
    const repository = { profile, region, name, registry, accountId: '', host: '', uri: invented, arn: '', mutability: 'MUTABLE', mutabilityExclusions: [], scanOnPush: false, encryption: '' } as const;
    await scratch.putRepositories({ source: { profile, region, registry }, repositories: [{ ...repository, mutabilityExclusions: [] }] });
    return { store: scratch, uri: invented };
  }

  #read(key: RepositoryKey, place: Place): Promise<void> {
    const running = this.#reading.get(place.uri);
    if (running !== undefined && running.knows >= (this.#changed.get(placeKey(key)) ?? 0)) return running.done;
    const reading: Reading = { knows: this.#changes, done: Promise.resolve() };
    this.#reading.set(place.uri, reading);
    reading.done = this.#readInto(key, place, reading).finally(() => {
      if (this.#reading.get(place.uri) === reading) this.#reading.delete(place.uri);
    });
    return reading.done;
  }

  async #readInto(key: RepositoryKey, { store, uri }: Place, { knows }: Reading): Promise<void> {
    const readAt = this.#ports.now();
    const images = await this.#ports.read(key);
    // One that was asked for after a change overtook it: what this one found is older.
    const newer = this.#reading.get(uri);
    if (newer !== undefined && newer.knows > knows) return newer.done;
    if ((this.#knows.get(uri) ?? 0) > knows) return;
    const isChanged = await store.putImages({ uri, images, readAt });
    this.#knows.set(uri, knows);
    if (isChanged) this.#ports.changed();
  }

  async #learn(key: RepositoryKey, place: Place, shown: readonly Image[]): Promise<boolean> {
    const { store, uri } = place;
    const indexes = await store.images({ uri, search: 'type:index', sort: 'pushed', descending: true, offset: 0, limit: READ_INDEXES });
    const lists = await store.images({ uri, search: 'type:manifest.list', sort: 'pushed', descending: true, offset: 0, limit: READ_INDEXES });
    const learned = await this.#learnOf(key, place, [...indexes.rows, ...lists.rows].filter((image) => isIndex(image)));
    // Children of an index are known from it by now: their own manifests and configs need no reading.
    const still = learned ? await this.#unknown(place, shown) : shown.filter(({ platforms }) => platforms === undefined);
    return (await this.#learnOf(key, place, still)) || learned;
  }

  async #unknown({ store, uri }: Place, shown: readonly Image[]): Promise<Image[]> {
    const known = await store.ask('imagesByDigest', { uri, digests: shown.map(({ digest }) => digest) });
    return known.filter(({ platforms }) => platforms === undefined);
  }

  async #learnOf(key: RepositoryKey, { store, uri }: Place, images: readonly Image[]): Promise<boolean> {
    const read = this.#learned.get(uri) ?? new Set<string>();
    this.#learned.set(uri, read);
    const unread = images.filter(({ digest, platforms }) => platforms === undefined && !read.has(digest));
    if (unread.length === 0) return false;
    unread.forEach(({ digest }) => read.add(digest));
    try {
      const notes = [...(await this.#ports.ecr.platforms(key, unread))];
      const tagged = new Set((await store.ask('imagesByDigest', { uri, digests: notes.map(([digest]) => digest) })).filter(({ tags }) => tags.length > 0).map(({ digest }) => digest));
      // A child with a tag of its own is an image in its own right.
      await store.noteImages(uri, notes.map(([digest, { childOf, ...note }]) => [digest, { ...note, ...(childOf !== undefined && !tagged.has(digest) && { childOf }) }] as const));
      return true;
    } catch (thrown) {
      unread.forEach(({ digest }) => read.delete(digest));
      throw thrown;
    }
  }
}

const placeKey = ({ region, name }: { region: string; name: string }): string => `${region} ${name}`;

const windowOf = ({ search, sort, descending, offset, limit, unfolded }: ImageQuery): Pick<ImageQuery, 'search' | 'sort' | 'descending' | 'offset' | 'limit' | 'unfolded'> => ({ search, sort, descending, offset, limit, unfolded });

const withoutTime = ({ rows, total, found }: ImagePage): ImagePage => ({ rows, total, ...(found !== undefined && { found }) });
