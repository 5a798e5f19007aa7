import { toAppError } from '../../../shared/errors';
import type { RegistryKind } from '../../../shared/model/repository';
import type { PoliteCalls } from './pace/polite-calls';
import type { CrawlClock, CrawlEcr, CrawlStore, SourceKey } from './ports';
import type { SourceRow } from './source-row';

/** Calls at once: tags are an extra, and cost a call for each repository. */
const AT_ONCE = 4;
/** Milliseconds until tags are read again where somebody looks. */
const FRESH_FOR = 60 * 60_000;
/** Tags that wait at most; what was scrolled past long ago is forgotten. */
const MOST_WAITING = 400;

interface Wanted {
  uri: string;
  arn: string;
  row: SourceRow;
}

interface TagPorts {
  ecr: CrawlEcr;
  store: CrawlStore;
  clock: CrawlClock;
  calls: PoliteCalls;
  changed: () => void;
  log: (thrown: unknown) => void;
}

/** Reads tags of repositories where somebody looks, and nowhere else: there is no list of them. */
export class ResourceTags {
  readonly #ports: TagPorts;
  /** When each was read, in milliseconds of the growing clock. */
  readonly #readAt = new Map<string, number>();
  #waiting: Wanted[] = [];
  #running = 0;
  readonly #end = new AbortController();

  constructor(ports: TagPorts) {
    this.#ports = ports;
  }

  /** The last looked at come first. */
  want(repositories: readonly { uri: string; arn: string; profile: string; region: string; registry?: RegistryKind }[], rowOf: (key: SourceKey) => SourceRow | undefined): void {
    const now = this.#ports.clock.ticks();
    const added = repositories.flatMap(({ uri, arn, profile, region, registry = 'private' }): Wanted[] => {
      const row = rowOf({ profile, region, registry });
      const readAt = this.#readAt.get(uri);
      return row === undefined || !row.mayAsk('tags') || (readAt !== undefined && now - readAt < FRESH_FOR) ? [] : [{ uri, arn, row }];
    });
    const again = new Set(added.map(({ uri }) => uri));
    this.#waiting = [...added, ...this.#waiting.filter(({ uri }) => !again.has(uri))].slice(0, MOST_WAITING);
    while (this.#running < AT_ONCE && this.#waiting.length > 0) void this.#work();
  }

  close(): void {
    this.#waiting = [];
    this.#end.abort();
  }

  async #work(): Promise<void> {
    this.#running += 1;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await this.#read(next);
    this.#running -= 1;
  }

  async #read({ uri, arn, row }: Wanted): Promise<void> {
    const { ecr, store, calls, clock, changed, log } = this.#ports;
    if (!row.mayAsk('tags')) return;
    this.#readAt.set(uri, clock.ticks());
    try {
      const tags = await calls.run(`${row.lane} ListTagsForResource`, this.#end.signal, () => ecr.tags(row.key, arn, this.#end.signal));
      row.granted('tags');
      if (await store.putResourceTags({ [uri]: tags }).catch((thrown: unknown) => void log(thrown))) changed();
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#readAt.delete(uri);
      if (error.code === 'cancelled' || error.code === 'repository-not-found') return;
      row.refused('tags', error);
      changed();
    }
  }
}
