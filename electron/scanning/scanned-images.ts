import type { ScannedImage } from '../../shared/model/findings';
import type { RepositoryKey } from '../../shared/model/repository';
import { countSeverities } from '../../shared/scanning/severity';
import { listImages } from '../ecr/images/list-images';
import type { EcrClients } from '../ecr/ports';
import { inParallel } from '../transfer/content/in-parallel';
import type { ScanReports } from './scan-reports';

/** Each image is a call or several: of a repository the newest ones with a tag are looked at. */
const MOST = 50;
const AT_ONCE = 4;

/** The newest tagged images of a repository, each with what its scan found. @throws AppError. */
export async function scannedImages({ clients, reports }: { clients: EcrClients; reports: ScanReports }, repository: RepositoryKey, { most = MOST, fresh = false, signal }: { most?: number; fresh?: boolean; signal?: AbortSignal } = {}): Promise<ScannedImage[]> {
  const images = [];
  for await (const page of listImages(clients, { ...repository, tagged: true }, signal)) images.push(...page);
  const newest = images.sort((a, b) => (b.pushedAt ?? '').localeCompare(a.pushedAt ?? '')).slice(0, most);
  const found = new Map<string, ScannedImage>();
  await inParallel({ items: newest, limit: AT_ONCE, signal: signal ?? new AbortController().signal }, async ({ digest, tags, pushedAt }, stop) => {
    const report = await reports.of({ repository, image: digest }, { fresh, signal: stop });
    const [first] = report.scans;
    const worst = report.scans.find(({ status }) => status === 'scanning' || status === 'failed') ?? first;
    found.set(digest, {
      repository,
      digest,
      tags,
      scan: { digest, status: worst?.status ?? 'never', counts: countSeverities(report.findings), ...(worst?.kind !== undefined && { kind: worst.kind }), ...(worst?.note !== undefined && { note: worst.note }), ...(first?.scannedAt !== undefined && { scannedAt: first.scannedAt }) },
      ...(pushedAt !== undefined && { pushedAt }),
    });
  });
  return newest.flatMap(({ digest }) => found.get(digest) ?? []);
}
