import type { Activity } from '../../../shared/model/changes/activity';
import type { WindowState } from '../../state/window.svelte';

/** Tells that changes were made, with the way back where there is one. */
export function tellChanged(berth: WindowState, text: string, activities: readonly Activity[]): void {
  const undoable = activities.filter(({ undo }) => undo.possible).reverse();
  if (undoable.length === 0) return berth.toasts.good(text);
  berth.toasts.good(text, { label: 'Undo', run: () => void undoAll(berth, undoable) });
}

/** Undoes these, one after another, and tells how it went. */
export async function undoAll(
  berth: WindowState,
  activities: readonly Pick<Activity, 'id' | 'title'>[],
): Promise<void> {
  for (const { id, title } of activities) {
    const undone = await berth.run('activity.undo', { id });
    if (undone === undefined) return;
    const { result, error, items } = undone.value;
    if (result === 'done') continue;
    const problem = error ?? items.find((item) => item.error !== undefined)?.error;
    return berth.toasts.bad(
      `${title}: ${result === 'partly' ? 'not all of it is undone.' : 'not undone.'} ${problem?.message ?? ''}`,
      problem?.hint,
    );
  }
  berth.toasts.good(activities.length === 1 ? `Undone: ${activities[0]?.title ?? ''}` : 'Undone');
}
