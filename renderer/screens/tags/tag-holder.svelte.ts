import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import type { BerthClient } from '../../bridge/berth-client';

/** Which image has a tag now, looked up while one types. */
export class TagHolder {
  #answer = $state.raw<{ tag: string; holder: Image | null }>();
  #asked = '';
  readonly #client: BerthClient;
  readonly #repository: Repository;

  constructor(client: BerthClient, repository: Repository) {
    this.#client = client;
    this.#repository = repository;
  }

  /** Undefined while it is not known. */
  of(tag: string): Image | null | undefined {
    return this.#answer?.tag === tag ? this.#answer.holder : undefined;
  }

  /** Looks a tag up. Where that fails nothing is known: the change itself tells. */
  async look(tag: string): Promise<void> {
    this.#asked = tag;
    const { profile, region, name } = this.#repository;
    const page = await this.#client
      .invoke('image.query', { profile, region, name, search: tag, limit: 1_000 })
      .catch(() => undefined);
    if (page === undefined || this.#asked !== tag) return;
    this.#answer = { tag, holder: page.rows.find(({ tags }) => tags.includes(tag)) ?? null };
  }
}
