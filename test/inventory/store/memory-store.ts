import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import { InventoryStore } from '../../../electron/inventory/store/inventory-store';
import type { SourceKey } from '../../../electron/inventory/store/write/put-repositories';

export const NOW = Date.parse('2026-11-21T12:00:00Z');

/** An index in memory in which nothing may go wrong unseen. */
export const memoryStore = (): InventoryStore =>
  new InventoryStore({
    file: ':memory:',
    now: () => NOW,
    log: (thrown) => {
      throw thrown;
    },
  });

export const sourceOf = ({ profile, region, registry = 'private' }: Repository): SourceKey => ({ profile, region, registry });

/** Puts each repository where it says that it is seen, with its images. */
export async function fill(store: InventoryStore, all: readonly { repository: Repository; images?: readonly Image[] }[]): Promise<InventoryStore> {
  for (const { repository, images } of all) {
    await store.putRepositories({ source: sourceOf(repository), repositories: [repository] });
    if (images !== undefined) await store.putImages({ uri: repository.uri, images, readAt: NOW });
  }
  return store;
}

/** `sha256:` and a digest that begins with these digits. */
export const digest = (digits: string): string => `sha256:${digits.padEnd(64, '0')}`;
