import type { Finding } from '../model/findings';

/** A weakness is the same one in another version of its package: that is what an update is to mend. */
const keyOf = ({ name, package: of = '' }: Finding): string => `${name} ${of}`;

/** From the findings of one image to those of another: what came, what went, what both have (as the second one has it). */
export function compareFindings(before: readonly Finding[], after: readonly Finding[]): { added: Finding[]; fixed: Finding[]; same: Finding[] } {
  const had = new Set(before.map(keyOf));
  const has = new Set(after.map(keyOf));
  return {
    added: after.filter((finding) => !had.has(keyOf(finding))),
    fixed: before.filter((finding) => !has.has(keyOf(finding))),
    same: after.filter((finding) => had.has(keyOf(finding))),
  };
}
