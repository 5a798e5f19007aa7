import { expect, test } from 'vitest';
import { chooseTags, type SourceTag, unmatchedPatterns } from '../../../electron/transfer/sync/plan/choose-tags';

const named = (...tags: string[]): SourceTag[] => tags.map((tag) => ({ tag }));
const chosen = (all: readonly SourceTag[], filter: Partial<Parameters<typeof chooseTags>[1]> = {}): string[] => chooseTags(all, { tags: [], exclude: [], ...filter }).map(({ tag }) => tag);

test('without a pattern every tag is meant, but for the lists of referrers that registries keep as tags', () => {
  expect(chosen(named('a', `sha256-${'a'.repeat(64)}`, `sha256-${'a'.repeat(64)}.sig`)).sort()).toEqual(['a', `sha256-${'a'.repeat(64)}.sig`]);
});

test('a tag must fit one of the patterns and none of the exclusions', () => {
  const all = named('1.0.0', '1.1.0', '1.1.0-rc.1', '2.0.0', 'latest');
  expect(chosen(all, { tags: ['1.*', 'latest'], exclude: ['*-rc*'] })).toEqual(['1.1.0', '1.0.0', 'latest']);
  expect(unmatchedPatterns(all, { tags: ['1.*', '3.*', 'lates'] })).toEqual(['3.*', 'lates']);
});

test('the newest are the last pushed, whatever they are called', () => {
  const all = [{ tag: '9.9.9', pushedAt: '2026-01-01T00:00:00.000Z' }, { tag: 'old', pushedAt: '2025-01-01T00:00:00.000Z' }, { tag: 'nightly', pushedAt: '2026-06-01T00:00:00.000Z' }];
  expect(chosen(all, { newest: 2 })).toEqual(['nightly', '9.9.9']);
});

test('where no time is known, versions come before names, the highest first and a release before its candidates', () => {
  expect(chosen(named('alpha', '1.9.0', '1.10.0', 'v2.0.0-rc.10', 'v2.0.0-rc.9', 'v2.0.0', 'latest', '1.27-alpine', '1.27'))).toEqual([
    'v2.0.0', 'v2.0.0-rc.10', 'v2.0.0-rc.9', '1.27', '1.27-alpine', '1.10.0', '1.9.0', 'latest', 'alpha',
  ]);
});

test('the order does not depend on the order in which tags are told', () => {
  const tags = ['1.0', 'v1.0', '1.0.0', 'b', 'a', 'a1', 'a01', '1.0-x'];
  const forward = chosen(named(...tags));
  expect(chosen(named(...[...tags].reverse()))).toEqual(forward);
});
