import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InventoryStore } from '../../../electron/inventory/store/inventory-store';
import { SCHEMA_VERSION } from '../../../electron/inventory/store/sql/schema';
import type { SourceKey } from '../../../electron/inventory/store/write/put-repositories';
import { Estate } from '../../../electron/sandbox/estate/estate';
import { fillEstate } from './fill-estate';

/**
 * Puts the index of a large company's registries at `file`; answers its sources. Filling it takes minutes: it is kept in
 * `node_modules/.cache/berth-bench`, by its size and the version of the schema. Remove it there after a change to what is written.
 */
export async function keptEstate(file: string, size: { repositories: number; images: number }): Promise<SourceKey[]> {
  const folder = join(__dirname, '../../../node_modules/.cache/berth-bench');
  const kept = join(folder, `estate-${SCHEMA_VERSION}-${size.repositories}-${size.images}.db`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(kept)) {
    const unfinished = `${kept}.filling`;
    rmSync(unfinished, { force: true });
    const store = new InventoryStore({ file: unfinished, now: Date.now, log: console.error });
    const start = performance.now();
    await store.fill('begin');
    await fillEstate(store, size);
    await store.fill('end');
    await store.close();
    renameSync(unfinished, kept);
    console.log(`${size.repositories} repositories and ${size.images} images written in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  copyFileSync(kept, file);
  return new Estate(size).registries.map(({ profile, region }) => ({ profile, region, registry: 'private' as const }));
}
