import type { FilePage, FileRow, FilesQuery } from '../../../shared/model/content/layers';
import { PagedQuery } from '../../state/paged-query.svelte';

/** What the list shows: folder by folder, or every file at once. */
export type FileView = 'folders' | 'all';

/** Files to look through: by folder or all at once, searched and sorted. `fetch` may be another one for other files. */
export class FileList {
  folder = $state('');
  search = $state('');
  view = $state<FileView>('folders');
  changesOnly = $state(false);
  sort = $state<{ key: 'name' | 'size'; descending: boolean }>({ key: 'name', descending: false });
  chosen = $state.raw<FileRow>();
  readonly query: PagedQuery<FileRow>;
  #fetch: (query: FilesQuery) => Promise<FilePage>;

  constructor(fetch: (query: FilesQuery) => Promise<FilePage>) {
    this.#fetch = fetch;
    this.query = new PagedQuery(this.#asking());
  }

  /** Everything that makes it another question. */
  get question(): readonly unknown[] {
    return [this.folder, this.search, this.view, this.changesOnly, this.sort];
  }
  /** Asks anew, from the top. */
  ask(): Promise<void> {
    this.chosen = undefined;
    return this.query.ask(this.#asking());
  }
  sortBy(key: string): void {
    if (key !== 'name' && key !== 'size') return;
    this.sort =
      this.sort.key === key
        ? { key, descending: !this.sort.descending }
        : { key, descending: key === 'size' };
  }
  /** Whether rows show whole paths: they are not all of one folder. */
  get isFlat(): boolean {
    return this.view === 'all' || this.search !== '';
  }
  up(): void {
    this.folder = this.folder.split('/').slice(0, -1).join('/');
  }

  #asking(): (window: { offset: number; limit: number }) => Promise<FilePage> {
    const { folder, search, view, changesOnly, sort } = this;
    const question = {
      folder,
      search,
      flat: view === 'all',
      changesOnly,
      sort: sort.key,
      descending: sort.descending,
    };
    return (window) => this.#fetch({ ...question, ...window });
  }
}
