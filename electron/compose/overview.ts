/** All registries at a glance. */
import { join } from 'node:path';
import type { Inventory } from '../inventory/inventory';
import type { InventoryStore } from '../inventory/store/inventory-store';
import { Overviews, type OverviewStore } from '../overview/overviews';
import { isSettled } from '../overview/settled';
import { OverviewSnapshots } from '../overview/snapshots';
import type { BerthSurroundings } from './surroundings';

export function composeOverview({ folders, log }: BerthSurroundings, { inventory, inventoryStore }: { inventory: Inventory; inventoryStore: InventoryStore }): { overviews: Overviews } {
  const overviews = new Overviews({
    store: inventoryStore satisfies OverviewStore,
    failedSources: ({ profile, region }) =>
      inventory.state().sources.filter((source) => source.status === 'failed' && (profile === undefined || source.profile === profile) && (region === undefined || source.region === region)).length,
    snapshots: new OverviewSnapshots(join(folders.data, 'overview-days.json')),
    now: Date.now,
    log,
  });
  // A day that nobody opens the overview on is a day of the picture too.
  inventory.onChange(() => {
    if (isSettled(inventory.state().sources, new Date().toISOString().slice(0, 10))) void overviews.noteDay().catch(log);
  });
  return { overviews };
}
