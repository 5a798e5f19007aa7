import { changeLines } from '../../shared/ecr/aws-cli/change-lines';
import { AppError, toAppError, toWireError, type WireError } from '../../shared/errors';
import type { Activity } from '../../shared/model/changes/activity';
import type { Change, ChangeItem, ChangePreview } from '../../shared/model/changes/change';
import type { Repository } from '../../shared/model/repository';
import { ChangeWork, type Looked } from './change-work';
import { kindOfChange } from './kinds';
import type { ActivityLog } from './log/activity-log';
import type { ChangePorts } from './ports';
import type { ImageBackups } from './undo/image-backups';
import { putBack } from './undo/put-back';
import type { UndoRecipe } from './undo/undo-recipe';

export interface ChangesPorts extends ChangePorts {
  backups: ImageBackups;
  log: ActivityLog;
  /** Epoch milliseconds. */
  now(): number;
  newId(): string;
}

export interface ApplyOptions {
  signal: AbortSignal;
  /** Hears of each part as it is done. */
  item?: (item: ChangeItem) => void;
  /** What the person typed to confirm: the repository's name, for one that is protected. */
  typed?: string | undefined;
}

/** Previews are read at the same time, this many at once: politeness to ECR. */
const PARALLEL = 4;

/** Every change of a registry: what it would do, doing it, undoing it. What was done is in the activity log. */
export class Changes {
  readonly #ports: ChangesPorts;

  constructor(ports: ChangesPorts) {
    this.#ports = ports;
  }

