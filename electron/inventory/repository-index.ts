import type { Repository, RepositoryPage, RepositoryQuery } from '../../shared/model/repository';
import { matchesSearch, type Searched } from '../../shared/search/matches-search';
import { parseSearch } from '../../shared/search/parse-search';

/** One repository, however many profiles see it. */
interface Entry {
  /** As the first profile sees it. */
  repository: Repository;
  /** As each profile sees it. */
  byProfile: Map<string, Repository>;
  searched: Searched;
}

/** Answers of earlier queries that are kept; paging and scrolling repeat the same one. */
const KEPT_ANSWERS = 16;

const nameOf = ({ name }: Repository): string => name;

const SORT_KEYS: Partial<Record<RepositoryQuery['sort'], (repository: Repository) => string>> = {
  name: (repository) => repository.name,
  account: (repository) => repository.accountId,
  region: (repository) => repository.region,
  created: (repository) => repository.createdAt ?? '',
};

/**
 * Repositories of several sources, each once, searchable. One pass over the entries answers a new query; sorted
 * orders are made once for each change, the answer to a query that is asked again (another page) comes from memory.
 */
export class RepositoryIndex {
  /** By source; the order of the sources decides which profile speaks for a repository. */
  #sources = new Map<string, readonly Repository[]>();
  #entries: Map<string, Entry> | undefined;
  readonly #sorted = new Map<string, Entry[]>();
  readonly #answers = new Map<string, Repository[]>();
  readonly #now: () => number;

  /** `now` tells epoch milliseconds, for searches by age. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Replaces what a source has. A source that is new goes last. */
  set(sourceId: string, repositories: readonly Repository[]): void {
    this.#sources.set(sourceId, repositories);
    this.#changed();
  }

  /** Keeps the given sources alone, in the given order; new ones start empty. */
  keep(sourceIds: readonly string[]): void {
    this.#sources = new Map(sourceIds.map((id) => [id, this.of(id)]));
    this.#changed();
  }

  of(sourceId: string): readonly Repository[] {
    return this.#sources.get(sourceId) ?? [];
  }

  get total(): number {
    return this.#all().size;
  }

  find(uri: string): Repository | undefined {
    return this.#all().get(uri)?.repository;
  }

  query(query: RepositoryQuery): Omit<RepositoryPage, 'revision'> {
    const answer = this.#answer(query);
    return { rows: answer.slice(query.offset, query.offset + query.limit), total: answer.length };
  }

  #answer({ search, profile, region, sort, descending }: RepositoryQuery): Repository[] {
    // By the minute: the pages of one search by age are one answer.
    const wanted = parseSearch(search, Math.floor(this.#now() / 60_000) * 60_000);
    const key = JSON.stringify([wanted.terms, profile, region, sort, descending]);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer: Repository[] = [];
    for (const { repository, byProfile, searched } of this.#inOrder(sort, descending)) {
      const seen = profile === undefined ? repository : byProfile.get(profile);
      if (seen === undefined || (region !== undefined && seen.region !== region)) continue;
      if (matchesSearch(wanted, searched)) answer.push(seen);
    }
    if (this.#answers.size >= KEPT_ANSWERS) this.#answers.delete(this.#answers.keys().next().value as string);
    this.#answers.set(key, answer);
    return answer;
  }

  #inOrder(sort: RepositoryQuery['sort'], descending: boolean): Entry[] {
    const order = `${sort} ${descending}`;
    let sorted = this.#sorted.get(order);
    if (sorted === undefined) {
      const keyOf = SORT_KEYS[sort] ?? nameOf;
      const sign = descending ? -1 : 1;
      sorted = [...this.#all().values()].sort(
        (a, b) =>
          sign * compare(keyOf(a.repository), keyOf(b.repository)) ||
          compare(a.repository.name, b.repository.name) ||
          compare(a.repository.accountId, b.repository.accountId) ||
          compare(a.repository.region, b.repository.region) ||
          // The URI is unique: equal rows never change places.
          compare(a.repository.uri, b.repository.uri),
      );
      this.#sorted.set(order, sorted);
    }
    return sorted;
  }

  #all(): Map<string, Entry> {
    if (this.#entries !== undefined) return this.#entries;
    const entries = new Map<string, Entry>();
    for (const repositories of this.#sources.values()) {
      for (const repository of repositories) {
        const entry = entries.get(repository.uri);
        if (entry === undefined) {
          const byProfile = new Map([[repository.profile, repository]]);
          entries.set(repository.uri, { repository, byProfile, searched: searchedOf(repository) });
        } else if (!entry.byProfile.has(repository.profile)) {
          entry.byProfile.set(repository.profile, repository);
          entry.searched.text += ` ${repository.profile.toLowerCase()}`;
          const profiles = [...entry.byProfile.keys()];
          Object.assign(entry.searched.fields, { profile: profiles, account: [repository.accountId, ...profiles] });
        }
      }
    }
    this.#entries = entries;
    return entries;
  }

  #changed(): void {
    this.#entries = undefined;
    this.#sorted.clear();
    this.#answers.clear();
  }
}

/** A space keeps words from matching across two fields: no field has one, no word without quotes has one. */
const searchedOf = ({ name, accountId, region, profile, host, createdAt }: Repository): Searched => ({
  text: `${name} ${accountId} ${region} ${host} ${profile}`.toLowerCase(),
  fields: { name: [name], account: [accountId, profile], region: [region], profile: [profile], host: [host] },
  times: { created: createdAt },
});

/** Names are ASCII; by code unit is what ECR sorts by, and fifty times as fast as a locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
