import { expect, test } from 'vitest';
import { RepositoryQuery } from '../../../shared/model/repository';
import type { InventoryStore } from '../../../electron/inventory/store/inventory-store';
import { repository } from '../repository';
import { digest, fill, memoryStore, NOW, sourceOf } from './memory-store';

const names = async (store: InventoryStore, query: Partial<RepositoryQuery>): Promise<string[]> => (await store.query(RepositoryQuery.parse(query))).rows.map(({ name }) => name);
const withNames = (...all: string[]): Promise<InventoryStore> => fill(memoryStore(), all.map((name) => ({ repository: repository(name) })));
const ops = { profile: 'ops', accountId: '222222222222', region: 'us-east-1' };

test('finds every word in name, account, region or profile, in any case and order', async () => {
  const store = await fill(memoryStore(), [{ repository: repository('team/api') }, { repository: repository('team/web') }, { repository: repository('team/api', ops) }]);
  expect(await names(store, { search: 'API ops' })).toEqual(['team/api']);
  expect(await names(store, { search: 'us-east-1 2222' })).toEqual(['team/api']);
  expect(await names(store, { search: 'web ops' })).toEqual([]);
  expect(await names(store, { search: '222222222222.dkr.ecr.us-east-1.amazonaws.com/team/api' })).toEqual(['team/api']);
});

test('shows a repository that two profiles see once, and each profile finds it under its own name', async () => {
  const store = memoryStore();
  const [a, b] = [repository('web', { profile: 'a' }), repository('web', { profile: 'b' })];
  await store.keepSources([a, b].map((each) => ({ ...sourceOf(each), definition: '' })));
  await fill(store, [{ repository: b }, { repository: a }]);
  expect(await store.query(RepositoryQuery.parse({}))).toEqual({ rows: [a], total: 1 });
  expect((await store.query(RepositoryQuery.parse({ profile: 'b' }))).rows).toEqual([b]);
  expect(await names(store, { search: 'profile:b web' })).toEqual(['web']);
  await store.keepSources([{ ...sourceOf(b), definition: '' }]);
  expect((await store.query(RepositoryQuery.parse({}))).rows).toEqual([b]);
});

test('forgets what was seen under a name that now stands for another account', async () => {
  const store = await withNames('web');
  await store.keepSources([{ profile: 'dev', region: 'eu-central-1', registry: 'private', definition: 'one' }]);
  expect(await names(store, {})).toEqual(['web']);
  await store.keepSources([{ profile: 'dev', region: 'eu-central-1', registry: 'private', definition: 'other' }]);
  expect(await names(store, {})).toEqual([]);
});

test('the best match comes first: the whole name, its last part, its beginning, a part, a word in it, anywhere', async () => {
  const store = await withNames('xapix', 'my-api', 'api', 'team/api', 'apiary', 'web/api-two');
  expect(await names(store, { search: 'api', sort: 'relevance' })).toEqual(['api', 'team/api', 'apiary', 'web/api-two', 'my-api', 'xapix']);
});

test('a word that nothing has is taken for the one that is most like it', async () => {
  const store = await withNames('payments/gateway', 'shop/web', 'inventory/web');
  for (const search of ['pyaments', 'payment5', 'pamyents', 'gatway', 'paym gtwy']) expect(await names(store, { search }), search).toEqual(['payments/gateway']);
  expect(await names(store, { search: 'zzzzzzz' })).toEqual([]);
});

test('wildcards and quotes of SQL are letters like any other', async () => {
  const store = await withNames('a_b', 'axb', 'per%cent', "o'brien");
  expect(await names(store, { search: 'a_b' })).toEqual(['a_b']);
  expect(await names(store, { search: 'r%c' })).toEqual(['per%cent']);
  expect(await names(store, { search: "o'b" })).toEqual(["o'brien"]);
  expect(await names(store, { search: "'; DROP TABLE repository; --" })).toEqual([]);
  expect(await names(store, { search: 'name:a?b' })).toEqual([]);
  expect(await names(store, { search: 'name:[a]*' })).toEqual([]);
  expect(await names(store, {})).toHaveLength(4);
});

