import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTag } from '../../../shared/ecr/names';
import { isImmutableTag, proposeTags, type TagProposalFacts } from '../../../shared/ecr/tag-proposals';
import { formatVersionTag, highestVersion, parseVersionTag, versionOfGitTag } from '../../../shared/ecr/tags/version-tag';
import type { GitState } from '../../../shared/model/moving/push-source';
import type { TagMutability } from '../../../shared/model/repository';
import { propertyRuns } from '../../support/properties';

const revision = '0123456789abcdef0123456789abcdef01234567';
const git = (over: Partial<GitState> = {}): GitState => ({ revision, tags: [], dirty: false, committedAt: '2026-11-20T09:00:00Z', ...over });
const facts = (over: Partial<TagProposalFacts>): TagProposalFacts => ({ image: 'team/app:1.27', labels: {}, existingTags: [], mutability: 'MUTABLE', mutabilityExclusions: [], today: '2026-11-21', ...over });
const tags = (over: Partial<TagProposalFacts>): string[] => proposeTags(facts(over)).map(({ tag }) => tag);

describe('for a container', () => {
  test('the image’s own tag counts upward', () => {
    expect(tags({})[0]).toBe('1.27-c1');
    expect(tags({ existingTags: ['1.27', '1.27-c1', '1.27-c9'] })[0]).toBe('1.27-c10');
    expect(tags({ image: 'host:5000/team/app:1.27-c4' })[0]).toBe('1.27-c5');
  });

  test('the next versions come first, unless the repository counts changes of this version already', () => {
    expect(tags({ existingTags: ['1.27'] })).toEqual(['1.28', '2.0', '1.27-c1', '2026-11-21']);
    expect(tags({ image: 'nginx:1.27', existingTags: ['3.1.0', '3.0.9'] })).toEqual(['3.1.1', '3.2.0', '4.0.0', '1.27-c1', '2026-11-21']);
    expect(tags({ image: 'nginx:1.27', existingTags: ['3.1.0', '1.27-c1'] })[0]).toBe('1.27-c2');
  });

  test('an image without a tag of its own, or by id, gets the date', () => {
    expect(tags({ image: 'host:5000/team/app' })).toEqual(['2026-11-21']);
    expect(tags({ image: `sha256:${'a'.repeat(64)}` })).toEqual(['2026-11-21']);
    expect(tags({ image: 'app:latest', existingTags: ['2026-11-21'] })).toEqual(['2026-11-21-2']);
  });

  test('a git revision in a label is proposed, short', () => {
    const labels = { 'org.opencontainers.image.revision': revision };
    expect(proposeTags(facts({ image: 'app', labels }))[0]).toEqual({ tag: '0123456789ab', reason: 'Git revision of the image' });
    expect(tags({ image: 'app', labels: { 'org.opencontainers.image.revision': `${revision}-dirty` } })[0]).toBe('0123456789ab-dirty');
    expect(tags({ image: 'app', labels: { 'org.opencontainers.image.revision': '../x' } })).toEqual(['2026-11-21']);
  });
});

describe('for an image or an archive', () => {
  test('its own tag is kept, as long as the repository has it free', () => {
    expect(proposeTags(facts({ kind: 'image', existingTags: ['1.26'] }))[0]).toEqual({ tag: '1.27', reason: 'The image’s own tag' });
    expect(proposeTags(facts({ kind: 'archive' }))[0]).toEqual({ tag: '1.27', reason: 'The archive’s own tag' });
    expect(tags({ kind: 'image', existingTags: ['1.27'] })).toEqual(['1.28', '2.0', '1.27-c1', '2026-11-21', '1.27']);
    expect(tags({ kind: 'image', existingTags: ['1.27'], mutability: 'IMMUTABLE' })).not.toContain('1.27');
  });

  test('“latest” is never the first choice of several', () => {
    expect(tags({ kind: 'image', image: 'app:latest', existingTags: ['2.0.0'] })).toEqual(['2.0.1', '2.1.0', '3.0.0', 'latest', '2026-11-21']);
  });
});

