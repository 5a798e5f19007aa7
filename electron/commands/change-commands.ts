import type { Berth } from '../berth';
import { settingsOf } from '../changes/read/settings-of';
import type { HandlersOf } from './handlers-of';

export const changeCommands = ({ changes, runningChanges, activityLog, clients }: Berth): HandlersOf<'change'> & HandlersOf<'activity'> => ({
  'change.preview': async ({ changes: wanted }) => ({ previews: await changes.preview(wanted, new AbortController().signal) }),
  'change.apply': (input) => runningChanges.apply(input),
  'change.cancel': async ({ id }) => runningChanges.cancel(id),
  'change.template': ({ repository }) => settingsOf(clients, repository),
  'activity.query': (query) => activityLog.query(query),
  'activity.undo': (input) => runningChanges.undo(input),
});
