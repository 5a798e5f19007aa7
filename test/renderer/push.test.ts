import { describe, expect, test } from 'vitest';
import { labelsFrom, labelsProblem } from '../../renderer/screens/push/draft/labels';
import { tagStatus } from '../../renderer/screens/push/draft/tag-status';
import type { PushProposal } from '../../shared/model/moving/push-source';

const proposal = (change: Partial<PushProposal>): PushProposal => ({
  proposals: [],
  existingTags: ['v1', 'latest', 'dev-3'],
  mutability: 'MUTABLE',
  mutabilityExclusions: [],
  labels: {},
  repositoryExists: true,
  ...change,
});

describe('a tag before a byte moves', () => {
  test('is fine while it is free', () => {
    expect(tagStatus('v2', proposal({ mutability: 'IMMUTABLE' }))).toEqual({ level: 'good' });
  });
  test('warns that a taken one will move where tags are mutable', () => {
    expect(tagStatus('v1', proposal({}))).toMatchObject({
      level: 'warn',
      text: expect.stringContaining('will move'),
    });
  });
  test('refuses a taken one where tags are immutable', () => {
    expect(tagStatus('v1', proposal({ mutability: 'IMMUTABLE' })).level).toBe('bad');
  });
  test('lets an excluded tag move in an immutable repository, and holds one in a mutable repository', () => {
    const mutabilityExclusions = ['latest', 'dev-*'];
    expect(
      tagStatus('dev-3', proposal({ mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions })).level,
    ).toBe('warn');
    expect(
      tagStatus('v1', proposal({ mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions })).level,
    ).toBe('bad');
    expect(
      tagStatus('latest', proposal({ mutability: 'MUTABLE_WITH_EXCLUSION', mutabilityExclusions })).level,
    ).toBe('bad');
  });
  test('takes a dot in a filter for a dot', () => {
    const held = proposal({
      existingTags: ['v1x0'],
      mutability: 'MUTABLE_WITH_EXCLUSION',
      mutabilityExclusions: ['v1.0'],
    });
    expect(tagStatus('v1x0', held).level).toBe('warn');
  });
  test('says what is wrong with a malformed one before anything else is known', () => {
    expect(tagStatus('.hidden', undefined)).toMatchObject({
      level: 'bad',
      text: expect.stringContaining('letters'),
    });
  });
});

describe('labels', () => {
  test('leave out rows that were never filled', () => {
    expect(
      labelsFrom([
        { key: ' team ', value: 'web' },
        { key: '', value: '' },
      ]),
    ).toEqual({ team: 'web' });
  });
  test('need a key for a value, and each key once', () => {
    expect(labelsProblem([{ key: '', value: 'x' }])).toBe('A label needs a key.');
    expect(
      labelsProblem([
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ]),
    ).toContain('“a”');
    expect(labelsProblem([{ key: 'a', value: '' }])).toBeUndefined();
  });
});
