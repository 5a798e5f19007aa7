import { describe, expect, test } from 'vitest';
import { Overviews } from '../../electron/overview/overviews';
import { InventoryStore } from '../../electron/inventory/store/inventory-store';
import type { OverviewSnapshot } from '../../shared/model/overview/overview';
import type { Image } from '../../shared/model/image';
import type { Repository } from '../../shared/model/repository';

const NOW = Date.UTC(2026, 10, 21);
const GB = 1024 ** 3;
const daysAgo = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();

const repository = (name: string, { profile = 'dev', accountId = '111111111111', region = 'eu-central-1' } = {}): Repository => {
  const host = `${accountId}.dkr.ecr.${region}.amazonaws.com`;
  return { profile, accountId, region, host, name, uri: `${host}/${name}`, arn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`, mutability: 'MUTABLE', mutabilityExclusions: [], scanOnPush: false, encryption: 'AES256' };
};
let number = 0;
const image = (over: Partial<Image>): Image => ({ digest: `sha256:${String(++number).padStart(64, '0')}`, tags: [`t${number}`], sizeBytes: GB, pushedAt: daysAgo(10), ...over });

async function filled(): Promise<{ overviews: Overviews; noted: OverviewSnapshot[]; store: InventoryStore }> {
  const store = new InventoryStore({ file: ':memory:', now: () => NOW, log: () => undefined });
  await store.keepSources([
    { profile: 'dev', region: 'eu-central-1', registry: 'private', definition: '' },
    { profile: 'prod', region: 'us-east-1', registry: 'private', definition: '' },
  ]);
  const api = repository('shop/api');
  const web = repository('shop/web');
  const ledger = repository('ledger', { profile: 'prod', accountId: '222222222222', region: 'us-east-1' });
  await store.putRepositories({ source: { profile: 'dev', region: 'eu-central-1', registry: 'private' }, repositories: [api, web] });
  await store.putRepositories({ source: { profile: 'prod', region: 'us-east-1', registry: 'private' }, repositories: [ledger] });
  await store.putImages({ uri: api.uri, images: [image({}), image({ tags: [], sizeBytes: 3 * GB, pushedAt: daysAgo(100), lastPulledAt: daysAgo(40) })], readAt: NOW - 1000 });
  await store.putImages({ uri: ledger.uri, images: [image({ sizeBytes: 6 * GB, pushedAt: daysAgo(800), storage: 'archived', findings: { CRITICAL: 2, LOW: 1 } })], readAt: NOW - 5000 });
  const noted: OverviewSnapshot[] = [];
  const snapshots = { all: () => Promise.resolve(noted), note: async (one: OverviewSnapshot) => void noted.push(one) };
  return { overviews: new Overviews({ store, failedSources: () => 0, snapshots, now: () => NOW, log: () => undefined }), noted, store };
}

describe('the overview of what the index knows', () => {
  test('adds images, storage and cost up, by account, region, profile and namespace', async () => {
    const { overviews, store } = await filled();
    const all = await overviews.show({});
    expect(all.total).toMatchObject({ repositories: 3, images: 3, bytes: 10 * GB, untaggedImages: 1, untaggedBytes: 3 * GB, archivedBytes: 6 * GB });
    expect(all.total.monthlyCost).toBeCloseTo(1, 6);
    expect(all.accounts.map(({ key, bytes }) => [key, bytes / GB])).toEqual([['222222222222', 6], ['111111111111', 4]]);
    expect(all.regions.map(({ key }) => key)).toEqual(['us-east-1', 'eu-central-1']);
    expect(all.profiles.map(({ key, images }) => [key, images])).toEqual([['prod', 1], ['dev', 2]]);
    expect(all.namespaces.find(({ key }) => key === 'shop/')).toMatchObject({ bytes: 4 * GB, search: 'name:shop/*', repositories: 2 });
    expect(all.repositories.map(({ label }) => label)).toEqual(['ledger', 'shop/api']);
    await store.close();
  });

  test('says of how many repositories the images are known', async () => {
    const { overviews, noted, store } = await filled();
    expect((await overviews.show({})).coverage).toEqual({ repositories: 3, read: 2, oldestReadAt: new Date(NOW - 5000).toISOString(), failedSources: 0 });
    // What is partly known is no picture of the day.
    expect(noted).toEqual([]);
    await store.close();
  });

  test('sorts images by age and last pull, and counts findings', async () => {
    const { overviews, store } = await filled();
    const all = await overviews.show({});
    expect(all.ages.filter(({ images }) => images > 0).map(({ label }) => label)).toEqual(['1–4 weeks', '3–6 months', 'Over 2 years']);
    expect(all.pulls.filter(({ images }) => images > 0).map(({ label, images }) => [label, images])).toEqual([['30–90 days ago', 1], ['Never pulled', 2]]);
    expect(all.findings).toEqual({ scanned: 1, bySeverity: [{ severity: 'CRITICAL', findings: 2 }, { severity: 'LOW', findings: 1 }] });
    expect(all.growth.at(-1)).toMatchObject({ month: '2026-11', totalImages: 3, totalBytes: 10 * GB });
    await store.close();
  });

  test('sees what has changed since it was asked last', async () => {
    const { overviews, store } = await filled();
    await overviews.show({});
    await store.putImages({ uri: repository('shop/web').uri, images: [image({ tags: [], sizeBytes: 2 * GB, pushedAt: daysAgo(3), storage: 'archived' })], readAt: NOW });
    const { total, ages, growth } = await overviews.show({});
    expect(total).toMatchObject({ images: 4, untaggedBytes: 5 * GB, archivedBytes: 8 * GB });
    expect(ages[0]).toMatchObject({ label: 'Under a week', images: 1, bytes: 2 * GB });
    expect(growth.at(-1)).toMatchObject({ totalImages: 4, totalBytes: 12 * GB });
    await store.close();
  });

  test('of one profile and region counts theirs alone', async () => {
    const { overviews, store } = await filled();
    const { total, ages, growth } = await overviews.show({ profile: 'dev', region: 'eu-central-1' });
    expect(total).toMatchObject({ repositories: 2, images: 2, bytes: 4 * GB, archivedBytes: 0 });
    expect(ages.reduce((sum, { images }) => sum + images, 0)).toBe(2);
    expect(growth.at(-1)?.totalBytes).toBe(4 * GB);
    await store.close();
  });

  test('once all is read, notes the day', async () => {
    const { overviews, noted, store } = await filled();
    await store.putImages({ uri: repository('shop/web').uri, images: [], readAt: NOW });
    await overviews.show({});
    expect(noted).toMatchObject([{ day: '2026-11-21', images: 3, repositories: 3 }]);
    await store.close();
  });

  test('notes a day that nobody looks at it on, once, and only when all is known', async () => {
    const { overviews, noted, store } = await filled();
    await overviews.noteDay();
    expect(noted).toEqual([]);
    await store.putImages({ uri: repository('shop/web').uri, images: [], readAt: NOW });
    await overviews.noteDay();
    await overviews.noteDay();
    expect(noted).toMatchObject([{ day: '2026-11-21', images: 3, bytes: 10 * GB, repositories: 3 }]);
    await store.close();
  });
});
