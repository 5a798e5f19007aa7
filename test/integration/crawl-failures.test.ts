import { afterEach, describe, expect, test } from 'vitest';
import { crawlEstate, type CrawlEstate } from '../support/crawl-estate';

const SIZE = { accounts: 2, regions: ['eu-central-1', 'us-east-1'], repositories: 200, images: 2_000, now: Date.UTC(2026, 10, 20) };

describe('filling the inventory when AWS does not answer as one would like', () => {
  let estate: CrawlEstate;
  const begin = async (...args: Parameters<typeof crawlEstate>): Promise<CrawlEstate> => (estate = await crawlEstate(...args));
  afterEach(() => estate.close());

  test('reads everything through throttling, and slows down', async () => {
    const { crawl, sources, store, sandbox } = await begin({ ...SIZE, repositories: 400, even: true });
    sandbox.conditions.settings = { throttle: { perSecond: 60, burst: 20 } };
    await crawl.adopt(sources);
    await crawl.settled();
    expect(await store.freshness()).toMatchObject({ repositoriesRead: 400, images: 2_000 });
    expect(sandbox.conditions.throttled).toBeGreaterThan(0);
    // Without slowing down, every call beyond the bucket would be refused over and over.
    expect(sandbox.conditions.throttled).toBeLessThan(300);
  });

  test('shows the repositories where images are denied, says so on the source, and stops asking', async () => {
    const { crawl, sources, store, sandbox } = await begin(SIZE);
    sandbox.conditions.settings = { denied: [{ action: 'ecr:DescribeImages', region: 'us-east-1' }] };
    await crawl.adopt(sources);
    await crawl.settled();
    const denied = crawl.state().filter(({ region }) => region === 'us-east-1');
    expect(denied).toHaveLength(2);
    for (const source of denied) {
      expect(source.status).toBe('ready');
      expect(source.repositories).toBeGreaterThan(3);
      expect(source.unseen).toMatchObject([{ part: 'images', error: { code: 'access-denied' } }]);
      expect(source.unseen?.[0]?.error.message).toContain('ecr:DescribeImages');
    }
    const listed = crawl.state().reduce((sum, { repositories }) => sum + repositories, 0);
    expect(await store.freshness()).toMatchObject({ repositories: listed });
    const readable = crawl.state().filter(({ region }) => region === 'eu-central-1').reduce((sum, { repositories }) => sum + repositories, 0);
    // Some were under way when the first refusals came; nobody asks for all of them.
    expect((sandbox.conditions.calls.get('ecr:DescribeImages') ?? 0) - readable).toBeLessThan(60);
  });

  test('keeps what is known of a source that may no longer be listed, and says which call was refused', async () => {
    const { crawl, sources, store, sandbox } = await begin(SIZE);
    await crawl.adopt(sources);
    await crawl.settled();
    sandbox.conditions.settings = { denied: [{ action: 'ecr:DescribeRepositories' }] };
    crawl.refresh();
    await crawl.settled();
    for (const source of crawl.state()) expect(source).toMatchObject({ status: 'failed', error: { code: 'access-denied' } });
    expect(await store.freshness()).toMatchObject({ repositories: 200, images: 2_000 });
  });

  test('begins a list anew whose token is no longer taken, and has everything once', async () => {
    const { crawl, sources, store, sandbox } = await begin({ ...SIZE, accounts: 1, regions: ['eu-central-1'], repositories: 30, images: 300 });
    sandbox.conditions.settings = { pageSize: 4, expireTokens: true };
    await crawl.adopt(sources);
    while (crawl.callsMade < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    sandbox.conditions.settings = { pageSize: 4 };
    await crawl.settled();
    expect(crawl.state()).toMatchObject([{ status: 'ready', repositories: 30 }]);
    expect(await store.freshness()).toMatchObject({ repositories: 30, repositoriesRead: 30, images: 300 });
  });

  test('forgets a profile that is removed while it is listed, without a failure', async () => {
    const { crawl, sources, store, sandbox, logged } = await begin({ ...SIZE, repositories: 4_000 });
    sandbox.conditions.settings = { latency: [20, 30], pageSize: 100 };
    await crawl.adopt(sources);
    while (((await store.freshness()).repositories ?? 0) < 500) await new Promise((resolve) => setTimeout(resolve, 5));
    const kept = sources.slice(0, 1);
    sandbox.conditions.settings = {};
    await crawl.adopt(kept);
    await crawl.settled();
    expect(crawl.state()).toHaveLength(1);
    expect(crawl.state()).toMatchObject([{ status: 'ready', profile: kept[0]?.profile }]);
    const { repositories } = await store.freshness();
    expect(repositories).toBe(crawl.state()[0]?.repositories);
    expect(logged).toEqual([]);
  });

  test('is not disturbed by a clock that is hours off', async () => {
    const { crawl, sources, store } = await begin(SIZE, { now: () => Date.now() + 5 * 60 * 60_000 });
    await crawl.adopt(sources);
    await crawl.settled();
    expect(crawl.state().map(({ status }) => status)).toEqual(sources.map(() => 'ready'));
    expect(await store.freshness()).toMatchObject({ repositoriesRead: 200, images: 2_000 });
  });

  test('stops when it is told to, keeps what it has, and reads the rest later', async () => {
    const { crawl, sources, store, sandbox } = await begin(SIZE);
    sandbox.conditions.settings = { latency: [10, 20] };
    await crawl.adopt(sources);
    while (((await store.freshness()).repositoriesRead ?? 0) < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    crawl.stop();
    await crawl.settled();
    const { repositoriesRead } = await store.freshness();
    expect(repositoriesRead).toBeLessThan(200);
    crawl.refresh();
    await crawl.settled();
    expect(await store.freshness()).toMatchObject({ repositoriesRead: 200, images: 2_000 });
  });
});
