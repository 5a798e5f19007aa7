import type { Repository } from '../../../../shared/model/repository';
import { PagedQuery, type Page } from '../../../state/paged-query.svelte';
import type { WindowState } from '../../../state/window.svelte';
import type { RepositorySortKey } from '../repository-words';
import type { BrowseRow } from './folder-rows';

interface RepositorySort {
  key: RepositorySortKey;
  descending: boolean;
}
interface Window {
  offset: number;
  limit: number;
}

/** The repositories that are shown: narrowed to a scope, searched, sorted, one level of folders at a time where that is wished. */
export class RepositoryList {
  /** Undefined: by name, and what fits a search best first. */
  #chosen = $state.raw<RepositorySort>();
  readonly #berth: WindowState;
  readonly query: PagedQuery<BrowseRow>;
  #asking: Promise<void> | undefined;
  #wanted: 'nothing' | 'the same' | 'another question' = 'nothing';

  /** One level of folders is shown; a search looks into all of them. */
  readonly byFolder = $derived.by(() => {
    const { arrangement, workspace } = this.#berth;
    return (
      arrangement.browse.view === 'folders' &&
      workspace.search.trim() === '' &&
      workspace.scope?.favourites !== true
    );
  });
  readonly question = $derived.by(() => {
    const { workspace, arrangement } = this.#berth;
    const { favourites, ...scope } = workspace.scope ?? {};
    return {
      search: workspace.search,
      sort:
        this.#chosen?.key ?? (workspace.search.trim() === '' ? ('name' as const) : ('relevance' as const)),
      descending: this.#chosen?.descending ?? false,
      ...scope,
      ...(favourites === true && { uris: [...arrangement.favourites] }),
      ...(this.byFolder && { direct: true }),
    };
  });

  constructor(berth: WindowState) {
    this.#berth = berth;
    this.query = new PagedQuery((window) => this.#fetch(this.question, window));
  }

  /**
   * Asks what the scope, the search and the order say now. While an answer is on its way only the last of the
   * questions that follow is kept: who types fast is not answered for each letter.
   */
  ask(): Promise<void> {
    this.#wanted = 'another question';
    return this.#work();
  }
  /** Asks the same again, as something has changed: once, however much changes while the answer is on its way. */
  renew(): Promise<void> {
    if (this.#wanted === 'nothing') this.#wanted = 'the same';
    return this.#work();
  }
  get sort(): RepositorySort | undefined {
    return this.#chosen ?? (this.question.sort === 'name' ? { key: 'name', descending: false } : undefined);
  }
  sortBy(key: string): void {
    const { sort } = this;
    this.#chosen = {
      key: key as RepositorySortKey,
      descending: sort?.key === key ? !sort.descending : !['name', 'account', 'region'].includes(key),
    };
  }

  #work(): Promise<void> {
    return (this.#asking ??= this.#askAll().finally(() => (this.#asking = undefined)));
  }

  async #askAll(): Promise<void> {
    while (this.#wanted !== 'nothing') {
      const isOther = this.#wanted === 'another question';
      this.#wanted = 'nothing';
      const asked = this.question;
      await (isOther ? this.query.ask((window) => this.#fetch(asked, window)) : this.query.refresh());
    }
  }

  async #fetch(asked: RepositoryList['question'], { offset, limit }: Window): Promise<Page<BrowseRow>> {
    const { client } = this.#berth;
    const { direct, ...within } = asked;
    const { folders } = direct === true ? await client.invoke('repository.folders', within) : { folders: [] };
    const rows: BrowseRow[] = folders.slice(offset, offset + limit);
    const page = await client.invoke('repository.query', {
      ...asked,
      offset: Math.max(0, offset - folders.length),
      limit: Math.max(1, limit - rows.length),
    });
    const rest: Repository[] = page.rows.slice(0, limit - rows.length);
    return { rows: [...rows, ...rest], total: folders.length + page.total, search: asked.search };
  }
}
