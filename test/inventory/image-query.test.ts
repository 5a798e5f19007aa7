import { expect, test } from 'vitest';
import { queryImages } from '../../electron/inventory/image-query';
import type { Image } from '../../shared/model/image';

const image = (digest: string, pushedAt: string, more: Partial<Image> = {}): Image => ({
  digest,
  tags: [],
  sizeBytes: 1,
  pushedAt,
  ...more,
});
const images = [
  image('part-b', '2026-03-02', { childOf: 'index', platforms: ['linux/arm64'] }),
  image('newest', '2026-03-03', { tags: ['v2'] }),
  image('part-a', '2026-03-04', { childOf: 'index', platforms: ['linux/amd64'] }),
  image('index', '2026-03-02', { tags: ['v1'], platforms: ['linux/amd64', 'linux/arm64'] }),
  image('lost', '2026-03-01', { childOf: 'part-a' }),
];
const NOW = Date.parse('2026-03-20T00:00:00Z');
const shown = (search: string, offset = 0, limit = 10): string[] =>
  queryImages(images, {
    profile: 'dev',
    region: 'eu-west-1',
    name: 'api',
    search,
    sort: 'pushed',
    descending: true,
    offset,
    limit,
    fresh: false,
  }, NOW).rows.map(({ digest }) => digest);

test('the parts of a multi-platform image stand directly behind it, and none is lost', () => {
  expect(shown('')).toEqual(['newest', 'index', 'part-a', 'part-b', 'lost']);
  expect(shown('', 2, 2)).toEqual(['part-a', 'part-b']);
});

test('a part stands by itself where its image was not searched for', () => {
  expect(shown('part-b')).toEqual(['part-b']);
});

test('a search goes by words and filters', () => {
  expect(shown('tag:v1')).toEqual(['index']);
  expect(shown('untagged platform:linux/amd64')).toEqual(['part-a']);
  expect(shown('pushed:2026-03-02')).toEqual(['index', 'part-b']);
});
