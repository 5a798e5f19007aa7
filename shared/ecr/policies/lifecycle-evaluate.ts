/**
 * What a lifecycle policy does to the images of a repository, decided as ECR decides it.
 * Source: Amazon ECR user guide, “How lifecycle policies work”, evaluation rules.
 */
import { storageClassOf, type LifecycleRule } from './lifecycle-policy';
import { matchesPattern } from '../wildcard';

/** As much of an image as the rules look at; times are epoch milliseconds. */
export interface LifecycleImage {
  digest: string;
  tags: readonly string[];
  pushedAt: number;
  lastPulledAt?: number | undefined;
  /** When it was last brought back from the archive. */
  activatedAt?: number | undefined;
  /** When it went to the archive; an image that has this is archived. */
  archivedAt?: number | undefined;
  /** Digests of the images that this one, an index, refers to. */
  children?: readonly string[];
}

export interface LifecycleResult {
  digest: string;
  rulePriority: number;
  action: LifecycleRule['action']['type'];
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * The images that `rules` (in order of priority) act on at `now` (epoch milliseconds), the longest pushed first.
 * Every rule looks at all images; an image is then acted on by the first rule whose tag condition it meets, or by none.
 */
export function evaluateLifecycle(
  rules: readonly LifecycleRule[],
  images: readonly LifecycleImage[],
  now: number,
): LifecycleResult[] {
  const results = new Map<string, LifecycleResult>();
  const decided = new Set<string>();
  for (const rule of rules) {
    const candidates = images.filter((image) => meetsTags(rule, image));
    for (const { digest } of over(rule, candidates, now)) {
      // Shielded: a rule with a higher priority looked at this image, be it to act on it or to keep it.
      if (decided.has(digest)) continue;
      results.set(digest, { digest, rulePriority: rule.rulePriority, action: rule.action.type });
    }
    for (const { digest } of candidates) decided.add(digest);
  }
  const spared = childrenThatStay(images, results);
  return newestFirst(images)
    .reverse()
    .flatMap(({ digest }) => {
      const result = results.get(digest);
      return result === undefined || (result.action === 'expire' && spared.has(digest)) ? [] : [result];
    });
}

/** The images that are too many, or too old. */
function over(
  rule: LifecycleRule,
  images: readonly LifecycleImage[],
  now: number,
): readonly LifecycleImage[] {
  const { countType, countNumber } = rule.selection;
  if (countType === 'imageCountMoreThan') return newestFirst(images).slice(countNumber);
  return images.filter((image) => now - startOf(image, countType) > countNumber * DAY);
}

type AgeType = Exclude<LifecycleRule['selection']['countType'], 'imageCountMoreThan'>;

function startOf({ pushedAt, lastPulledAt, activatedAt, archivedAt }: LifecycleImage, type: AgeType): number {
  if (type === 'sinceImagePushed') return pushedAt;
  if (type === 'sinceImageTransitioned') return archivedAt ?? pushedAt;
  const pulledSince = lastPulledAt !== undefined && lastPulledAt >= (activatedAt ?? 0);
  return pulledSince ? lastPulledAt : (activatedAt ?? pushedAt);
}

/** Whether the rule is about this image at all: its storage class and its tags, whatever the counts say. */
function meetsTags(rule: LifecycleRule, { tags, archivedAt }: LifecycleImage): boolean {
  const { tagStatus, tagPatternList, tagPrefixList } = rule.selection;
  if ((storageClassOf(rule) === 'archive') !== (archivedAt !== undefined)) return false;
  if (tagStatus === 'any') return true;
  if (tagStatus === 'untagged') return tags.length === 0;
  // Every entry must be met, each by any of the image's tags.
  return (
    (tagPatternList ?? []).every((pattern) => tags.some((tag) => matchesPattern(pattern, tag))) &&
    (tagPrefixList ?? []).every((prefix) => tags.some((tag) => tag.startsWith(prefix)))
  );
}

/** Digests that an index needs which is not going to expire; the index may itself be such a child. */
function childrenThatStay(
  images: readonly LifecycleImage[],
  results: ReadonlyMap<string, LifecycleResult>,
): Set<string> {
  const childrenOf = new Map(images.map(({ digest, children }) => [digest, children ?? []]));
  const spared = new Set<string>();
  const staying = images
    .filter(({ digest }) => results.get(digest)?.action !== 'expire')
    .map(({ digest }) => digest);
  while (staying.length > 0) {
    for (const child of childrenOf.get(staying.pop() as string) ?? []) {
      if (spared.has(child)) continue;
      spared.add(child);
      staying.push(child);
    }
  }
  return spared;
}

const newestFirst = (images: readonly LifecycleImage[]): LifecycleImage[] =>
  [...images].sort((a, b) => b.pushedAt - a.pushedAt || (a.digest < b.digest ? -1 : 1));
