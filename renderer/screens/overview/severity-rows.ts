import type { Overview, Severity } from '../../../shared/model/overview/overview';
import { count } from '../../words/sizes';

const LOOK: Record<Severity, { label: string; tone: string }> = {
  CRITICAL: { label: 'Critical', tone: 'chart-poor' },
  HIGH: { label: 'High', tone: 'chart-doubtful' },
  MEDIUM: { label: 'Medium', tone: 'chart-8' },
  LOW: { label: 'Low', tone: 'chart-fair' },
  INFORMATIONAL: { label: 'Informational', tone: 'chart-none' },
  UNDEFINED: { label: 'Undefined', tone: 'chart-none' },
};

/** The severities with findings, the worst first; critical and high always. */
export function severityRows(
  found: Overview['findings']['bySeverity'],
): { key: string; label: string; value: number; note: string; tone: string }[] {
  return (Object.keys(LOOK) as Severity[]).flatMap((severity) => {
    const value = found.find((one) => one.severity === severity)?.findings ?? 0;
    if (value === 0 && severity !== 'CRITICAL' && severity !== 'HIGH') return [];
    return [{ key: severity, ...LOOK[severity], value, note: count(value) }];
  });
}
