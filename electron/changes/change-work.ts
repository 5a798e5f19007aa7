import type { CliFacts } from '../../shared/ecr/aws-cli/aws-line';
import { AppError, toWireError } from '../../shared/errors';
import type { Change, ChangeItem, ChangePreview } from '../../shared/model/changes/change';
import type { Repository, RepositoryKey } from '../../shared/model/repository';
import { describeAny } from './read/describe-any';
import type { ChangePorts } from './ports';
import type { ImageBackups } from './undo/image-backups';
import type { UndoRecipe } from './undo/undo-recipe';

/** What is found out about a change by reading alone. */
export type Looked = Pick<ChangePreview, 'effects' | 'warnings'> & Partial<Pick<ChangePreview, 'uses' | 'unasked' | 'undo'>> & { facts?: CliFacts };

/** What came of making it; `undo` is left out where nothing can bring it back, and `undoNote` says why. */
export interface Made {
  undo?: UndoRecipe;
  undoNote?: string;
  facts?: CliFacts;
}

/** How Berth makes the changes of one kind. */
export interface KindOfChange<C extends Change> {
  /** “Delete 3 images of shop/api”. */
  title(change: C): string;
  /** Reads only. @throws AppError when it cannot be done. */
  look(change: C, work: ChangeWork): Promise<Looked>;
  /** Tells each part as it is done. @throws AppError for what ends the whole of it. */
  make(change: C, work: ChangeWork): Promise<Made | void>;
  /** Whether something goes that a protected repository must keep: it has to be confirmed by name. */
  takesAway?(change: C): boolean;
}

/** What every change works with. */
export type WorkPorts = ChangePorts & { backups: ImageBackups };

export interface ChangeWorkOptions {
  repository: RepositoryKey;
  signal: AbortSignal;
  /** Hears of each part as it is done. */
  item?: ((item: ChangeItem) => void) | undefined;
  /** Writes down that it has begun, with what is kept of it by then. */
  begun?: (() => Promise<void>) | undefined;
}

/** One change on its way: what it works with, and what it has come to. */
export class ChangeWork {
  readonly items: ChangeItem[] = [];
  /** What is known of what came of it, also where it ends in the middle. */
  made: Made = {};
  readonly ports: WorkPorts;
  readonly signal: AbortSignal;
  readonly #key: RepositoryKey;
  readonly #item: ((item: ChangeItem) => void) | undefined;
  readonly #begun: (() => Promise<void>) | undefined;
  #repository: Promise<Repository> | undefined;

  constructor(ports: WorkPorts, { repository, signal, item, begun }: ChangeWorkOptions) {
    this.ports = ports;
    this.signal = signal;
    this.#key = repository;
    this.#item = item;
    this.#begun = begun;
  }

  /** The repository as the registry describes it, asked for once. @throws AppError. */
  repository(): Promise<Repository> {
    return (this.#repository ??= describeAny(this.ports.clients, this.#key));
  }

  /** The repository as it is now: it was just created. */
  adopt(repository: Repository): void {
    this.#repository = Promise.resolve(repository);
  }

  /** What holds even if the change ends in the middle: how to undo what was done by then. */
  keep(made: Made): void {
    this.made = { ...this.made, ...made };
  }

  /** From here on something is taken away: what is kept is in the activity log before, so that a crash does not take the way back along. */
  async begin(): Promise<void> {
    await this.#begun?.();
  }

  /** Account and ARN for the command line. @throws AppError. */
  async facts(): Promise<CliFacts> {
    const { accountId, arn } = await this.repository();
    return { accountId, arn };
  }

  tell(item: ChangeItem): void {
    this.items.push(item);
    this.#item?.(item);
  }

  /** Does one part and tells of it; a failure is told and stays with this part. Answers whether it was done. */
  async part(what: string, work: () => Promise<unknown>): Promise<boolean> {
    this.goOn();
    try {
      await work();
    } catch (thrown) {
      this.tell({ what, result: 'failed', error: toWireError(thrown) });
      return false;
    }
    this.tell({ what, result: 'done' });
    return true;
  }

  /** @throws AppError `cancelled` once the person has thought better of it. */
  goOn(): void {
    if (this.signal.aborted) throw new AppError('cancelled', 'The change was cancelled.', { hint: 'What was done until then stays; the list says which.' });
  }
}
