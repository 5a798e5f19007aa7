import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Image } from '../../../shared/model/image';
import { parseSearch } from '../../../shared/search/parse-search';
import { imageMatches } from '../../inventory/store/reference';
import { repository } from '../../inventory/repository';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const image: Image = {
  digest: 'sha256:ab12', tags: ['v1.4.2', 'latest'], platforms: ['linux/amd64'], sizeBytes: 1_500_000_000, pushedAt: '2026-11-01T00:00:00Z',
};
const here = repository('team/api', { accountId: '111122223333' });
const finds = (text: string): boolean => imageMatches(text, NOW, { repository: here, image });

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
    ['findings:critical', false],
    ['storage:standard', true],
    ['public', false],
    ['tags:v1* private', true],
    ['constructor:x', false],
  ])('%s', (text, found) => {
    expect(finds(text)).toBe(found);
  });

  test('words in quotes stay together', () => {
    expect(parseSearch('"two words" -"not these"', NOW).terms).toEqual([
      { kind: 'word', text: 'two words', not: false },
      { kind: 'word', text: 'not these', not: true },
    ]);
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
