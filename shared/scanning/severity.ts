import { SEVERITIES, type Severity, type SeverityCounts } from '../model/findings';

/** 0 for the worst. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Any word for a severity; what is not known (`UNTRIAGED`, a new one) is undefined. */
export function readSeverity(text: string | undefined): Severity {
  const found = SEVERITIES.find((each) => each === text?.toUpperCase());
  return found ?? 'UNDEFINED';
}

export function countSeverities(findings: readonly { severity: Severity }[]): SeverityCounts {
  const counts: SeverityCounts = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

/** Severities that are there, worst first, with their counts. */
export const presentSeverities = (counts: SeverityCounts): { severity: Severity; count: number }[] =>
  SEVERITIES.flatMap((severity) => {
    const count = counts[severity] ?? 0;
    return count > 0 ? [{ severity, count }] : [];
  });

/** “2 critical, 1 high”; “none” when there is nothing. */
export const countWords = (counts: SeverityCounts): string =>
  presentSeverities(counts).map(({ severity, count }) => `${count} ${severity.toLowerCase()}`).join(', ') || 'none';

/** How many are of this severity or worse. */
export const countFrom = (counts: SeverityCounts, severity: Severity): number =>
  SEVERITIES.slice(0, severityRank(severity) + 1).reduce((sum, each) => sum + (counts[each] ?? 0), 0);
