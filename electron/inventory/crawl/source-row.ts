import { toWireError, type AppError } from '../../../shared/errors';
import type { InventorySource, UnseenPart } from '../../../shared/model/repository';
import { controllerOfMany } from './pace/many-listeners';
import type { KnownSource, SourceKey, WantedSource } from './ports';

/** After so many refusals in a row, and nothing granted, the rest of a source is not asked for in this turn. */
const REFUSALS = 3;

/** One source, and how far it is. */
export class SourceRow {
  readonly key: SourceKey;
  readonly definition: string;
  /** Ends what runs for it: when its profile goes, or when reading is stopped. */
  abort = controllerOfMany();
  /** Registry host, once it is known: what several profiles may share. */
  host: string | undefined;
  #status: InventorySource['status'] = 'waiting';
  #error: AppError | undefined;
  #accountId: string | undefined;
  #repositories: number;
  #readAt: number | undefined;
  #left = 0;
  #of = 0;
  #unseen = new Map<UnseenPart['part'], { error?: AppError; count: number; granted: number }>();

  constructor({ definition, ...key }: WantedSource, known: KnownSource | undefined) {
    this.key = key;
    this.definition = definition;
    this.host = known?.host;
    this.#accountId = known?.accountId;
    this.#repositories = known?.repositories ?? 0;
    this.#readAt = known?.readAt;
  }

  get id(): string {
    return rowId(this.key);
  }

  /** Where its calls count: those of one registry are paced together, whoever makes them. */
  get lane(): string {
    return this.host ?? this.id;
  }

  /** Waits for its turn; what was refused last time is asked again. */
  waits(): void {
    this.abort = controllerOfMany();
    this.#status = 'waiting';
    this.#error = undefined;
    this.#unseen.clear();
    this.#left = this.#of = 0;
  }

  lists(repositories?: number): void {
    this.#status = 'loading';
    if (repositories !== undefined) this.#repositories = Math.max(repositories, this.#repositories);
  }

  isOf({ accountId, host }: { accountId: string; host: string }): void {
    this.#accountId = accountId;
    this.host = host;
  }

  /** Listed to its end, at that time (epoch milliseconds). */
  listed(repositories: number, readAt: number): void {
    this.#status = 'ready';
    this.#repositories = repositories;
    this.#readAt = readAt;
  }

  /** What is known stays visible. That a profile has no public registry is no failure: it is said beside. */
  failed(error: AppError): void {
    if (this.key.registry === 'public') {
      this.#status = 'ready';
      this.refused('repositories', error);
    } else {
      this.#status = 'failed';
      this.#error = error;
    }
  }

  /** Given up before its end: as good as never begun. */
  stopped(): void {
    this.#status = this.#readAt === undefined ? 'waiting' : 'ready';
    this.#left = this.#of = 0;
  }

  /** Another number of repositories, after a change made here. */
  counts(repositories: number): void {
    this.#repositories = repositories;
  }

  /** One more repository whose images are to be read, or one that no longer is. */
  imagesWait(): void {
    this.#left += 1;
    this.#of += 1;
  }

  imagesDone(): void {
    this.#left = Math.max(0, this.#left - 1);
    if (this.#left === 0) this.#of = 0;
  }

  granted(part: UnseenPart['part']): void {
    const known = this.#unseen.get(part);
    if (known === undefined) this.#unseen.set(part, { granted: 1, count: 0 });
    else known.granted += 1;
  }

  refused(part: UnseenPart['part'], error: AppError): void {
    const known = this.#unseen.get(part);
    this.#unseen.set(part, { error, count: (known?.count ?? 0) + 1, granted: known?.granted ?? 0 });
  }

  /** Whether asking for this part is worth a call in this turn. */
  mayAsk(part: UnseenPart['part']): boolean {
    const known = this.#unseen.get(part);
    return this.#status !== 'failed' && (known === undefined || known.granted > 0 || known.count < REFUSALS);
  }

  state(): InventorySource {
    const { profile, region, registry } = this.key;
    const unseen = [...this.#unseen].flatMap(([part, { error, count, granted }]): UnseenPart[] =>
      error === undefined ? [] : [{ part, error: toWireError(error), ...((granted > 0 || count < REFUSALS) && part !== 'repositories' && { repositories: count }) }],
    );
    return {
      profile, region,
      ...(registry === 'public' && { registry }),
      ...(this.#accountId !== undefined && { accountId: this.#accountId }),
      status: this.#status,
      repositories: this.#repositories,
      ...(this.#readAt !== undefined && { readAt: new Date(this.#readAt).toISOString() }),
      ...(this.#left > 0 && { images: { left: this.#left, of: this.#of } }),
      ...(this.#error !== undefined && { error: toWireError(this.#error) }),
      ...(unseen.length > 0 && { unseen }),
    };
  }
}

/** The name of a source; no profile name has a space in it. */
export const rowId = ({ profile, region, registry }: SourceKey): string => `${profile} ${region} ${registry}`;
