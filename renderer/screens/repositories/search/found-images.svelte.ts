import type { FoundImage } from '../../../../shared/model/image';
import type { Repository } from '../../../../shared/model/repository';
import { PagedQuery, type Page } from '../../../state/paged-query.svelte';
import type { WindowState } from '../../../state/window.svelte';

export type FoundSortKey = 'tag' | 'size' | 'pushed' | 'pulled';

/** How long nothing has been typed before images are counted that nobody looks at, in milliseconds. */
const REST_MS = 300;

/** The images that a search finds in all repositories. */
export class FoundImages {
  /** Undefined: what fits best first. */
  #sort = $state.raw<{ key: FoundSortKey; descending: boolean }>();
  #isAtLeast = $state(false);
  /** Rows are wanted, and not their number alone. */
  readonly #isShown: () => boolean;
  #due: ReturnType<typeof setTimeout> | undefined;
  readonly #berth: WindowState;
  readonly query: PagedQuery<FoundImage>;

  constructor(berth: WindowState, isShown: () => boolean) {
    this.#berth = berth;
    this.#isShown = isShown;
    this.query = new PagedQuery((window) => this.#fetch(this.question, window));
  }

  readonly question = $derived.by(() => {
    const { search, scope } = this.#berth.workspace;
    return {
      search,
      sort: this.#sort?.key ?? ('relevance' as const),
      descending: this.#sort?.descending ?? true,
      ...(scope?.profile !== undefined && { profile: scope.profile }),
      ...(scope?.region !== undefined && { region: scope.region }),
    };
  });
  get sort(): { key: FoundSortKey; descending: boolean } | undefined {
    return this.#sort;
  }
  /** There are more than were counted. */
  get isAtLeast(): boolean {
    return this.#isAtLeast;
  }

  ask(): Promise<void> {
    clearTimeout(this.#due);
    const asked = this.question;
    return this.query.ask((window) => this.#fetch(asked, window));
  }
  /** The same, once typing rests where only the number of the images is shown: the next letter's repositories do not wait for it. */
  askInTime(): void {
    clearTimeout(this.#due);
    if (this.#isShown() || this.question.search.trim() === '') void this.ask();
    else this.#due = setTimeout(() => void this.ask(), REST_MS);
  }
  refresh(): Promise<void> {
    return this.query.refresh();
  }
  sortBy(key: string): void {
    const sort = this.#sort;
    this.#sort = {
      key: key as FoundSortKey,
      descending: sort?.key === key ? !sort.descending : key !== 'tag',
    };
    void this.ask();
  }

  /** The repository that an image was found in; undefined when it has gone meanwhile. @throws AppError */
  async repositoryOf({
    repository: { profile, region, registry },
    uri,
  }: FoundImage): Promise<Repository | undefined> {
    const place = { profile, region, ...(registry !== undefined && { registry }) };
    const { rows } = await this.#berth.client.invoke('repository.query', { ...place, uris: [uri], limit: 1 });
    return rows[0];
  }

  async #fetch(
    asked: FoundImages['question'],
    window: { offset: number; limit: number },
  ): Promise<Page<FoundImage>> {
    // Nothing was asked for: the list of repositories has the window for itself.
    if (asked.search.trim() === '') return { rows: [], total: 0, search: asked.search };
    const { rows, total, isAtLeast } = await this.#berth.client.invoke('image.search', {
      ...asked,
      ...(this.#isShown() ? window : { offset: 0, limit: 1 }),
    });
    this.#isAtLeast = isAtLeast;
    return { rows, total, search: asked.search };
  }
}
