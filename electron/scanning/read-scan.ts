import { paginateDescribeImageScanFindings, type ScanStatus as EcrStatus } from '@aws-sdk/client-ecr';
import type { Finding, ImageScan, ScanStatus } from '../../shared/model/findings';
import type { RepositoryKey } from '../../shared/model/repository';
import { countSeverities, readSeverity } from '../../shared/scanning/severity';
import { asEcrError } from '../ecr/call-ecr';
import type { EcrClients } from '../ecr/ports';
import { readBasicFinding, readEnhancedFinding } from './read-finding';

/** The most that DescribeImageScanFindings hands out at once (API reference). */
const PAGE = 1000;

const STATUSES: Readonly<Record<EcrStatus, ScanStatus>> = {
  IN_PROGRESS: 'scanning',
  PENDING: 'pending',
  COMPLETE: 'complete',
  ACTIVE: 'active',
  FAILED: 'failed',
  UNSUPPORTED_IMAGE: 'unsupported',
  SCAN_ELIGIBILITY_EXPIRED: 'expired',
  LIMIT_EXCEEDED: 'limit',
  FINDINGS_UNAVAILABLE: 'unavailable',
  IMAGE_ARCHIVED: 'archived',
};

export interface ScanRead {
  scan: ImageScan;
  findings: Finding[];
}

/** An image of a repository, and its platform within an index. */
export interface ScannedDigest {
  repository: RepositoryKey;
  digest: string;
  platform?: string;
}

/**
 * The scan of one image with all its findings; `countsOnly` reads no further than the first page, which counts them all. An image
 * that was never scanned, or cannot be, is an answer and no failure. @throws AppError.
 */
export async function readScan(clients: EcrClients, { repository, digest, platform }: ScannedDigest, { signal, countsOnly = false }: { signal?: AbortSignal; countsOnly?: boolean } = {}): Promise<ScanRead> {
  const about = { digest, ...(platform !== undefined && { platform }) };
  const scan: ImageScan = { ...about, status: 'never', counts: {} };
  const findings: Finding[] = [];
  try {
    const client = await clients.ecr(repository.profile, repository.region);
    const pages = paginateDescribeImageScanFindings({ client, pageSize: countsOnly ? 1 : PAGE, stopOnSameToken: true }, { repositoryName: repository.name, imageId: { imageDigest: digest } }, { abortSignal: signal });
    for await (const { imageScanStatus, imageScanFindings: page } of pages) {
      if (imageScanStatus?.status !== undefined) scan.status = STATUSES[imageScanStatus.status] ?? 'unavailable';
      if (imageScanStatus?.description) scan.note = imageScanStatus.description;
      if (page?.imageScanCompletedAt !== undefined) scan.scannedAt = page.imageScanCompletedAt.toISOString();
      for (const [severity, count] of Object.entries(page?.findingSeverityCounts ?? {})) scan.counts[readSeverity(severity)] = count;
      if (page?.enhancedFindings?.length) scan.kind = 'enhanced';
      else if (page?.findings?.length) scan.kind ??= 'basic';
      findings.push(...(page?.findings ?? []).map(readBasicFinding), ...(page?.enhancedFindings ?? []).flatMap(readEnhancedFinding));
      if (countsOnly) break;
    }
    if (scan.status === 'active') scan.kind = 'enhanced';
    if (scan.status === 'complete') scan.kind ??= 'basic';
    // ECR counts weaknesses, Berth packages that have one; what is shown below the counts has to add up to them.
    if (!countsOnly && findings.length > 0) scan.counts = countSeverities(findings);
    return { scan, findings };
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : '';
    if (name === 'ScanNotFoundException') return { scan: { ...scan, status: 'never' }, findings: [] };
    if (name === 'UnsupportedImageTypeException') return { scan: { ...scan, status: 'unsupported' }, findings: [] };
    throw asEcrError(thrown, { ...repository, repository: repository.name, operation: 'DescribeImageScanFindings' });
  }
}
