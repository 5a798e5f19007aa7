import type { CommandInput } from '../../shared/ipc/contract';
import { BrowseSettings } from '../../shared/model/settings';

const AT_FIRST = BrowseSettings.parse({});
/** Searches that are remembered by themselves. */
const RECENT = 8;

interface Kept {
  browse: BrowseSettings;
  favourites: readonly string[];
}
type SettingsChange = CommandInput<'settings.change'>;

/**
 * How the person has arranged the lists: columns, folders, favourites, searches. What is changed here holds at once;
 * the settings follow.
 */
export class Arrangement {
  readonly #settings: () => Kept | undefined;
  readonly #keep: (change: SettingsChange) => void;
  #browse = $state.raw<BrowseSettings>();
  #favourites = $state.raw<readonly string[]>();

  /** @param settings as main tells them; @param keep writes a change of them */
  constructor(settings: () => Kept | undefined, keep: (change: SettingsChange) => void) {
    this.#settings = settings;
    this.#keep = keep;
  }

  get browse(): BrowseSettings {
    return this.#browse ?? this.#settings()?.browse ?? AT_FIRST;
  }
  /** `host/name` of the repositories that were marked, the last one last. */
  get favourites(): readonly string[] {
    return this.#favourites ?? this.#settings()?.favourites ?? [];
  }

  change(change: Partial<BrowseSettings>): void {
    this.#browse = { ...this.browse, ...change };
    this.#keep({ browse: this.#browse });
  }

  isFavourite(uri: string): boolean {
    return this.favourites.includes(uri);
  }
  /** Marks these, or takes the mark away where all of them have it. */
  toggleFavourites(uris: readonly string[]): void {
    const all = uris.every((uri) => this.isFavourite(uri));
    const others = this.favourites.filter((uri) => !uris.includes(uri));
    this.#favourites = all ? others : [...others, ...uris].slice(-1000);
    this.#keep({ favourites: [...this.#favourites] });
  }

  /** Whether a branch of the tree is not as it is at first. */
  isTurned(branch: string): boolean {
    return this.browse.turned.includes(branch);
  }
  turn(branch: string): void {
    const { turned } = this.browse;
    this.change({
      turned: turned.includes(branch)
        ? turned.filter((other) => other !== branch)
        : [...turned, branch].slice(-1000),
    });
  }

  /** Remembers a search that led somewhere. */
  remember(search: string): void {
    const text = search.trim();
    if (text === '' || this.browse.recent[0] === text) return;
    this.change({ recent: [text, ...this.browse.recent.filter((other) => other !== text)].slice(0, RECENT) });
  }
  /** Keeps a search, or lets it go. */
  toggleSaved(search: string): void {
    const text = search.trim();
    if (text === '') return;
    const { saved } = this.browse;
    this.change({
      saved: saved.includes(text) ? saved.filter((other) => other !== text) : [text, ...saved].slice(0, 50),
    });
  }
}
