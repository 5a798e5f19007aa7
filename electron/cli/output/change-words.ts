import type { Activity } from '../../../shared/model/changes/activity';
import type { ChangePreview } from '../../../shared/model/changes/change';
import { plain } from './table';

/** What a change would do, for a person who reads it on a terminal. */
export function previewWords({ title, effects, warnings, uses, undo, awsCli, refused }: ChangePreview): string {
  const lines = [
    title,
    ...(refused === undefined ? [] : [`  cannot be done: ${refused.message} ${refused.hint ?? ''}`]),
    ...(effects.length === 0 && refused === undefined ? ['  Nothing would change.'] : effects.map((effect) => `  ${effect}`)),
    ...warnings.map(({ text, serious }) => `  ${serious ? 'Careful: ' : ''}${text}`),
    ...uses.map(({ what, running }) => `  ${running ? 'Running' : 'Configured'}: ${what}`),
    ...(effects.length === 0 ? [] : [`  ${undo.possible ? 'Undo: berth activity --undo ID.' : 'It cannot be undone.'}${undo.note === undefined ? '' : ` ${undo.note}`}`]),
    ...(awsCli.length === 0 ? [] : ['The same with the AWS CLI:', ...awsCli.map((line) => `  ${line}`)]),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}

/** What became of a change. */
export function activityWords({ id, title, result, items, error, undo }: Activity): string {
  const failed = items.filter((item) => item.result === 'failed');
  const lines = [
    `${result === 'done' ? 'Done' : result === 'partly' ? 'Partly done' : result === 'undone' ? 'Undone' : 'Failed'}: ${title}.`,
    ...(error === undefined ? [] : [`  ${error.message} ${error.hint ?? ''}`]),
    ...failed.map((item) => `  ${item.what}: ${item.error?.message ?? 'failed'}`),
    ...(undo.possible ? [`  Undo with: berth activity --undo ${id}${undo.note === undefined ? '' : ` (${undo.note})`}`] : []),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}