describe('for a folder under git', () => {
  const build = (over: Partial<TagProposalFacts>): string[] => tags({ kind: 'build', image: undefined, ...over });

  test('the version tag at a clean commit comes first, written as the repository writes versions', () => {
    const at = git({ branch: 'main', tags: ['nightly', 'v1.2.3'], describe: { tag: 'v1.2.3', commits: 0 } });
    expect(build({ git: at })).toEqual(['1.2.3', 'nightly', '1.2.4', '1.3.0', '2.0.0', '0123456789ab', 'main-0123456789ab', '2026-11-21']);
    expect(build({ git: at, existingTags: ['v1.2.2'] })[0]).toBe('v1.2.3');
    expect(build({ git: at, existingTags: ['1.2.3'], mutability: 'IMMUTABLE' })).not.toContain('1.2.3');
  });

  test('a tree with changes is never given the version of its commit', () => {
    const at = git({ branch: 'feature/Log in', tags: ['v1.2.3'], describe: { tag: 'v1.2.3', commits: 0 }, dirty: true });
    expect(build({ git: at })).toEqual(['1.2.4', '1.3.0', '2.0.0', '0123456789ab-dirty', '1.2.3-0-g0123456-dirty', 'feature-Log-in-0123456789ab-dirty', '2026-11-21']);
  });

  test('commits after a version tag are described', () => {
    const proposals = proposeTags(facts({ kind: 'build', image: undefined, git: git({ describe: { tag: 'v1.2.3', commits: 5 } }) }));
    expect(proposals).toEqual([
      { tag: '1.2.4', reason: 'Next patch after v1.2.3 in git' },
      { tag: '1.3.0', reason: 'Next minor version after v1.2.3 in git' },
      { tag: '2.0.0', reason: 'Next major version after v1.2.3 in git' },
      { tag: '0123456789ab', reason: 'Git revision' },
      { tag: '1.2.3-5-g0123456', reason: '5 commits after v1.2.3' },
      { tag: '2026-11-21', reason: 'Today’s date' },
    ]);
  });

  test('without git there are the next versions and the date', () => {
    expect(build({ existingTags: ['v1.9.9', 'v1.10.0', 'latest'] })).toEqual(['v1.10.1', 'v1.11.0', 'v2.0.0', '2026-11-21']);
  });
});

test.each([
  [['1.2.3'], ['1.2.4', '1.3.0', '2.0.0']],
  [['v1.9.9', 'v1.10.0'], ['v1.10.1', 'v1.11.0', 'v2.0.0']],
  [['1.27'], ['1.28', '2.0']],
  [['1.2.3-rc.1', '1.2.2'], ['1.2.3-rc.2', '1.2.3']],
  [['1.2.3-rc1'], ['1.2.3-rc2', '1.2.3']],
  [['1.2.3-rc'], ['1.2.3-rc.1', '1.2.3']],
  [['1.2.3-rc.2', '1.2.3-beta.9'], ['1.2.3-rc.3', '1.2.3']],
  [['1.2.3-rc.1', '1.2.3'], ['1.2.4', '1.3.0', '2.0.0']],
  [['1.2.3-alpine', '1.2.2'], ['1.2.4-alpine', '1.3.0-alpine', '2.0.0-alpine']],
  [['1.2.3-alpine3.20', '1.2.3'], ['1.2.4', '1.3.0', '2.0.0']],
  [['1.2.3-rc.1-alpine'], ['1.2.3-rc.2-alpine', '1.2.3-alpine']],
  [['1.27-c9', 'latest', '2026-11-20', '2024.01.05', '20260101', 'sha-1.2'], []],
])('after %j the next versions are %j', (existingTags, next) => {
  expect(tags({ image: 'app', existingTags })).toEqual([...next, '2026-11-21']);
});

test.each([
  ['v1.2.3', '1.2.3'],
  ['1.2.3', '1.2.3'],
  ['api/v2.0.0-rc.1', '2.0.0-rc.1'],
  ['release-1.4', '1.4'],
  ['api@1.2.3', '1.2.3'],
  ['v1.2.3+build.5', '1.2.3_build.5'],
  ['nightly', undefined],
  ['v1', undefined],
])('the git tag %j is the version %j', (gitTag, version) => {
  expect(versionOfGitTag(gitTag)?.text).toBe(version);
});

test('every proposal is free where one that is taken cannot be overwritten', () => {
  const existingTags = ['1.27-c1', '1.2.3', '1.2.4', '2026-11-21', '2026-11-21-2'];
  for (const mutability of ['MUTABLE', 'IMMUTABLE'] as const) {
    const proposed = tags({ existingTags, mutability });
    expect(proposed.length).toBeGreaterThan(2);
    expect(proposed.filter((tag) => existingTags.includes(tag))).toEqual([]);
  }
});

