import { afterEach, describe, expect, test } from 'vitest';
import { Estate } from '../../electron/sandbox/estate/estate';
import { estateRepositories } from '../../electron/sandbox/estate/estate-models';
import { SqlDatabase } from '../../electron/inventory/store/sql/database';
import { callsOf, crawlEstate, type CrawlEstate } from '../support/crawl-estate';

const SIZE = { accounts: 3, regions: ['eu-central-1', 'us-east-1'], repositories: 600, images: 6_000, now: Date.UTC(2026, 10, 20) };

describe('filling the inventory from a sandbox', () => {
  let estate: CrawlEstate;
  const begin = async (...args: Parameters<typeof crawlEstate>): Promise<CrawlEstate> => (estate = await crawlEstate(...args));
  afterEach(() => estate.close());

  test('reads every repository and every image once, and an unchanged refresh costs at most a twentieth of the calls', async () => {
    const { crawl, sources, store, logged } = await begin(SIZE);
    await crawl.adopt(sources);
    await crawl.settled();
    expect(await store.freshness()).toMatchObject({ repositories: 600, repositoriesRead: 600, images: 6_000 });
    expect(crawl.state().every(({ status, images }) => status === 'ready' && images === undefined)).toBe(true);
    expect(logged).toEqual([]);
    const cold = callsOf(estate);
    expect(cold).toBe(600 + sources.length);
    crawl.refresh();
    await crawl.settled();
    expect(callsOf(estate) - cold).toBeLessThanOrEqual(cold * 0.05);
    const before = callsOf(estate);
    crawl.refresh({ everything: true });
    await crawl.settled();
    expect(callsOf(estate) - before).toBe(cold);
  });

  test('has the same numbers and sizes as the registries', async () => {
    const { crawl, sources, store } = await begin({ ...SIZE, repositories: 60, images: 600 });
    await crawl.adopt(sources);
    await crawl.settled();
    const made = new Estate({ ...SIZE, repositories: 60, images: 600 });
    const { rows } = await store.query({ search: '', sort: 'name', descending: false, offset: 0, limit: 1000 });
    const found = new Map(rows.map((row) => [`${row.profile} ${row.name}`, row.statistics?.images]));
    for (const { at } of estateRepositories(made)) expect(found.get(`${at.registry.profile} ${at.name}`)).toBe(at.images);
  });

  test('goes on where a kill interrupted it', async () => {
    const { crawl, sources } = await begin(SIZE);
    estate.sandbox.conditions.settings = { latency: [5, 10] };
    await crawl.adopt(sources);
    while (((await estate.store.freshness()).repositoriesRead ?? 0) < 100) await new Promise((resolve) => setTimeout(resolve, 5));
    await estate.restart();
    const { repositoriesRead } = await estate.store.freshness();
    expect(repositoriesRead).toBeGreaterThanOrEqual(100);
    expect(repositoriesRead).toBeLessThan(600);
    const before = estate.sandbox.conditions.calls.get('ecr:DescribeImages') ?? 0;
    await estate.crawl.adopt(sources);
    await estate.crawl.settled();
    expect(await estate.store.freshness()).toMatchObject({ repositoriesRead: 600, images: 6_000 });
    expect((estate.sandbox.conditions.calls.get('ecr:DescribeImages') ?? 0) - before).toBe(600 - repositoriesRead);
  });

  test('has the indexes of images after a kill in a first filling, which goes without them', async () => {
    const { crawl, sources, sandbox, file } = await begin({ ...SIZE, accounts: 1, regions: ['eu-central-1'], repositories: 2_400, images: 2_400 });
    sandbox.conditions.settings = { latency: [5, 10] };
    const indexes = (): string[] => {
      const database = new SqlDatabase(file);
      const names = database.rows<[string]>("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'image_by_%' ORDER BY name").map(([name]) => name);
      database.close();
      return names;
    };
    await crawl.adopt(sources);
    while (((await estate.store.freshness()).repositoriesRead ?? 0) < 1_300) await new Promise((resolve) => setTimeout(resolve, 5));
    await estate.restart();
    expect(indexes()).toEqual([]);
    await estate.crawl.adopt(sources);
    await estate.crawl.settled();
    expect(indexes()).toEqual(['image_by_head']);
    expect(estate.logged).toEqual([]);
  });

  test('reads a registry once that several profiles see, each of which proves that it may', async () => {
    const { crawl, sources, store, sandbox } = await begin({ ...SIZE, accounts: 1, regions: ['eu-central-1'], repositories: 3_000, images: 0 });
    const [own] = sources;
    if (own === undefined) throw new Error('The estate is empty.');
    const [first] = sandbox.description.profiles.filter(({ name }) => name === own.profile);
    sandbox.description.profiles.push({ ...(first as NonNullable<typeof first>), name: 'second' });
    await crawl.adopt([own, { ...own, profile: 'second' }]);
    await crawl.settled();
    expect(sandbox.conditions.calls.get('ecr:DescribeRepositories')).toBe(4);
    expect(await store.query({ search: '', profile: 'second', sort: 'name', descending: false, offset: 0, limit: 1 })).toMatchObject({ total: 3_000 });
    expect(crawl.state().map(({ repositories }) => repositories)).toEqual([3_000, 3_000]);
  });

  test('looks at public registries too', async () => {
    const { crawl, sources } = await begin({ ...SIZE, accounts: 1, repositories: 10, images: 10 });
    const [own] = sources;
    if (own === undefined) throw new Error('The estate is empty.');
    await crawl.adopt([own, { ...own, region: 'us-east-1', registry: 'public' }]);
    await crawl.settled();
    expect(crawl.state()).toMatchObject([{ status: 'ready' }, { status: 'ready', registry: 'public', repositories: 0 }]);
  });
});
