import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InventoryStore } from '../../../electron/inventory/store/inventory-store';
import { ImageSearch, type Image } from '../../../shared/model/image';
import { RepositoryQuery, type Repository } from '../../../shared/model/repository';
import { repository } from '../repository';
import { digest, fill, memoryStore, NOW } from './memory-store';
import { imageMatches, repositoryMatches } from './reference';

const NAMES = ['api', 'team/api', 'team/web', 'main', 'shop/a-b', 'zoo'];
const tag = fc.constantFrom('v1', 'v1.2', 'Latest', 'main', 'a\\b', 'x"y');
const image = fc.record(
  {
    digest: fc.constantFrom('1', 'abcdef', 'ff').map(digest),
    tags: fc.uniqueArray(tag, { maxLength: 3 }),
    sizeBytes: fc.constantFrom(0, 5, 2_000_000_000),
    pushedAt: fc.constantFrom(1, 50, 300).map((days) => new Date(NOW - days * 86_400_000).toISOString()),
    platforms: fc.constantFrom<string[]>(['linux/amd64'], ['linux/arm64']),
    findings: fc.constantFrom<Record<string, number>>({ CRITICAL: 1 }, { CRITICAL: 12, HIGH: 2 }, { HIGH: 0 }),
    labels: fc.constantFrom<Record<string, string>>({ port: 'a:12' }, { port: 'a:1' }),
  },
  // What is not told of a digest that is there still would stay as it was.
  { requiredKeys: ['digest', 'tags', 'sizeBytes', 'platforms', 'findings', 'labels'] },
) as fc.Arbitrary<Image>;
const step = fc.oneof(
  fc.record({ name: fc.constantFrom(...NAMES), images: fc.uniqueArray(image, { maxLength: 3, selector: (one) => one.digest }) }),
  fc.record({ name: fc.constantFrom(...NAMES), gone: fc.constant(true as const) }),
  fc.record({ name: fc.constantFrom(...NAMES), team: fc.constantFrom('web', 'main') }),
);
const SEARCHES = [
  '', 'api', 'main', 'v1', 'team=web', 'tag:v1', 'tag:v1*', 'tag:*\\b', 'tag:x"y', '-tag:v1', 'untagged', 'pushed:<30d', 'pushed:<60d size:>1gb', 'tag:latest platform:arm64', 'finding:critical tag:v1', '-finding:high -untagged',
  'label:a:12', 'abcdef', 'digest:ab tag:v*', 'resource:team=main', 'name:team/* tagged',
];

test('what is written after a search is found by the next, and what has gone is not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const store = memoryStore();
      const known = new Map<string, { repository: Repository; images: readonly Image[] }>();
      for (const { name, ...change } of steps) {
        const before = known.get(name);
        if ('gone' in change) {
          known.delete(name);
          await store.dropRepositories([repository(name).uri]);
        } else if ('team' in change) {
          const resourceTags = { team: change.team };
          if (before !== undefined) known.set(name, { ...before, repository: { ...before.repository, resourceTags } });
          await store.putResourceTags({ [repository(name).uri]: resourceTags });
        } else {
          known.set(name, { repository: before?.repository ?? repository(name), images: change.images });
          await fill(store, [{ repository: repository(name), images: change.images }]);
        }
        for (const search of SEARCHES) {
          const wanted = [...known.values()].filter((one) => repositoryMatches(search, NOW, one)).map(({ repository: { uri } }) => uri).sort();
          const { rows } = await store.query(RepositoryQuery.parse({ search }));
          // Words that nothing has may have been respelled.
          if (wanted.length > 0) expect([search, rows.map(({ uri }) => uri)]).toEqual([search, wanted]);
          const pieces = await store.ask('repositoriesAfter', { search, after: 0, limit: 100 });
          expect([search, pieces.rows.map(({ uri }) => uri).sort()]).toEqual([search, wanted]);
          const images = [...known.values()].flatMap((one) => one.images.filter((each) => imageMatches(search, NOW, { ...one, image: each })).map((each) => `${one.repository.name} ${each.digest}`));
          const found = await store.searchImages(ImageSearch.parse({ search }));
          expect([search, found.rows.map((each) => `${each.repository.name} ${each.digest}`).sort()]).toEqual([search, images.sort()]);
        }
      }
      await store.close();
    }),
    { numRuns: 15 },
  );
}, 120_000);

test('one store finds what another one has written to the same file', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'berth-store-')), 'inventory.db');
  const complaints: unknown[] = [];
  const open = (): InventoryStore => new InventoryStore({ file, now: () => NOW, log: (thrown) => complaints.push(thrown) });
  const [writer, reader] = [open(), open()];
  const found = async (): Promise<number> => (await reader.searchImages(ImageSearch.parse({ search: 'tag:v1' }))).total;
  expect(await found()).toBe(0);
  await fill(writer, [{ repository: repository('api'), images: [{ digest: digest('1'), tags: ['v1'], sizeBytes: 1 }] }]);
  expect(await found()).toBe(1);
  await writer.dropRepositories([repository('api').uri]);
  expect(await found()).toBe(0);
  expect(complaints).toEqual([]);
  await Promise.all([writer.close(), reader.close()]);
});