test('keeps names of 256 characters and 1,000 tags on one image', async () => {
  const name = `${'deep/'.repeat(50)}${'n'.repeat(6)}`;
  const tags = Array.from({ length: 1000 }, (_none, n) => `build-${n}`);
  const store = await fill(memoryStore(), [{ repository: repository(name), images: [{ digest: digest('1'), tags, sizeBytes: 1 }] }]);
  expect(name).toHaveLength(256);
  expect(await names(store, { search: 'tag:build-999' })).toEqual([name]);
  expect(await names(store, { search: 'tag:build-1000' })).toEqual([]);
  expect((await store.images({ uri: repository(name).uri, search: '', sort: 'tag', descending: false, offset: 0, limit: 10 })).rows[0]?.tags).toEqual(tags);
  expect(await store.folders({ search: '', folder: 'deep/' })).toEqual([{ path: 'deep/deep/', repositories: 1 }]);
});

test('folders have what is below them at any depth, and a folder its own alone', async () => {
  const store = await withNames('lone', 'team/api', 'team/web/site', 'team/web/blog', 'teams/api');
  expect(await store.folders({ search: '' })).toEqual([{ path: 'team/', repositories: 3 }, { path: 'teams/', repositories: 1 }]);
  expect(await store.folders({ search: '', folder: 'team/' })).toEqual([{ path: 'team/web/', repositories: 2 }]);
  expect(await store.folders({ search: 'blog' })).toEqual([{ path: 'team/', repositories: 1 }]);
  expect(await names(store, { folder: 'team/' })).toEqual(['team/api', 'team/web/blog', 'team/web/site']);
});

test('sorts by what the images come to, and what is not known goes last either way', async () => {
  const image = (sizeBytes: number, pushedAt: string) => ({ digest: digest('1'), tags: [], sizeBytes, pushedAt });
  const store = await fill(memoryStore(), [
    { repository: repository('unread') },
    { repository: repository('small'), images: [image(1, '2026-02-01T00:00:00.000Z')] },
    { repository: repository('large'), images: [image(9, '2026-01-01T00:00:00.000Z')] },
  ]);
  expect(await names(store, { sort: 'size' })).toEqual(['small', 'large', 'unread']);
  expect(await names(store, { sort: 'size', descending: true })).toEqual(['large', 'small', 'unread']);
  expect(await names(store, { sort: 'pushed', descending: true })).toEqual(['small', 'large', 'unread']);
  expect(await names(store, { uris: [repository('large').uri] })).toEqual(['large']);
});

test('pages through the whole list without gap or repetition', async () => {
  const store = await withNames(...Array.from({ length: 25 }, (_none, number) => `r${number}`));
  const pages = [...(await names(store, { limit: 10 })), ...(await names(store, { offset: 10, limit: 10 })), ...(await names(store, { offset: 20, limit: 10 }))];
  expect(new Set(pages).size).toBe(25);
  expect(pages).toEqual([...pages].sort());
});

test('writes nothing when nothing has changed, and keeps what only manifests tell', async () => {
  const web = repository('web', { resourceTags: { team: 'shop' } });
  const image = { digest: digest('1'), tags: ['v1'], sizeBytes: 5, pushedAt: '2026-01-01T00:00:00.000Z' };
  const store = await fill(memoryStore(), [{ repository: web, images: [image] }]);
  const { resourceTags: _none, ...listed } = web;
  expect(await store.putRepositories({ source: sourceOf(web), repositories: [listed] })).toBe(false);
  expect(await store.putImages({ uri: web.uri, images: [image], readAt: NOW + 1 })).toBe(false);
  await store.noteImages(web.uri, [[image.digest, { platforms: ['linux/arm64'] }]]);
  expect(await store.putImages({ uri: web.uri, images: [{ ...image, tags: ['v2'] }], readAt: NOW + 2 })).toBe(true);
  const page = await store.images({ uri: web.uri, search: '', sort: 'pushed', descending: true, offset: 0, limit: 10 });
  expect(page).toEqual({ rows: [{ ...image, tags: ['v2'], platforms: ['linux/arm64'] }], total: 1, readAt: NOW + 2 });
  expect(await names(store, { search: 'resource:team=shop' })).toEqual(['web']);
  expect(await names(store, { search: 'tag:v1' })).toEqual([]);
});

