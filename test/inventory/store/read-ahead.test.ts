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
const padded = (turn: number): string => String(turn).padStart(3, '0');
const image = (tag: string, sizeBytes: number) => ({ digest: digest('ab'), tags: [tag], sizeBytes, pushedAt: '2026-11-20T00:00:00Z', platforms: ['linux/amd64'] });

function filled(): StoreDesk {
  const complain = (thrown: unknown): void => {
    throw thrown;
  };
  const desk = new StoreDesk({ file: ':memory:', now: () => NOW, complain, rebuilt: () => complain(new Error('It was made anew.')) });
  const all = Array.from({ length: REPOSITORIES }, (_none, index) => named(index));
  for (let from = 0; from < all.length; from += 1000) {
    const repositories = all.slice(from, from + 1000);
    desk.answer('putRepositories', { source, repositories });
    desk.answer('putImageLists', { lists: repositories.map(({ uri }) => ({ uri, images: JSON.stringify([image('first', 500)]), readAt: NOW })) });
  }
  return desk;
}
const found = (desk: StoreDesk, search: string) => desk.answer('query', RepositoryQuery.parse({ search, limit: 20 })).rows.map(({ name }) => name);

test('what is written while everything is being read ahead is found, wherever the reading had got to', () => {
  const desk = filled();
  const written: string[] = [];
  // After every piece another repository changes that was read with the first of them, and one comes and goes.
  for (let turn = 0; desk.prepare(true); turn += 1) {
    const { name, uri } = named(turn * 3);
    written.push(name);
    desk.answer('putImages', { uri, images: [image(`turn-${padded(turn)}`, 2000 + turn)], readAt: NOW + turn });
    desk.answer('putResourceTags', { tags: { [uri]: { turn: `was-${padded(turn)}` } } });
    desk.answer('putRepositories', { source, repositories: [repository(`fresh/number-${turn}`)] });
    if (turn > 0) desk.answer('dropRepositories', { uris: [repository(`fresh/number-${turn - 1}`).uri] });
    if (turn > 100) break;
  }
  expect(written.length).toBeGreaterThan(15);
  expect(found(desk, 'fresh/number')).toEqual([`fresh/number-${written.length - 1}`]);
  for (const [turn, name] of written.entries()) {
    expect(found(desk, `tag:turn-${padded(turn)}`), `tag of turn ${turn}`).toEqual([name]);
    expect(found(desk, `turn=was-${padded(turn)}`), `resource tag of turn ${turn}`).toEqual([name]);
  }
  expect(desk.answer('query', RepositoryQuery.parse({ search: 'size:>1kb' })).total).toBe(written.length);
  expect(desk.answer('searchImages', ImageSearch.parse({ search: 'turn-003' })).rows.map((one) => one.repository.name)).toContain(written[3]);
  expect(desk.answer('query', RepositoryQuery.parse({})).total).toBe(REPOSITORIES + 1);
  desk.close();
});
