import { expect, test } from 'vitest';
import { RepositoryQuery } from '../../shared/model/repository';
import { RepositoryIndex } from '../../electron/inventory/repository-index';
import { repository } from './repository';

const names = (index: RepositoryIndex, query: Partial<RepositoryQuery>): string[] =>
  index.query(RepositoryQuery.parse(query)).rows.map(({ name }) => name);

test('finds every word in name, account, region or profile, in any case and order', () => {
  const index = new RepositoryIndex(Date.now);
  index.set('dev eu', [repository('team/Api'.toLowerCase()), repository('team/web')]);
  index.set('ops us', [
    repository('team/api', { profile: 'ops', accountId: '222222222222', region: 'us-east-1' }),
  ]);
  expect(names(index, { search: 'API ops' })).toEqual(['team/api']);
  expect(names(index, { search: 'us-east-1 2222' })).toEqual(['team/api']);
  expect(names(index, { search: 'web ops' })).toEqual([]);
});

test('does not let a word match across two fields', () => {
  const index = new RepositoryIndex(Date.now);
  index.set('dev eu', [repository('web')]);
  expect(names(index, { search: 'web1' })).toEqual([]);
});

test('shows a repository that two profiles see once, and each profile finds it under its own name', () => {
  const index = new RepositoryIndex(Date.now);
  index.set('a eu', [repository('web', { profile: 'a' })]);
  index.set('b eu', [repository('web', { profile: 'b' })]);
  expect(index.total).toBe(1);
  expect(index.query(RepositoryQuery.parse({})).rows[0]?.profile).toBe('a');
  expect(index.query(RepositoryQuery.parse({ profile: 'b' })).rows[0]?.profile).toBe('b');
  expect(names(index, { search: 'b web' })).toEqual(['web']);
});

test('goes by filters as well as words', () => {
  const index = new RepositoryIndex(() => Date.parse('2026-11-21T12:00:00Z'));
  index.set('dev eu', [repository('shop/api', { createdAt: '2026-11-20T00:00:00Z' }), repository('shop/web', { createdAt: '2020-01-01T00:00:00Z' })]);
  index.set('ops us', [repository('shop/api', { profile: 'ops', accountId: '222222222222', region: 'us-east-1', uri: 'ops/shop/api' })]);
  expect(names(index, { search: 'name:shop/* -region:us-*' })).toEqual(['shop/api', 'shop/web']);
  expect(index.query(RepositoryQuery.parse({ search: 'account:ops' })).rows.map(({ profile }) => profile)).toEqual(['ops']);
  expect(names(index, { search: 'created:<30d' })).toEqual(['shop/api']);
});

test('keeps rows with equal keys in the same order in both directions', () => {
  const index = new RepositoryIndex(Date.now);
  index.set('dev eu', [repository('c'), repository('a'), repository('b')]);
  expect(names(index, { sort: 'account' })).toEqual(['a', 'b', 'c']);
  expect(names(index, { sort: 'account', descending: true })).toEqual(['a', 'b', 'c']);
  expect(names(index, { sort: 'name', descending: true })).toEqual(['c', 'b', 'a']);
});

test('pages through the whole list without gap or repetition', () => {
  const index = new RepositoryIndex(Date.now);
  index.set(
    'dev eu',
    Array.from({ length: 25 }, (_, number) => repository(`r${number}`)),
  );
  const pages = [0, 10, 20].flatMap((offset) => names(index, { offset, limit: 10 }));
  expect(new Set(pages).size).toBe(25);
  expect(pages).toEqual([...pages].sort());
});

test('reads each of 100,000 repositories once to index them, and not at all for further queries', () => {
  let reads = 0;
  const repositories = Array.from({ length: 100_000 }, (_, number) => {
    const plain = repository(`team-${number % 97}/service-${number}`);
    return {
      ...plain,
      get host() {
        reads++;
        return plain.host;
      },
    };
  });
  const index = new RepositoryIndex(Date.now);
  index.set('dev eu', repositories);
  const query = RepositoryQuery.parse({ search: 'team-7/ 99', limit: 50 });
  const first = index.query(query);
  expect(reads).toBe(100_000);
  index.query(RepositoryQuery.parse({ search: 'other words' }));
  expect(index.query(query)).toEqual(first);
  expect(reads).toBe(100_000);
  expect(first.total).toBe(
    repositories.filter(({ name }) => name.includes('team-7/') && name.includes('99')).length,
  );
});

test('follows a change of one source', () => {
  const index = new RepositoryIndex(Date.now);
  index.set('dev eu', [repository('old')]);
  expect(names(index, {})).toEqual(['old']);
  index.set('dev eu', [repository('new')]);
  expect(names(index, {})).toEqual(['new']);
  index.keep([]);
  expect(names(index, {})).toEqual([]);
});
