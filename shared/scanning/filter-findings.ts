import type { Finding, FindingFilter } from '../model/findings';
import { severityRank } from './severity';

type Order = (a: Finding, b: Finding) => number;
const byText = (of: (finding: Finding) => string): Order => (a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0);
const byNumber = (of: (finding: Finding) => number): Order => (a, b) => of(a) - of(b);
const FIXES: readonly Finding['fix'][] = ['yes', 'partly', 'no', 'unknown'];

/** The first direction of each is the one that is asked for most: the worst, the highest score, what can be mended. */
const ORDERS: Readonly<Record<FindingFilter['sort'], Order>> = {
  severity: byNumber(({ severity }) => severityRank(severity)),
  name: byText(({ name }) => name),
  package: byText((finding) => finding.package ?? ''),
  score: byNumber(({ score = 0 }) => -score),
  fix: byNumber(({ fix }) => FIXES.indexOf(fix)),
};

/** Whether a newer version of the package mends it. */
export const isFixable = ({ fix }: Finding): boolean => fix === 'yes' || fix === 'partly';

/** Those that the filter leaves, in its order; ties by severity, score and name. */
export function filterFindings(findings: readonly Finding[], { search, severities, fixable, sort, descending }: FindingFilter): Finding[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const kept = findings.filter(
    (finding) =>
      (severities.length === 0 || severities.includes(finding.severity)) &&
      (!fixable || isFixable(finding)) &&
      (words.length === 0 || hasWords(finding, words)),
  );
  const order = ORDERS[sort];
  const turn = descending ? -1 : 1;
  return kept.sort((a, b) => turn * order(a, b) || ORDERS.severity(a, b) || ORDERS.score(a, b) || ORDERS.name(a, b) || ORDERS.package(a, b));
}

function hasWords(finding: Finding, words: readonly string[]): boolean {
  const text = [finding.name, finding.package, finding.version, finding.title, finding.description, finding.file].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}
