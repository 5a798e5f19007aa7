import { AppError } from '../../../shared/errors';
import type { Activity } from '../../../shared/model/changes/activity';
import { Change } from '../../../shared/model/changes/change';
import type { CommandRun } from '../command-run';
import { activityWords, previewWords } from '../output/change-words';
import { SaidAlready } from '../output/said-already';

/** Options of every command that changes something. */
export interface ChangeFlags {
  dryRun?: boolean;
  yes?: boolean;
  /** The name of a protected repository, typed. */
  forceProtected?: string;
}

/** A change as it is written down; what does not fit is an error of the command line. @throws AppError `invalid-input`. */
export function changeOf(input: object): Change {
  const change = Change.safeParse(input);
  if (change.success) return change.data;
  throw new AppError('invalid-input', change.error.issues[0]?.message ?? 'These settings do not fit.', { hint: 'See --help.' });
}

/**
 * Shows what changes would do (`--dry-run`), or makes them; those that take something away only with `--yes`. When all went well it
 * answers what `said` tells, else what became of each.
 * @throws AppError `invalid-input` without it; `SaidAlready` when some part failed.
 */
export async function makeChanges(run: CommandRun<ChangeFlags>, changes: readonly Change[], said?: () => Promise<{ value: unknown; words: string }>): Promise<void> {
  const { options, out, services, signal } = run;
  const previews = options.dryRun === true || options.yes !== true ? await services.changes.preview(changes, signal) : [];
  if (options.dryRun === true) {
    out.result(previews, () => previews.map(previewWords).join('\n'));
    if (previews.some(({ refused }) => refused !== undefined)) throw new SaidAlready();
    return;
  }
  const careful = changes.some(({ kind }) => TAKES_AWAY.test(kind)) || previews.some(({ typed }) => typed !== undefined);
  if (options.yes !== true && careful) {
    // A script gets the error alone.
    if (!out.json) for (const preview of previews) for (const line of previewWords(preview).trimEnd().split('\n')) out.note(line);
    throw new AppError('invalid-input', 'This takes something away.', { hint: 'Say --yes to do it, or --dry-run to see only what it does.' });
  }
  const made: Activity[] = [];
  for (const change of changes) made.push(await services.changes.apply(change, { signal, ...(options.forceProtected !== undefined && { typed: options.forceProtected }) }));
  if (said !== undefined && made.every(({ result }) => result === 'done')) {
    const { value, words } = await said();
    return out.result(value, () => words);
  }
  out.result(made.length === 1 ? made[0] : made, () => made.map(activityWords).join(''));
  if (made.some(({ result }) => result !== 'done')) throw new SaidAlready();
}

const TAKES_AWAY = /^(delete-|archive-)/;
