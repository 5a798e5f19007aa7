import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InventoryStore } from '../../../electron/inventory/store/inventory-store';
import { repository } from '../repository';

test('a store that was closed writes nothing more, neither what waited nor what is asked later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-closed-'));
  const open = (): InventoryStore => new InventoryStore({ file: join(folder, 'inventory.db'), now: Date.now, log: (thrown) => { throw thrown; } });
  const store = open();
  const source = { profile: 'dev', region: 'eu-central-1', registry: 'private' } as const;
  await store.putRepositories({ source, repositories: [repository('before')] });
  const waiting = store.putRepositories({ source, repositories: [repository('waiting')] });
  const closing = store.close();
  const later = store.putRepositories({ source, repositories: [repository('later')] });
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  await expect(later).rejects.toMatchObject({ code: 'cancelled' });
  await closing;
  const again = open();
  expect(await again.total()).toBe(1);
  await again.close();
  await rm(folder, { recursive: true });
});
