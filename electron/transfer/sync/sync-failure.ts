import { AppError } from '../../../shared/errors';
import type { SyncItem } from '../../../shared/model/moving/sync';
import type { TagFailure } from './copy-tags';

export interface Failures {
  /** How many tags were to be copied. */
  items: number;
  failures: readonly TagFailure[];
  /** Sentences about settings that could not be carried. */
  carried: readonly string[];
  /** Tags that were to be moved and are immutable at the target. */
  refused: readonly SyncItem[];
  /** What was done all the same. */
  lines: readonly string[];
}

/** Causes that are named; the detail lists all. */
const NAMED = 3;
const DETAIL = 4000;

/** One error for all that failed: its code that of the failures where it is the same, the remedy of the first. */
export function syncFailure({ items, failures, carried, refused, lines }: Failures): AppError {
  const sentences = [
    ...(failures.length === 0 ? [] : [`${failures.length} of ${items} tags could not be copied: ${named(failures)}.`]),
    ...(refused.length === 0 ? [] : [`${refused.length === 1 ? `The tag ${refused[0]?.tag ?? ''} is` : `${refused.length} tags are`} immutable at the target and stay${refused.length === 1 ? 's' : ''} as ${refused.length === 1 ? 'it is' : 'they are'}.`]),
    ...(carried.length === 0 ? [] : [`${carried.length === 1 ? 'A part' : `${carried.length} parts`} of the settings could not be carried.`]),
  ];
  const [first] = failures;
  const codes = new Set(failures.map(({ error }) => error.code));
  const code = first === undefined ? (refused.length > 0 ? 'tag-immutable' : 'access-denied') : codes.size === 1 ? first.error.code : 'registry-failed';
  const detail = [...failures.map(({ tag, error }) => `${tag}: ${error.message}`), ...refused.map(({ tag, note }) => `${tag}: ${note ?? 'immutable'}`), ...carried, ...lines].join('\n');
  const remedy = first?.error.remedy;
  return new AppError(code, sentences.join(' '), {
    hint: hintOf(failures, carried),
    detail: detail.length > DETAIL ? `${detail.slice(0, DETAIL)}…` : detail,
    ...(remedy !== undefined && { remedy }),
    ...(first !== undefined && { cause: first.error }),
  });
}

/** `v1 (There is no image …), v2 and 3 more (…)`: tags that failed alike are named together. */
function named(failures: readonly TagFailure[]): string {
  const byCause = new Map<string, string[]>();
  for (const { tag, error } of failures) {
    // The tag stands in most sentences: without it, those of one cause are the same.
    const cause = error.message.split(tag).join('…');
    const tags = byCause.get(cause);
    if (tags === undefined) byCause.set(cause, [tag]);
    else tags.push(tag);
  }
  const causes = [...byCause].slice(0, NAMED).map(([cause, tags]) => {
    const names = tags.length <= NAMED ? tags.join(', ') : `${tags.slice(0, NAMED).join(', ')} and ${tags.length - NAMED} more`;
    const sentence = tags.length === 1 ? cause.split('…').join(tags[0]) : cause;
    return `${names} (${sentence.replace(/\.$/, '')})`;
  });
  const others = byCause.size - NAMED;
  return [...causes, ...(others > 0 ? [`${others} other ${others === 1 ? 'cause' : 'causes'}`] : [])].join('; ');
}

function hintOf(failures: readonly TagFailure[], carried: readonly string[]): string {
  const [own] = failures.flatMap(({ error }) => error.hint ?? []);
  if (failures.length > 0) return `${own ?? 'Look at the causes.'} Started again, the sync moves only what is missing.`;
  return carried.length > 0 ? 'The profile needs the right to change these settings at the target.' : 'Choose other tags, or change the target’s tag settings.';
}
