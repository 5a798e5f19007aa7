import type { SyncPlan, SyncRepository } from '../../../shared/model/moving/sync';
import { isMoved } from '../../transfer/sync/plan/compare';
import { plain, table } from './table';
import { digestWords, sizeWords } from './words';

/** A plan as a person reads it: the tags, the settings, what it takes, and what AWS could do instead. */
export function planWords(request: SyncRepository, plan: SyncPlan): string {
  const { items, carry, estimate, alternatives, notes = [] } = plan;
  const columns = [
    { title: 'TAG', of: (item: SyncPlan['items'][number]) => item.tag },
    { title: 'STATE', of: (item: SyncPlan['items'][number]) => item.state },
    { title: 'SIZE', of: (item: SyncPlan['items'][number]) => (item.bytes === 0 ? '' : sizeWords(item.bytes)), align: 'right' as const },
    { title: 'DIGEST', of: (item: SyncPlan['items'][number]) => digestWords(item.digest) },
    { title: 'NOTE', of: (item: SyncPlan['items'][number]) => item.note ?? '' },
  ];
  const moved = items.filter((item) => isMoved(item, request)).length;
  const { seconds, cost, bytes } = estimate;
  const sections = [
    items.length === 0 ? 'No tags.\n' : table(columns, items),
    lines([...carry.map(({ text }) => text), ...notes]),
    lines([
      `${moved} of ${items.length} tags would be copied: ${sizeWords(bytes)} at most, ${timeWords(seconds.least)} to ${timeWords(seconds.most)}.`,
      `About $${cost.transferOut.toFixed(2)} for transfer out, and $${cost.storagePerMonth.toFixed(2)} a month for storage.`,
      ...estimate.assumptions.map((each) => `  ${each}`),
    ]),
    ...alternatives.map(({ title, notes: about, rule, command }) => lines([`Or: ${title}.`, ...about.map((each) => `  ${each}`), ...rule.split('\n').map((each) => `    ${each}`), `  ${command}`])),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

/** Each on a line of its own; names in them come from strangers. */
const lines = (texts: readonly string[]): string => texts.map((text) => `${plain(text)}\n`).join('');

/** `45 s`, `12 min`, `3.5 h`. */
function timeWords(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
