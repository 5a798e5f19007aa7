import { describe, expect, test } from 'vitest';
import { tagsThatFit } from '../../renderer/screens/images/list-columns';
import { shortDigest, spacedAccount, splitName } from '../../renderer/words/names';
import { bytes, counted } from '../../renderer/words/sizes';
import { age, timeLeft } from '../../renderer/words/times';

const NOW = Date.parse('2026-03-14T12:00:00Z');

describe('words for sizes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [12_400_000, '12.4 MB'],
    [999_600, '1.0 MB'],
    [142_000_000, '142 MB'],
    [3_210_000_000, '3.2 GB'],
  ])('%i bytes read as %s', (count, words) => {
    expect(bytes(count)).toBe(words);
  });

  test('one thing is not many things', () => {
    expect([counted(1, 'image'), counted(1200, 'registry', 'registries')]).toEqual([
      '1 image',
      '1,200 registries',
    ]);
  });
});

describe('words for times', () => {
  test.each([
    [30_000, 'under 1 min'],
    [41 * 60_000, '41 min'],
    [3_600_000, '1 h'],
    [11 * 3_600_000 + 52 * 60_000, '11 h 52 min'],
  ])('%i ms left read as %s', (ms, words) => {
    expect(timeLeft(ms)).toBe(words);
  });

  test.each([
    ['2026-03-14T12:00:20Z', 'just now'],
    ['2026-03-14T11:48:00Z', '12 min ago'],
    ['2026-03-11T12:00:00Z', '3 d ago'],
    ['2025-09-14T12:00:00Z', '6 mo ago'],
    ['2023-01-01T00:00:00Z', '3 y ago'],
  ])('%s was %s', (instant, words) => {
    expect(age(instant, NOW)).toBe(words);
  });
});

test('names are cut where a person cuts them', () => {
  expect(splitName('team/web/api')).toEqual({ namespace: 'team/web/', own: 'api' });
  expect(splitName('api')).toEqual({ namespace: '', own: 'api' });
  expect(shortDigest(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
  expect(spacedAccount('111122223333')).toBe('1111 2222 3333');
});

describe('the tags of an image in a list', () => {
  test.each([
    [['latest', 'v2', 'main'], 32, ['latest', 'v2', 'main']],
    [['latest', 'v2', 'main', 'next'], 99, ['latest', 'v2', 'main']],
    [['latest', 'v2.14.0', 'main-8f3a1c2'], 18, ['latest']],
    [['a-tag-that-is-longer-than-its-column-by-far', 'v2'], 18, ['a-tag-that-is-longer-than-its-column-by-far']],
    [[], 18, []],
  ])('of %j fit into %i letters %j', (tags, letters, shown) => {
    expect(tagsThatFit(tags, letters)).toEqual(shown);
  });
});
