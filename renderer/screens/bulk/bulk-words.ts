import type { BulkCounts, BulkItem, BulkPage, BulkState } from '../../../shared/model/bulk/bulk';
import { count } from '../../words/sizes';

export const STATE_WORDS: Record<BulkState, string> = {
  waiting: 'Not looked at yet',
  'will-change': 'Will change',
  'no-change': 'Is so already',
  refused: 'Refused',
  done: 'Changed',
  unchanged: 'Was so already',
  failed: 'Failed',
};

/** `950 will change, 40 are so already, 10 are refused`. */
export function summary(counts: BulkCounts): string {
  const parts: [BulkState, string][] = [
    ['done', 'changed'],
    ['unchanged', 'were so already'],
    ['failed', 'failed'],
    ['will-change', 'will change'],
    ['no-change', 'are so already'],
    ['refused', 'are refused'],
    ['waiting', 'not looked at yet'],
  ];
  return parts
    .filter(([state]) => counts[state] > 0)
    .map(([state, word]) => `${count(counts[state])} ${word}`)
    .join(', ');
}

/** What a row says beside its state: why not, or what will be different. */
export const itemWords = ({ error, effects, warnings }: BulkItem): string =>
  error === undefined
    ? [...effects, ...warnings].join(' ')
    : [error.message, error.hint].filter((text) => text !== undefined).join(' ');

/** Whether anything is left to make. */
export const hasWork = ({ counts }: BulkPage): boolean => counts['will-change'] + counts.waiting > 0;

const ORDER: readonly BulkState[] = [
  'failed',
  'done',
  'unchanged',
  'refused',
  'will-change',
  'no-change',
  'waiting',
];
/** The states that there are items in, to narrow the list by. */
export const statesIn = (counts: BulkCounts): { value: string; label: string }[] => [
  { value: '', label: 'All' },
  ...ORDER.filter((state) => counts[state] > 0).map((state) => ({
    value: state,
    label: `${STATE_WORDS[state]} (${count(counts[state])})`,
  })),
];
