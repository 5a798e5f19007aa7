import type { Activity } from '../../../shared/model/changes/activity';

/** What became of a change, in a word. */
export const RESULT_WORDS: Record<Activity['result'], string> = {
  done: 'Done',
  partly: 'Partly done',
  failed: 'Failed',
  undone: 'Undone',
};