test('exclusion filters turn the setting round', () => {
  expect(isImmutableTag('latest', { mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['lat*'] })).toBe(false);
  expect(isImmutableTag('v1', { mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['lat*'] })).toBe(true);
  expect(isImmutableTag('prod-eu-1', { mutability: 'MUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['prod*1'] })).toBe(true);
  expect(isImmutableTag('x', { mutability: 'IMMUTABLE', mutabilityExclusions: ['*'] })).toBe(true);
});

describe('whatever the facts', () => {
  const small = fc.nat({ max: 12 });
  const versionText = fc
    .tuple(fc.constantFrom('', 'v'), small, small, fc.option(small), fc.constantFrom('', '-rc.1', '-beta2', '-alpine', '-rc.1-alpine', '-c3'))
    .map(([prefix, major, minor, patch, rest]) => `${prefix}${major}.${minor}${patch === null ? '' : `.${patch}`}${rest}`);
  const tag = fc.oneof(versionText, fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/), fc.constantFrom('latest', '2026-11-21', '2026-11-21-2', '0123456789ab', '1.27-c1'));
  const gitTag = fc.oneof(versionText, fc.string({ maxLength: 150 }));
  const gitState = fc.record({
    revision: fc.constant(revision),
    branch: fc.option(fc.string({ maxLength: 200 }), { nil: undefined }),
    tags: fc.array(gitTag, { maxLength: 4 }),
    describe: fc.option(fc.record({ tag: gitTag, commits: fc.nat({ max: 3 }) }), { nil: undefined }),
    dirty: fc.boolean(),
    committedAt: fc.constant('2026-11-20T09:00:00Z'),
  }) as fc.Arbitrary<GitState>;
  const anyFacts = fc.record({
    kind: fc.constantFrom('container' as const, 'image' as const, 'archive' as const, 'build' as const),
    image: fc.option(fc.oneof(tag.map((own) => `host:5000/team/app:${own}`), fc.string()), { nil: undefined }),
    labels: fc.constantFrom<Record<string, string>[]>({}, { 'org.opencontainers.image.revision': revision }),
    git: fc.option(gitState, { nil: undefined }),
    existingTags: fc.uniqueArray(tag, { maxLength: 30 }),
    mutability: fc.constantFrom<TagMutability[]>('MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'),
    mutabilityExclusions: fc.array(fc.constantFrom('*', '1.*', 'latest', 'v*'), { maxLength: 2 }),
    today: fc.constant('2026-11-21'),
  }) as fc.Arbitrary<TagProposalFacts>;

  test('one to eight tags, none twice, each valid, with a reason, and none that the repository would refuse', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const proposed = proposeTags(given);
        expect(proposed.length).toBeGreaterThanOrEqual(1);
        expect(proposed.length).toBeLessThanOrEqual(8);
        expect(new Set(proposed.map((each) => each.tag)).size).toBe(proposed.length);
        for (const each of proposed) {
          expect(isTag(each.tag)).toBe(true);
          expect(each.reason).not.toBe('');
          expect(given.existingTags.includes(each.tag) && isImmutableTag(each.tag, given)).toBe(false);
        }
        const taken = proposed.map((each) => given.existingTags.includes(each.tag));
        expect(taken.indexOf(false, Math.max(0, taken.indexOf(true)))).toBe(taken.includes(true) ? -1 : 0);
      }),
      propertyRuns('Tag proposals', { short: 2_000, long: 20_000 }),
    );
  });

  test('a version that is read is written as it was, and what comes next is higher than all there is', () => {
    fc.assert(
      fc.property(fc.uniqueArray(versionText, { minLength: 1, maxLength: 10 }), (existingTags) => {
        for (const text of existingTags) {
          const read = parseVersionTag(text);
          if (read !== undefined) expect(formatVersionTag(read)).toBe(text);
        }
        const next = tags({ kind: 'build', image: undefined, existingTags })[0] as string;
        if (highestVersion(existingTags) !== undefined) expect(highestVersion([...existingTags, next])?.tag).toBe(next);
      }),
      propertyRuns('Next versions', { short: 1_000, long: 10_000 }),
    );
  });
});
