import type { Image } from '../../shared/model/image';
import { countSeverities } from '../../shared/scanning/severity';
import type { ScanReport } from './scan-reports';

/** What lists of images may show of a report: how many findings of each severity the image has, and each platform of an index. Nothing where no scan tells. */
export function scanSummaries({ digest, scans, findings }: ScanReport): (readonly [digest: string, note: Required<Pick<Image, 'findings'>>])[] {
  const told = scans.filter(({ status }) => status === 'complete' || status === 'active');
  if (told.length === 0) return [];
  const parts = told.filter((scan) => scan.digest !== digest).map((scan) => [scan.digest, { findings: scan.counts }] as const);
  return [[digest, { findings: countSeverities(findings) }], ...parts];
}
