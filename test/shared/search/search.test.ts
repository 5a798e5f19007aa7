import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesSearch, type Searched } from '../../../shared/search/matches-search';
import { parseSearch } from '../../../shared/search/parse-search';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const image: Searched = {
  text: 'v1.4.2 latest sha256:ab12 linux/amd64',
  fields: { tag: ['v1.4.2', 'latest'], digest: ['sha256:ab12'], platform: ['linux/amd64'], account: ['111122223333'], region: ['eu-central-1'] },
  times: { pushed: '2026-11-01T00:00:00Z' },
  sizeBytes: 1_500_000_000,
  isTagged: true,
};
const finds = (text: string, searched: Searched = image): boolean => matchesSearch(parseSearch(text, NOW), searched);

describe('a search', () => {
  test.each([
    ['', true],
    ['latest v1.4', true],
    ['latest v2', false],
    ['LATEST', true],
    ['tag:v1*', true],
    ['tag:v1', true],
    ['tag:*.3', false],
    ['-tag:v1*', false],
    ['-v9', true],
    ['account:1111 region:eu-*', true],
    ['region:us-*', false],
    ['pushed:<30d', true],
    ['pushed:>30d', false],
    ['pushed:2026-11-01', true],
    ['pushed:>2026-11-01', false],
    ['pushed:>=2026-11-01', true],
    ['pushed:<2026-11-02', true],
    ['pulled:<30d', false],
    ['size:>1gb', true],
    ['size:<1.4gib', true],
    ['size:>2g', false],
    ['tagged', true],
    ['untagged', false],
    ['"untagged"', false],
    ['sha256:ab12', true],
    ['digest:ab12', true],
    ['platform:linux/arm64', false],
  ])('%s', (text, found) => {
    expect(finds(text)).toBe(found);
  });

  test('words in quotes stay together', () => {
    expect(finds('"v1.4.2 latest"')).toBe(true);
    expect(finds('"latest v1.4.2"')).toBe(false);
  });

  test('says what it could not read, and goes by the rest', () => {
    const search = parseSearch('size:huge pushed:soon latest', NOW);
    expect(search.problems).toEqual([
      '“size:huge” is not understood: write size:>1gb or size:<200mb.',
      '“pushed:soon” is not understood: write pushed:<30d, pushed:>6m or pushed:2026-01-31.',
    ]);
    expect(search.terms).toEqual([{ kind: 'word', text: 'latest', not: false }]);
  });

  test('a filter that has only been begun asks for nothing yet', () => {
    expect(parseSearch('tag: "" account: size:> pushed: -', NOW)).toEqual({ terms: [], problems: [] });
  });

  test('whatever is typed is answered', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => typeof finds(text) === 'boolean'));
    const tokens = fc.array(fc.oneof(fc.constantFrom('tag:', 'size:>', 'pushed:<', '-', '"', '*', 'untagged', '1gb', '30d', ' '), fc.string())).map((parts) => parts.join(''));
    fc.assert(fc.property(tokens, (text) => typeof finds(text) === 'boolean'));
  });

  test('a term and its negation never both hold', () => {
    fc.assert(fc.property(fc.constantFrom('latest', 'tag:v*', 'size:>1gb', 'pushed:<5d', 'tagged', 'region:us'), (term) => finds(term) !== finds(`-${term}`)));
  });
});
