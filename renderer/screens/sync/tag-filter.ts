import { matchesPattern } from '../../../shared/ecr/wildcard';

/** Patterns as they are typed: apart by blanks or commas. */
export const patternsIn = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

/** One sentence saying what is wrong with a typed pattern, or nothing. */
export function patternProblem(text: string): string | undefined {
  const wrong = patternsIn(text).find((pattern) => !/^[\w.*-]{1,128}$/.test(pattern));
  return wrong === undefined
    ? undefined
    : `“${wrong.slice(0, 40)}” fits no tag: tags have letters, digits, “_”, “.” and “-”; “*” stands for any of them.`;
}

/** How many tags the patterns mean: all where none is given, less those to leave out. */
export function countFitting(
  tags: readonly string[],
  { include, exclude }: { include: readonly string[]; exclude: readonly string[] },
): number {
  const fits = (patterns: readonly string[], tag: string): boolean =>
    patterns.some((pattern) => matchesPattern(pattern, tag));
  return tags.filter((tag) => (include.length === 0 || fits(include, tag)) && !fits(exclude, tag)).length;
}
