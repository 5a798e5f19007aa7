/** Which tags of a repository are meant: by name, then the newest of them. Pure. */
import type { SyncRepository } from '../../../../shared/model/moving/sync';
import { matchesPattern } from '../../../../shared/ecr/wildcard';

export type TagFilter = Pick<SyncRepository, 'tags' | 'exclude' | 'newest'>;

/** A tag of the source; what is not known yet is absent. */
export interface SourceTag {
  tag: string;
  digest?: string;
  /** Bytes of the image, as its registry counts them. */
  bytes?: number;
  /** When the image was pushed, as an instant. */
  pushedAt?: string;
}

/** The tag with which registries without the referrers API list what refers to an image: that follows its image by itself. */
const FALLBACK = /^sha256-[0-9a-f]{64}$/;

/** Tags by the patterns, the newest first, at most as many as asked for. */
export function chooseTags(all: readonly SourceTag[], { tags, exclude, newest }: TagFilter): SourceTag[] {
  const fits = (patterns: readonly string[], tag: string): boolean => patterns.some((pattern) => matchesPattern(pattern, tag));
  const meant = all.filter(({ tag }) => !FALLBACK.test(tag) && (tags.length === 0 || fits(tags, tag)) && !fits(exclude, tag));
  return [...meant].sort(newestFirst).slice(0, newest ?? Infinity);
}

/** Patterns that no tag fits; mostly they are misspelt. */
export function unmatchedPatterns(all: readonly SourceTag[], { tags }: Pick<TagFilter, 'tags'>): string[] {
  return tags.filter((pattern) => !all.some(({ tag }) => matchesPattern(pattern, tag)));
}

/** By the time of pushing where it is known; else, and for one image's tags, versions from the highest down, then names. */
export function newestFirst(one: SourceTag, two: SourceTag): number {
  if (one.pushedAt !== undefined && two.pushedAt !== undefined && one.pushedAt !== two.pushedAt) return one.pushedAt < two.pushedAt ? 1 : -1;
  const [a, b] = [versionOf(one.tag), versionOf(two.tag)];
  if (a === undefined || b === undefined) return a !== undefined ? -1 : b !== undefined ? 1 : byName(one.tag, two.tag);
  for (let at = 0; at < 3; at += 1) if (a.numbers[at] !== b.numbers[at]) return (b.numbers[at] ?? 0) - (a.numbers[at] ?? 0);
  // 1.2.0 comes after 1.2.0-rc.1 (semver.org, 11).
  if ((a.rest === '') !== (b.rest === '')) return a.rest === '' ? -1 : 1;
  return byName(a.rest, b.rest) || byName(one.tag, two.tag);
}

/** `v1.27`, `2.4.0-rc.1`, `1.27-alpine`: up to three numbers, and what follows them. */
function versionOf(tag: string): { numbers: [number, number, number]; rest: string } | undefined {
  const match = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-._+](.*))?$/.exec(tag);
  if (match === null) return undefined;
  return { numbers: [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)], rest: match[4] ?? '' };
}

/** From the highest down, with numbers in names as numbers: `rc.10` before `rc.9`. */
const byName = (one: string, two: string): number => COLLATOR.compare(two, one) || (one === two ? 0 : one < two ? 1 : -1);
const COLLATOR = new Intl.Collator('en', { numeric: true });
