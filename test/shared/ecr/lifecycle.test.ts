import { expect, test } from 'vitest';
import {
  evaluateLifecycle,
  type LifecycleImage,
} from '../../../shared/ecr/policies/lifecycle-evaluate';
import { parseLifecyclePolicy, readLifecycleRules } from '../../../shared/ecr/policies/lifecycle-policy';
import { vectors } from './lifecycle-vectors';
import { matchesPattern } from '../../../shared/ecr/wildcard';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 0, 31);
const image = (digest: string, daysAgo: number, more: Partial<LifecycleImage> = {}): LifecycleImage => ({
  digest,
  tags: [],
  pushedAt: NOW - daysAgo * DAY,
  ...more,
});
const rule = (rulePriority: number, selection: object, action: object = { type: 'expire' }): object => ({
  rulePriority,
  selection,
  action,
});
const acts = (rules: object[], images: LifecycleImage[]): string[] =>
  evaluateLifecycle(readLifecycleRules({ rules }), images, NOW).map(
    (r) => `${r.digest}:${r.action}:${r.rulePriority}`,
  );
const UNTAGGED = { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 };

test.each(vectors)('decides “$name” as ECR does', ({ rules, images, expires }) => {
  const results = evaluateLifecycle(
    readLifecycleRules({ rules }),
    images.map(({ name, tags, pushedDaysAgo }) => image(name, pushedDaysAgo, { tags })),
    NOW,
  );
  expect(results.map(({ digest }) => digest).sort()).toEqual([...expires].sort());
});

test('spares the children of an index that stays, also those of an index within it', () => {
  const images = [
    image('index', 1, { tags: ['latest'], children: ['inner'] }),
    image('inner', 9, { children: ['amd64'] }),
    image('amd64', 9),
    image('old', 8),
    image('new', 2),
  ];
  expect(acts([rule(1, UNTAGGED)], images)).toEqual(['old:expire:1']);
});

test('counts the last pull from the restoring when an image was not pulled since', () => {
  const pulled = { tagStatus: 'any', countType: 'sinceImagePulled', countUnit: 'days', countNumber: 30 };
  const images = [
    image('never', 40),
    image('pulled', 40, { lastPulledAt: NOW - DAY }),
    image('restored', 90, { lastPulledAt: NOW - 80 * DAY, activatedAt: NOW - 3 * DAY }),
  ];
  expect(acts([rule(1, pulled, { type: 'transition', targetStorageClass: 'archive' })], images)).toEqual([
    'never:transition:1',
  ]);
});

test('looks at archived images with rules of the archive alone', () => {
  const gone = {
    tagStatus: 'any',
    storageClass: 'archive',
    countType: 'sinceImageTransitioned',
    countUnit: 'days',
    countNumber: 90,
  };
  const images = [
    image('here', 400),
    image('archived', 400, { archivedAt: NOW - 100 * DAY }),
    image('lately', 400, { archivedAt: NOW - DAY }),
  ];
  expect(acts([rule(1, gone)], images)).toEqual(['archived:expire:1']);
});

test.each([
  ['prod*', 'production', true],
  ['*.*.*', '1.2.3', true],
  ['*.*.*', '1.2', false],
  ['a*b*a', 'aba', true],
  ['a*a', 'a', false],
  ['v1', 'v10', false],
])('the pattern %s meets the tag %s: %s', (pattern, tag, meets) => {
  expect(matchesPattern(pattern, tag)).toBe(meets);
});

const TAGGED = { tagStatus: 'tagged', countType: 'imageCountMoreThan', countNumber: 1 };
test.each<[string, object[]]>([
  ['two rules with priority 1', [rule(1, UNTAGGED), rule(1, { ...TAGGED, tagPrefixList: ['a'] })]],
  ['more than one rule for untagged images', [rule(1, UNTAGGED), rule(2, UNTAGGED)]],
  ['highest priority number', [rule(1, { ...UNTAGGED, tagStatus: 'any' }), rule(2, UNTAGGED)]],
  [
    'names the prefix “a” in two rules',
    [rule(1, { ...TAGGED, tagPrefixList: ['a'] }), rule(2, { ...TAGGED, tagPrefixList: ['a', 'b'] })],
  ],
  ['either tagPatternList or tagPrefixList', [rule(1, TAGGED)]],
  [
    'either tagPatternList or tagPrefixList',
    [rule(1, { ...TAGGED, tagPrefixList: ['a'], tagPatternList: ['b'] })],
  ],
  ['a tag list for untagged images', [rule(1, { ...UNTAGGED, tagPrefixList: ['a'] })]],
  ['more than 4 wildcards', [rule(1, { ...TAGGED, tagPatternList: ['*a*b*c*d*'] })]],
  ['countUnit beside imageCountMoreThan', [rule(1, { ...UNTAGGED, countUnit: 'days' })]],
  ['needs the countUnit', [rule(1, { ...UNTAGGED, countType: 'sinceImagePushed' })]],
  ['for transitions only', [rule(1, { ...UNTAGGED, countType: 'sinceImagePulled', countUnit: 'days' })]],
  [
    'at least 90 days',
    [
      rule(1, {
        tagStatus: 'any',
        storageClass: 'archive',
        countType: 'sinceImageTransitioned',
        countUnit: 'days',
        countNumber: 89,
      }),
    ],
  ],
  ['rules.0.selection.countNumber', [rule(1, { ...UNTAGGED, countNumber: 0 })]],
])('refuses a policy: %s', (why, rules) => {
  expect(() => readLifecycleRules({ rules })).toThrow(why);
});

test('refuses more than 50 rules, and texts that are too short, too long or not JSON', () => {
  const many = Array.from({ length: 51 }, (_none, index) =>
    rule(index + 1, { ...TAGGED, tagPrefixList: [`p${index}`] }),
  );
  expect(() => readLifecycleRules({ rules: many })).toThrow('“rules”');
  expect(readLifecycleRules({ rules: many.slice(1) })).toHaveLength(50);
  expect(() => parseLifecyclePolicy('{}')).toThrow('100 to 30720 characters');
  expect(() => parseLifecyclePolicy(' '.repeat(30_721))).toThrow('100 to 30720 characters');
  expect(() => parseLifecyclePolicy('x'.repeat(200))).toThrow('not JSON');
});
