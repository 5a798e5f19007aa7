import { expect, test } from 'vitest';
import { isImmutableTag, proposeTags, type TagProposalFacts } from '../../shared/ecr/tag-proposals';

const facts = (over: Partial<TagProposalFacts>): TagProposalFacts => ({ image: 'team/app:1.27', labels: {}, existingTags: [], mutability: 'MUTABLE', mutabilityExclusions: [], today: '2026-11-21', ...over });
const tags = (over: Partial<TagProposalFacts>): string[] => proposeTags(facts(over)).map(({ tag }) => tag);

test('the image’s own tag counts upward', () => {
  expect(tags({})[0]).toBe('1.27-c1');
  expect(tags({ existingTags: ['1.27', '1.27-c1', '1.27-c9'] })[0]).toBe('1.27-c10');
  expect(tags({ image: 'host:5000/team/app:1.27-c4' })[0]).toBe('1.27-c5');
});

test('an image without a tag of its own, or by id, gets the date', () => {
  expect(tags({ image: 'host:5000/team/app' })).toEqual(['2026-11-21']);
  expect(tags({ image: `sha256:${'a'.repeat(64)}` })).toEqual(['2026-11-21']);
  expect(tags({ image: 'app:latest', existingTags: ['2026-11-21'] })).toEqual(['2026-11-21-2']);
});

test('the highest version gets its next patch and minor', () => {
  expect(tags({ image: 'app', existingTags: ['v1.9.9', 'v1.10.0', 'latest'] })).toEqual(['v1.10.1', 'v1.11.0', '2026-11-21']);
});

test('a git revision is proposed, short', () => {
  const labels = { 'org.opencontainers.image.revision': '0123456789abcdef0123456789abcdef01234567' };
  expect(proposeTags(facts({ image: 'app', labels }))[0]).toEqual({ tag: '0123456789ab', reason: 'Git revision of the image' });
  expect(tags({ image: 'app', labels: { 'org.opencontainers.image.revision': '../x' } })).toEqual(['2026-11-21']);
});

test('every proposal is free, in a repository of either kind', () => {
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
