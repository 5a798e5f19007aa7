import type { Image } from '../../shared/model/image';
import type { RepositoryKey } from '../../shared/model/repository';
import { isIndex } from '../ecr/images/read-platforms';
import type { InventoryEcr } from './ports';

/** Images kept in memory over all repositories; a page of DescribeImages is a thousand. */
const KEPT_IMAGES = 200_000;

/** Indexes whose children are looked up, newest first: ten batches. */
const READ_INDEXES = 1000;

interface ImageList {
  images: Map<string, Image>;
  /** Digests whose manifests were read, or are being read. */
  read: Set<string>;
}

const keyText = ({ profile, region, name }: RepositoryKey): string => `${profile} ${region} ${name}`;

/** Lists of images, one a repository, least recently used forgotten first. Several askers share one reading. */
export class ImageLists {
  readonly #ecr: InventoryEcr;
  readonly #bound: number;
  readonly #lists = new Map<string, Promise<ImageList>>();
  readonly #sizes = new Map<string, number>();

  constructor(ecr: InventoryEcr, bound: number = KEPT_IMAGES) {
    this.#ecr = ecr;
    this.#bound = bound;
  }

  /** All images of a repository; `fresh` asks ECR again. @throws AppError. */
  async images(key: RepositoryKey, fresh: boolean): Promise<Image[]> {
    return [...(await this.#list(key, fresh)).images.values()];
  }

  /**
   * Reads the platforms of these images as far as they are not known, and which images are children of an index.
   * Answers whether there was anything to learn. @throws AppError.
   */
  async fillPlatforms(key: RepositoryKey, shown: readonly Image[]): Promise<boolean> {
    const list = await this.#list(key, false);
    const indexes = [...list.images.values()].filter(isIndex).sort(newestFirst).slice(0, READ_INDEXES);
    const learned = await this.#learn(key, list, indexes);
    // Children of an index are known from it by now: their own manifests and configs need no reading.
    const rest = shown.flatMap(({ digest }) => {
      const image = list.images.get(digest);
      return image !== undefined && image.platforms === undefined ? [image] : [];
    });
    return (await this.#learn(key, list, rest)) || learned;
  }

  /** Forgets one repository as every profile sees it: something was pushed or deleted there. */
  forget({ region, name }: { region: string; name: string }): void {
    for (const text of [...this.#lists.keys()]) if (text.endsWith(` ${region} ${name}`)) this.#drop(text);
  }

  clear(): void {
    this.#lists.clear();
    this.#sizes.clear();
  }

  async #learn(key: RepositoryKey, list: ImageList, images: readonly Image[]): Promise<boolean> {
    const unread = images.filter(({ digest }) => !list.read.has(digest));
    if (unread.length === 0) return false;
    unread.forEach(({ digest }) => list.read.add(digest));
    try {
      for (const [digest, note] of await this.#ecr.platforms(key, unread)) {
        const image = list.images.get(digest);
        // A child with a tag of its own is an image in its own right.
        const { childOf, ...rest } = note;
        const hidden = childOf !== undefined && image?.tags.length === 0 ? { childOf } : {};
        if (image !== undefined) list.images.set(digest, { ...image, ...rest, ...hidden });
      }
      return true;
    } catch (thrown) {
      unread.forEach(({ digest }) => list.read.delete(digest));
      throw thrown;
    }
  }

  #list(key: RepositoryKey, fresh: boolean): Promise<ImageList> {
    const text = keyText(key);
    const known = fresh ? undefined : this.#lists.get(text);
    const list = known ?? this.#load(key, text);
    this.#lists.delete(text);
    this.#lists.set(text, list);
    return list;
  }

  #load(key: RepositoryKey, text: string): Promise<ImageList> {
    const loading = this.#read(key);
    loading.then(
      ({ images }) => this.#lists.get(text) === loading && this.#bounded(text, images.size),
      () => this.#lists.get(text) === loading && this.#drop(text),
    );
    return loading;
  }

  async #read(key: RepositoryKey): Promise<ImageList> {
    const images = new Map<string, Image>();
    for await (const page of this.#ecr.images(key)) for (const image of page) images.set(image.digest, image);
    return { images, read: new Set() };
  }

  #bounded(text: string, size: number): void {
    this.#sizes.set(text, size);
    let kept = [...this.#sizes.values()].reduce((sum, each) => sum + each, 0);
    for (const oldest of [...this.#lists.keys()]) {
      if (kept <= this.#bound || oldest === text) return;
      kept -= this.#sizes.get(oldest) ?? 0;
      this.#drop(oldest);
    }
  }

  #drop(text: string): void {
    this.#lists.delete(text);
    this.#sizes.delete(text);
  }
}

const newestFirst = (a: Image, b: Image): number => ((a.pushedAt ?? '') < (b.pushedAt ?? '') ? 1 : -1);