test('a repository that is gone takes its images along', async () => {
  const store = await fill(memoryStore(), [{ repository: repository('gone'), images: [{ digest: digest('1'), tags: ['v1'], sizeBytes: 5 }] }, { repository: repository('stays') }]);
  await store.replaceSource({ source: sourceOf(repository('stays')), uris: [repository('stays').uri], readAt: NOW });
  expect(await names(store, {})).toEqual(['stays']);
  expect(await store.freshness()).toMatchObject({ repositories: 1, images: 0 });
  await store.putImages({ uri: repository('gone').uri, images: [{ digest: digest('1'), tags: [], sizeBytes: 5 }], readAt: NOW });
  expect(await store.freshness()).toMatchObject({ repositories: 1, images: 0 });
});

test('behind a multi-platform image come its platforms, then what runs on none: attestations', async () => {
  const part = (digits: string, platforms: string[], pushedAt: string) => ({ digest: digest(digits), tags: [], sizeBytes: 1, childOf: digest('aa'), platforms, pushedAt });
  const store = await fill(memoryStore(), [
    {
      repository: repository('web'),
      images: [
        { digest: digest('aa'), tags: ['v1'], sizeBytes: 1, pushedAt: '2026-11-20T00:00:00Z' },
        part('bb', ['linux/amd64'], '2026-11-19T04:00:00Z'),
        part('cc', [], '2026-11-19T03:00:00Z'),
        part('dd', ['linux/arm64'], '2026-11-19T02:00:00Z'),
        { digest: digest('ee'), tags: ['chart'], sizeBytes: 1, platforms: [], pushedAt: '2026-11-18T00:00:00Z' },
        { digest: digest('ff'), tags: ['v0'], sizeBytes: 1, pushedAt: '2026-11-17T00:00:00Z' },
      ],
    },
  ]);
  const { rows } = await store.images({ uri: repository('web').uri, search: '', sort: 'pushed', descending: true, offset: 0, limit: 10, unfolded: [digest('aa')] });
  expect(rows.map((image) => image.digest.slice(7, 9))).toEqual(['aa', 'bb', 'dd', 'cc', 'ee', 'ff']);
});

test('names by the thousand are in the same order as each by itself would be', async () => {
  const all = Array.from({ length: 3000 }, (_, index) => `${index % 12 === 5 ? 'a.pi' : ['team', 'web', 'x/y'][index % 3]}/${['api', 'x-api', 'api.two', 'my_api', 'apiary', 'nothing'][Math.floor(index / 12) % 6]}${index % 7 === 0 ? '' : `-${index}`}`);
  const store = await withNames(...new Set(all));
  for (const search of ['api', 'a', 'web api', 'x-api', 'api.two']) {
    const many = await names(store, { search, sort: 'relevance', limit: 1000 });
    // The same of those of one folder alone, which are looked at by themselves.
    const few = await names(store, { search, sort: 'relevance', limit: 1000, folder: 'a.pi' });
    const total = (await store.query(RepositoryQuery.parse({ search }))).total;
    expect(few.length, search).toBeLessThan(total);
    if (total <= 1000) expect(many.filter((name) => name.startsWith('a.pi/')), search).toEqual(few);
    else expect(many.filter((name) => name.startsWith('a.pi/')), search).toEqual(few.slice(0, many.filter((name) => name.startsWith('a.pi/')).length));
  }
});
