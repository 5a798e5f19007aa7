import { expect, test } from 'vitest';
import { StoreDesk } from '../../../electron/inventory/store/store-desk';
import { ImageSearch } from '../../../shared/model/image';
import { RepositoryQuery } from '../../../shared/model/repository';
import { repository } from '../repository';
import { digest, NOW } from './memory-store';

/** More than two pieces. */
const REPOSITORIES = 11_000;
const source = { profile: 'dev', region: 'eu-central-1', registry: 'private' as const };
const named = (index: number) => repository(`team-${index % 7}/service-${index}`);
const image = (tag: string, sizeBytes: number) => ({ digest: digest('ab'), tags: [tag], sizeBytes, pushedAt: '2026-11-20T00:00:00Z', platforms: ['linux/amd64'] });

function filled(): StoreDesk {
  const complain = (thrown: unknown): void => {
    throw thrown;
  };
  const desk = new StoreDesk({ file: ':memory:', now: () => NOW, complain, rebuilt: () => complain(new Error('It was made anew.')) });
  const all = Array.from({ length: REPOSITORIES }, (_none, index) => named(index));
  for (let from = 0; from < all.length; from += 1000) desk.answer('putRepositories', { source, repositories: all.slice(from, from + 1000) });
  return desk;
}
const found = (desk: StoreDesk, search: string) => desk.answer('query', RepositoryQuery.parse({ search, limit: 20 })).rows.map(({ name }) => name);

test('what is written while everything is being read ahead is found, wherever the reading had got to', () => {
  const desk = filled();
  let written = 0;
  // At every piece something else changes: at the beginning, in the middle, at the end, and what is new.
  for (let turn = 0; desk.prepare(true); turn += 1) {
    const at = [0, 5_500, REPOSITORIES - 1, 17][turn % 4] as number;
    if (turn >= 24) continue;
    written = turn;
    desk.answer('putImages', { uri: named(at).uri, images: [image(`turn-${turn}`, 1000 + turn)], readAt: NOW + turn });
    desk.answer('putRepositories', { source, repositories: [repository(`fresh/number-${turn}`)] });
    if (turn > 0) desk.answer('dropRepositories', { uris: [repository(`fresh/number-${turn - 1}`).uri] });
  }
  expect(written).toBeGreaterThan(8);
  expect(found(desk, 'fresh/number')).toEqual([`fresh/number-${written}`]);
  for (let turn = written; turn > written - 4; turn -= 1) {
    const name = named([0, 5_500, REPOSITORIES - 1, 17][turn % 4] as number).name;
    expect(found(desk, `tag:turn-${turn}`), `turn ${turn}`).toEqual([name]);
    expect(desk.answer('searchImages', ImageSearch.parse({ search: `turn-${turn}` })).rows.map((one) => one.repository.name)).toEqual([name]);
  }
  expect(found(desk, `tag:turn-${written - 4}`)).toEqual([]);
  expect(found(desk, 'size:>1kb')).toHaveLength(4);
  expect(desk.answer('query', RepositoryQuery.parse({})).total).toBe(REPOSITORIES + 1);
  desk.close();
});
