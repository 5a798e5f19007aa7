import type { Image, ImagePage } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import type { BerthClient } from '../../bridge/berth-client';
import { PagedQuery } from '../../state/paged-query.svelte';
import { MOST_SELECTED, RowSelection } from '../../state/row-selection.svelte';

export type ImageSortKey = 'tag' | 'size' | 'pushed' | 'pulled';

interface Asked {
  search: string;
  sort: ImageSortKey;
  descending: boolean;
  fresh?: boolean;
  unfolded?: string[];
}
interface Window {
  offset: number;
  limit: number;
}

/** The images of one repository: searched, sorted, chosen from. */
export class ImageList {
  search = $state('');
  sort = $state.raw<{ key: ImageSortKey; descending: boolean }>({ key: 'pushed', descending: true });
  readonly question = $derived({
    search: this.search,
    sort: this.sort.key,
    descending: this.sort.descending,
  });
  /** Digests of the multi-platform images whose parts are shown. */
  #unfolded = $state.raw<readonly string[]>([]);
  #found = $state<number>();
  readonly query: PagedQuery<Image>;
  readonly selection: RowSelection<Image>;
  readonly #client: BerthClient;
  readonly #repository: Repository;

  constructor(client: BerthClient, repository: Repository) {
    this.#client = client;
    this.#repository = repository;
    this.query = new PagedQuery((window) => this.#fetchFolded(this.question, window));
    this.selection = new RowSelection(
      ({ digest }) => digest,
      (first, last) => this.query.range(first, last),
    );
  }

  /** Images that there are, with those that are folded away. */
  get found(): number {
    return this.#found ?? this.query.total;
  }
  isUnfolded({ digest }: Image): boolean {
    return this.#unfolded.includes(digest);
  }
  /** Shows the parts of a multi-platform image below it, or folds them away. */
  async fold({ digest }: Image, away = this.#unfolded.includes(digest)): Promise<void> {
    const others = this.#unfolded.filter((other) => other !== digest);
    this.#unfolded = away ? others : [...others, digest].slice(-1000);
    await this.query.refresh();
  }
  /** Where an image stands in the list, as far as that is held. */
  indexOf(digest: string): number | undefined {
    for (let index = 0; index < this.query.total; index += 1)
      if (this.query.at(index)?.digest === digest) return index;
    return undefined;
  }

  /** Asks what the search and the order say now. */
  ask(): Promise<void> {
    const asked = this.question;
    return this.query.ask((window) => this.#fetchFolded(asked, window));
  }
  /** Asks ECR again. */
  async refresh(): Promise<void> {
    const asked = this.question;
    await this.query.ask((window) => this.#fetchFolded({ ...asked, fresh: true }, window));
    await this.query.ask((window) => this.#fetchFolded(asked, window));
    await this.#renewSelection();
  }
  /** Asks the same again, because something has changed. */
  async renew(): Promise<void> {
    await this.query.refresh();
    await this.#renewSelection();
  }
  sortBy(key: string): void {
    const { sort } = this;
    this.sort = {
      key: key as ImageSortKey,
      descending: sort.key === key ? !sort.descending : key !== 'tag',
    };
  }

  /** Lets go of what was chosen and is not there any more. */
  async #renewSelection(): Promise<void> {
    if (this.selection.size === 0 || this.query.error !== undefined) return;
    const window = { offset: 0, limit: MOST_SELECTED };
    const all = await this.#fetch({ ...this.question, search: '' }, window).catch(() => undefined);
    if (all !== undefined) this.selection.renew(all.rows);
  }
  async #fetchFolded(asked: Asked, window: Window): Promise<ImagePage & { search: string }> {
    const page = await this.#fetch({ ...asked, unfolded: [...this.#unfolded] }, window);
    this.#found = page.found;
    return { ...page, search: asked.search };
  }
  #fetch(asked: Asked, window: Window): Promise<ImagePage> {
    const { profile, region, name, registry } = this.#repository;
    return this.#client.invoke('image.query', {
      profile,
      region,
      name,
      ...(registry !== undefined && { registry }),
      ...asked,
      ...window,
    });
  }
}
