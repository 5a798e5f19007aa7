import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { crawledSources } from '../../electron/inventory/sources-of';
import { InventoryStore } from '../../electron/inventory/store/inventory-store';
import type { Profile } from '../../shared/model/profile';
import { filesWith } from '../support/secret-search';
import { repository } from './repository';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'berth-sources-'))));
afterEach(() => rm(folder, { recursive: true }));

const profile = (over: Partial<Profile> = {}): Profile => ({ name: 'canary', source: 'berth', kind: 'static', regions: ['eu-central-1'], accessKeyId: 'AKIACANARY0000000000', ...over });

test('a source is another one when its profile has other keys, another role, or another endpoint, and the same one otherwise', () => {
  const definitionOf = (over?: Partial<Profile>): string | undefined => crawledSources([profile(over)])[0]?.definition;
  const all = [definitionOf(), definitionOf({ accessKeyId: 'AKIACANARY0000000001' }), definitionOf({ roleArn: 'arn:aws:iam::111111111111:role/r' }), definitionOf({ endpointUrl: 'https://other.example' })];
  expect(new Set(all).size).toBe(4);
  expect(definitionOf({ label: 'Canary' })).toBe(all[0]);
});

test('neither the access key id nor the endpoint of a profile is written to the index, and what it had goes with it', async () => {
  const store = new InventoryStore({ file: join(folder, 'inventory.db'), now: Date.now, log: (thrown) => { throw thrown; } });
  const sources = crawledSources([profile({ endpointUrl: 'https://user:password@proxy.example' }), profile({ name: 'other', accessKeyId: 'AKIAOTHER00000000000' })]);
  await store.keepSources(sources);
  const [own, other] = ['canary', 'other'].map((name) => sources.find((source) => source.profile === name));
  if (own === undefined || other === undefined) throw new Error('A profile has no source.');
  const [shared, alone] = [repository('shared'), repository('alone')];
  await store.putRepositories({ source: own, repositories: [shared, alone].map((each) => ({ ...each, profile: 'canary' })) });
  await store.putRepositories({ source: other, repositories: [{ ...shared, profile: 'other' }] });
  expect((await filesWith(folder, 'shared')).length).toBeGreaterThan(0);
  for (const text of ['AKIACANARY', 'AKIAOTHER', 'proxy.example']) expect(await filesWith(folder, text)).toEqual([]);

  await store.keepSources(sources.filter((source) => source.profile === 'other'));
  expect(await store.find(alone.uri)).toBeUndefined();
  expect(await store.find(shared.uri)).toMatchObject({ profile: 'other' });
  expect((await store.sources()).map((source) => source.profile)).toEqual(['other', 'other']);
  await store.close();
});
