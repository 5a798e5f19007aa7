import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import { Activity, type ActivityPage, type ActivityQuery } from '../../../shared/model/changes/activity';
import { UndoRecipe } from '../undo/undo-recipe';
import { ActivityFile } from './activity-file';

/** A change as it is kept, or the news that an older one was undone. */
const Line = z.union([
  z.object({ activity: Activity, recipe: UndoRecipe.optional() }),
  z.object({ undone: z.string(), by: z.string() }),
]);
export interface Kept {
  activity: Activity;
  recipe?: UndoRecipe | undefined;
}

/** The most items and command lines that are kept of one change; what failed comes first. */
const KEPT_PARTS = 200;

/** Every change that Berth made, newest first: what `activity.query` answers from. */
export class ActivityLog {
  readonly #file: ActivityFile;
  #parsed: { lines: readonly string[]; kept: Kept[] } | undefined;

  constructor(file: string) {
    this.#file = new ActivityFile(file);
  }

  async add({ activity, recipe }: Kept): Promise<void> {
    await this.#file.append(JSON.stringify({ activity: condensed(activity), ...(recipe !== undefined && { recipe }) }));
    if (activity.undoes !== undefined && activity.result === 'done') await this.#file.append(JSON.stringify({ undone: activity.undoes, by: activity.id }));
  }

  async query({ search, result, profile, offset, limit }: ActivityQuery): Promise<ActivityPage> {
    const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const rows = (await this.#all())
      .map(({ activity }) => activity)
      .filter((activity) => (result === undefined || activity.result === result) && (profile === undefined || activity.profile === profile))
      .filter((activity) => {
        const text = `${activity.title} ${activity.place} ${activity.profile} ${activity.change?.kind ?? ''} ${activity.error?.message ?? ''}`.toLowerCase();
        return words.every((word) => text.includes(word) || (word.length > 6 && activity.awsCli.some((line) => line.toLowerCase().includes(word))));
      });
    return { rows: rows.slice(offset, offset + limit), total: rows.length };
  }

  /** @throws AppError `invalid-input` when there is none of this id (any more). */
  async find(id: string): Promise<Kept> {
    const found = (await this.#all()).find(({ activity }) => activity.id === id);
    if (found === undefined) throw new AppError('invalid-input', 'The activity log has no such change (any more).', { hint: 'Look at the list again.' });
    return found;
  }

  /** Newest first. A line that cannot be read is left out. */
  async #all(): Promise<Kept[]> {
    const lines = await this.#file.lines();
    if (this.#parsed?.lines === lines) return this.#parsed.kept;
    const kept = new Map<string, Kept>();
    for (const text of lines) {
      const line = Line.safeParse(json(text));
      if (!line.success) continue;
      if ('activity' in line.data) kept.set(line.data.activity.id, line.data);
      else {
        const undone = kept.get(line.data.undone);
        if (undone !== undefined) undone.activity = { ...undone.activity, result: 'undone', undo: { possible: false, note: 'It was undone.' } };
      }
    }
    this.#parsed = { lines, kept: [...kept.values()].reverse() };
    return this.#parsed.kept;
  }
}

function condensed(activity: Activity): Activity {
  const items = [...activity.items].sort((one, other) => Number(other.result === 'failed') - Number(one.result === 'failed'));
  return { ...activity, items: items.slice(0, KEPT_PARTS), awsCli: activity.awsCli.slice(0, KEPT_PARTS) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