  /** Reads only; what cannot be done says so in `refused`. In the order of `changes`. @throws AppError `cancelled`. */
  async preview(changes: readonly Change[], signal: AbortSignal): Promise<ChangePreview[]> {
    const previews: ChangePreview[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < changes.length; at = next++) previews[at] = await this.#preview(changes[at] as Change, signal);
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, changes.length) }, work));
    return previews;
  }

  /**
   * Makes a change. What the registry refuses is in the activity (`failed`, `partly`), which is in the log by then.
   * @throws AppError `protected` when the repository is, and `typed` is not its name; `cancelled` when nothing was begun.
   */
  async apply(change: Change, { signal, item, typed }: ApplyOptions): Promise<Activity> {
    const id = this.#ports.newId();
    const work: ChangeWork = new ChangeWork(this.#ports, { repository: change.repository, signal, item, begun: () => this.#logBegun(id, change, work) });
    work.goOn();
    if (typed !== change.repository.name) await this.#refuseProtected(change, work);
    const error = await this.#make(change, work);
    return this.#log({ id, change, work, error });
  }

  /** Keeps a change that Berth made on another way (a repository made for a push). */
  async record(change: Change, repository: Repository | undefined, undo?: UndoRecipe): Promise<Activity> {
    const work = new ChangeWork(this.#ports, { repository: change.repository, signal: new AbortController().signal });
    if (repository !== undefined) work.adopt(repository);
    work.tell({ what: kindOfChange(change).title(change), result: 'done' });
    work.keep({ ...(undo !== undefined && { undo }), ...(repository !== undefined && { facts: { accountId: repository.accountId, arn: repository.arn } }) });
    return this.#log({ change, work, error: undefined });
  }

  /** Undoes a change of the log, as a change of its own. @throws AppError `invalid-input` when it cannot be undone (any more). */
  async undo(id: string, { signal, item, typed }: ApplyOptions): Promise<Activity> {
    const { activity, recipe } = await this.#ports.log.find(id);
    if (!activity.undo.possible || recipe === undefined || activity.change === undefined)
      throw new AppError('invalid-input', `“${activity.title}” cannot be undone.`, { hint: activity.undo.note ?? 'It changed nothing that could be brought back.' });
    const work = new ChangeWork(this.#ports, { repository: activity.change.repository, signal, item });
    let error: WireError | undefined;
    const lines: string[] = [];
    try {
      if (recipe.putBack !== undefined) {
        const { backup, repository, except } = recipe.putBack;
        const { images } = await this.#ports.backups.read(backup);
        await putBack(work, repository, images.filter(({ digest }) => !except.includes(digest)));
      }
    } catch (thrown) {
      error = toWireError(thrown);
    }
    for (const change of error === undefined ? recipe.changes : []) {
      const part = new ChangeWork(this.#ports, { repository: change.repository, signal, item });
      try {
        if (typed !== change.repository.name) await this.#refuseProtected(change, part);
        await kindOfChange(change).make(change, part);
      } catch (thrown) {
        error = toWireError(thrown);
        break;
      } finally {
        part.items.forEach((each) => work.items.push(each));
        lines.push(...changeLines(change, await part.facts().catch(() => ({}))));
      }
    }
    return this.#log({ change: recipe.changes[0] ?? activity.change, work, error, undoes: activity, lines });
  }

  async #preview(change: Change, signal: AbortSignal): Promise<ChangePreview> {
    const work = new ChangeWork(this.#ports, { repository: change.repository, signal });
    work.goOn();
    const kind = kindOfChange(change);
    const takesAway = kind.takesAway?.(change) === true;
    let looked: Looked = { effects: [], warnings: [] };
    let refused: WireError | undefined;
    try {
      looked = await kind.look(change, work);
    } catch (thrown) {
      work.goOn();
      refused = toWireError(thrown);
    }
    const undo = looked.undo ?? { possible: false };
    const isProtected = takesAway && (await this.#isProtected(work, change));
    const isProduction = this.#ports.marks.isProduction(change.repository.profile);
    const warnings = [
      ...(isProtected ? [{ text: `${change.repository.name} is protected.`, serious: true }] : []),
      ...(isProduction ? [{ text: `The profile ${change.repository.profile} is marked as production.`, serious: takesAway }] : []),
      ...looked.warnings,
    ];
    const mustType = takesAway && looked.effects.length > 0 && (isProtected || isProduction || !undo.possible || change.kind === 'delete-repository');
    return {
      change,
      title: kind.title(change),
      effects: looked.effects,
      warnings,
      uses: looked.uses ?? [],
      unasked: looked.unasked ?? [],
      awsCli: changeLines(change, looked.facts ?? {}),
      ...(mustType && { typed: change.repository.name }),
      undo,
      ...(refused !== undefined && { refused }),
    };
  }

  async #make(change: Change, work: ChangeWork): Promise<WireError | undefined> {
    try {
      work.keep((await kindOfChange(change).make(change, work)) ?? {});
      return undefined;
    } catch (thrown) {
      return toWireError(work.signal.aborted ? cancelled(thrown) : thrown);
    }
  }

  /** What is there of a change if Berth does not live to its end; its last word replaces it. */
  async #logBegun(id: string, change: Change, work: ChangeWork): Promise<void> {
    const { undo: recipe, facts } = work.made;
    if (recipe === undefined) return;
    const activity: Activity = {
      id,
      at: new Date(this.#ports.now()).toISOString(),
      profile: change.repository.profile,
      place: (await work.repository()).uri,
      title: kindOfChange(change).title(change),
      change,
      result: 'partly',
      items: [],
      error: toWireError(new AppError('cancelled', 'It was not finished.', { hint: 'If Berth ended in the middle, Undo puts back what is gone.' })),
      awsCli: changeLines(change, facts ?? {}),
      undo: { possible: true, ...(recipe.note !== undefined && { note: recipe.note }) },
    };
    await this.#ports.log.add({ activity, recipe });
  }

  async #log(of: { id?: string; change: Change; work: ChangeWork; error: WireError | undefined; undoes?: Activity; lines?: string[] }): Promise<Activity> {
    const { change, work, error, undoes } = of;
    const { facts, undo, undoNote } = work.made;
    const changed = work.items.some(({ result }) => result === 'done');
    const failed = error !== undefined || work.items.some(({ result }) => result === 'failed');
    const recipe = changed ? undo : undefined;
    const place = await work.repository().then(({ uri }) => uri, () => `${change.repository.profile} · ${change.repository.region} · ${change.repository.name}`);
    const note = recipe?.note ?? undoNote ?? (changed ? undefined : 'Nothing was changed.');
    const activity: Activity = {
      id: of.id ?? this.#ports.newId(),
      at: new Date(this.#ports.now()).toISOString(),
      profile: change.repository.profile,
      place,
      title: undoes === undefined ? kindOfChange(change).title(change) : `Undo: ${undoes.title}`,
      change,
      result: !failed ? 'done' : changed ? 'partly' : 'failed',
      items: work.items,
      ...(error !== undefined && { error }),
      awsCli: of.lines ?? changeLines(change, facts ?? {}),
      undo: undoes !== undefined ? { possible: false, note: 'It undid another change.' } : { possible: recipe !== undefined, ...(note !== undefined && { note }) },
      ...(undoes !== undefined && { undoes: undoes.id }),
    };
    await this.#ports.log.add({ activity, ...(recipe !== undefined && undoes === undefined && { recipe }) });
    return activity;
  }

  async #refuseProtected(change: Change, work: ChangeWork): Promise<void> {
    if (kindOfChange(change).takesAway?.(change) !== true || !(await this.#isProtected(work, change))) return;
    const { name } = change.repository;
    throw new AppError('protected', `The repository ${name} is protected.`, { hint: `Type its name to go on all the same (--force-protected ${name} on the command line), or take the mark away.` });
  }

  /** Where the repository cannot be looked at, a mark on any of this name counts: rather once too often. */
  async #isProtected(work: ChangeWork, { repository }: Change): Promise<boolean> {
    const marked = this.#ports.marks.protectedRepositories();
    if (!marked.some((uri) => uri.endsWith(`/${repository.name}`))) return false;
    return work.repository().then(({ uri }) => marked.includes(uri), () => true);
  }
}

function cancelled(thrown: unknown): AppError {
  const error = toAppError(thrown);
  return error.code === 'cancelled' ? error : new AppError('cancelled', 'The change was cancelled.', { hint: 'What was done until then stays; the list says which.', cause: thrown });
}
