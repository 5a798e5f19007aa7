import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ImageSearch, type Image } from '../../../shared/model/image';
import { RepositoryQuery, type Repository } from '../../../shared/model/repository';
import { repository } from '../repository';
import { digest, fill, memoryStore, NOW } from './memory-store';
import { imageMatches, repositoryMatches } from './reference';

const instant = fc.integer({ min: 0, max: 400 }).map((days) => new Date(NOW - days * 86_400_000).toISOString());
const tag: fc.Arbitrary<string> = fc.constantFrom('v1', 'v1.2', 'v10', 'Latest', 'rc_1', 'a-b', 'main', '100', 'abcdef12');
const noPairs: Record<string, string> = {};
const image = fc.record(
  {
    digest: fc.constantFrom('1', '12', 'abcdef', 'abcdef12', 'ff').map(digest),
    tags: fc.uniqueArray(tag, { maxLength: 3 }),
    sizeBytes: fc.integer({ min: 0, max: 3_000_000_000 }),
    pushedAt: instant,
    lastPulledAt: instant,
    mediaType: fc.constantFrom('application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json'),
    artifactType: fc.constantFrom('application/vnd.cncf.helm.config.v1+json'),
    platforms: fc.constantFrom<string[]>(['linux/amd64'], ['linux/arm64', 'linux/amd64'], []),
    labels: fc.constantFrom<Record<string, string>>({ team: 'Web' }, noPairs),
    findings: fc.constantFrom<Record<string, number>>({ CRITICAL: 1 }, { CRITICAL: 0, HIGH: 2 }, {}),
    storage: fc.constant('archived' as const),
  },
  { requiredKeys: ['digest', 'tags', 'sizeBytes'] },
) as fc.Arbitrary<Image>;
const seen: fc.Arbitrary<{ repository: Repository; images: Image[] }> = fc
  .record({
    name: fc.constantFrom('api', 'team/api', 'team/web_x', 'main', 'shop/a-b', 'p%c'),
    over: fc.record({ accountId: fc.constantFrom('111111111111', '222222222222'), profile: fc.constantFrom('dev', 'prod'), resourceTags: fc.constantFrom<Record<string, string>>({ team: 'Web', stage: 'main' }, noPairs), createdAt: instant, registry: fc.constant('public' as const) }, { requiredKeys: [] }),
    images: fc.uniqueArray(image, { maxLength: 4, selector: (one) => one.digest }),
  })
  .map(({ name, over, images }) => ({ repository: repository(name, over as Partial<Repository>), images }));
const term = fc.constantFrom(
  'api', 'v1', 'main', 'latest', 'team', 'web', 'dev', '1111', 'abcdef', 'abcdef12', 'sha256:ab', '%', '_', "'", ',', '[', 'a-b', '*', 'linux/arm64', 'team=web',
  'name:team/*', 'name:a_', 'account:prod', 'account:2*', 'profile:d*v', 'region:eu-*', 'host:amazonaws', 'resource:team=web', 'resource:*=main', 'public', 'private', 'created:<90d', 'created:>200d',
  'tag:v1', 'tag:v1*', 'tag:*1*', 'tag:v*2', 'tag:l*t', 'digest:abc', 'digest:sha256:1', 'digest:*ff*', 'platform:arm64', 'platform:linux/*', 'type:index', 'type:*helm*', 'label:team', 'finding:critical', 'findings:h*', 'storage:archived', 'storage:standard',
  'pushed:<30d', 'pushed:>200d', 'pulled:<100d', 'size:>1gb', 'size:<10mb', 'tagged', 'untagged', 'size:huge', '"team/ api"',
);
const search = fc.array(fc.tuple(fc.constantFrom('', '', '-'), term).map(([sign, text]) => sign + text), { maxLength: 3 }).map((terms) => terms.join(' '));

test('the index finds the repositories and images that a look at each of them finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(seen, { maxLength: 5, selector: ({ repository: { uri } }) => uri }), search, async (all, text) => {
      const store = await fill(memoryStore(), all);
      const wanted = all.filter((one) => repositoryMatches(text, NOW, one)).map(({ repository: { uri } }) => uri);
      const { rows, total } = await store.query(RepositoryQuery.parse({ search: text }));
      // Where nothing fits, words may have been respelled.
      if (wanted.length > 0) {
        expect(rows.map(({ uri }) => uri).sort()).toEqual(wanted.sort());
        expect(total).toBe(wanted.length);
      }
      const images = all.flatMap((one) => one.images.filter((each) => imageMatches(text, NOW, { repository: one.repository, image: each })).map((each) => `${one.repository.uri} ${each.digest}`));
      for (const sort of ['relevance', 'size', 'pushed', 'tag'] as const) {
        const found = await store.searchImages(ImageSearch.parse({ search: text, sort }));
        expect(found.rows.map((each) => `${each.uri} ${each.digest}`).sort()).toEqual([...images].sort());
        expect(found).toMatchObject({ total: images.length, isAtLeast: false });
      }
      const pieces = await store.ask('imagesAfter', { search: text, after: 0, limit: 1000 });
      expect(pieces.rows.map((each) => `${each.uri} ${each.digest}`).sort()).toEqual([...images].sort());
      await store.close();
    }),
    { numRuns: 150 },
  );
}, 120_000);

test('a search that is typed letter by letter finds what it finds when it is asked at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(seen, { maxLength: 5, selector: ({ repository: { uri } }) => uri }), search, async (all, text) => {
      const store = await fill(memoryStore(), all);
      for (let end = 1; end <= text.length; end += 1) {
        const typed = text.slice(0, end);
        const wanted = all.filter((one) => repositoryMatches(typed, NOW, one)).map(({ repository: { uri } }) => uri);
        const { rows } = await store.query(RepositoryQuery.parse({ search: typed, sort: 'relevance' }));
        if (wanted.length > 0) expect(rows.map(({ uri }) => uri).sort(), typed).toEqual(wanted.sort());
      }
      await store.close();
    }),
    { numRuns: 100 },
  );
}, 120_000);

test('whatever is typed is answered', async () => {
  const store = await fill(memoryStore(), [{ repository: repository('api'), images: [{ digest: digest('1'), tags: ['v1'], sizeBytes: 1 }] }]);
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.oneof(term, fc.constantFrom('tag:', '"', '*', '\u0000', '-', ':')), { maxLength: 40 }).map((parts) => parts.join(' ')));
  await fc.assert(
    fc.asyncProperty(text, async (typed) => {
      expect((await store.query(RepositoryQuery.parse({ search: typed, sort: 'relevance' }))).total).toBeLessThanOrEqual(1);
      expect((await store.searchImages(ImageSearch.parse({ search: typed }))).total).toBeLessThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
}, 60_000);
