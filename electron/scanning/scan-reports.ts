import type { Finding, ImageScan, ImageToScan } from '../../shared/model/findings';
import type { RepositoryKey } from '../../shared/model/repository';
import { describeImage } from '../ecr/images/describe-image';
import { readManifest } from '../ecr/images/manifest-platforms';
import { readManifests } from '../ecr/images/read-manifests';
import type { EcrClients } from '../ecr/ports';
import { isIndexType } from '../registry/media-types';
import { inParallel } from '../transfer/content/in-parallel';
import { readScan, type ScannedDigest } from './read-scan';

const AT_ONCE = 4;
/** How long a report is good for while somebody sorts and filters it; scans that are under way are looked at each time. */
const KEEP_MS = 5 * 60_000;
const MOST_KEPT = 40;

/** All that is known of an image's weaknesses. */
export interface ScanReport {
  digest: string;
  /** One scan, or one for each platform of an index. */
  scans: ImageScan[];
  /** Each once, with the platforms that have it. */
  findings: Finding[];
}

export const isUnderWay = ({ status }: ImageScan): boolean => status === 'scanning' || status === 'pending';

export interface ScanReportsPorts {
  clients: EcrClients;
  /** Epoch milliseconds. */
  now: () => number;
  /** Told of every report that was read: lists may not know as much, because DescribeImages leaves out newer scans' summaries. */
  read?: (repository: RepositoryKey, report: ScanReport) => void;
}

/** Reads and keeps reports. Every method fails with an AppError. */
export class ScanReports {
  readonly #clients: EcrClients;
  readonly #now: () => number;
  readonly #told: ScanReportsPorts['read'];
  readonly #kept = new Map<string, { at: number; report: ScanReport }>();

  constructor({ clients, now, read }: ScanReportsPorts) {
    this.#clients = clients;
    this.#now = now;
    this.#told = read;
  }

  /** `fresh` asks ECR again. */
  async of({ repository, image }: ImageToScan, { fresh = false, signal }: { fresh?: boolean; signal?: AbortSignal } = {}): Promise<ScanReport> {
    const key = `${repository.profile} ${repository.region} ${repository.name} ${image}`;
    const kept = this.#kept.get(key);
    if (!fresh && kept !== undefined && this.#now() - kept.at < KEEP_MS && !kept.report.scans.some(isUnderWay)) return kept.report;
    const report = await this.#read(repository, image, signal);
    this.#told?.(repository, report);
    this.#kept.delete(key);
    this.#kept.set(key, { at: this.#now(), report });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return report;
  }

  /** Whether a link is one of a finding that was read lately: no other address of strangers is opened. */
  offers(url: string): boolean {
    return [...this.#kept.values()].some(({ report }) => report.findings.some(({ links }) => links.includes(url)));
  }

  /** The images that are scanned when `image` is: itself, or those of an index that run somewhere. */
  async targets({ repository, image }: ImageToScan, signal?: AbortSignal): Promise<ScannedDigest[]> {
    const { digest, mediaType } = await describeImage(this.#clients, { repository, image }, signal);
    const itself = { repository, digest };
    if (!isIndexType(mediaType ?? '')) return [itself];
    const text = (await readManifests(this.#clients, repository, [digest])).get(digest);
    const manifest = text === undefined ? undefined : readManifest(text);
    const children = manifest?.kind === 'index' ? manifest.children.flatMap(({ digest: child, platform }) => (platform === undefined ? [] : [{ repository, digest: child, platform }])) : [];
    return children.length === 0 ? [itself] : children;
  }

  async #read(repository: RepositoryKey, image: string, signal?: AbortSignal): Promise<ScanReport> {
    const options = signal === undefined ? {} : { signal };
    const { digest } = await describeImage(this.#clients, { repository, image }, signal);
    const targets = await this.targets({ repository, image: digest }, signal);
    if (targets[0]?.digest !== digest) {
      // ECR scans the images of an index; a registry that speaks of the index itself has the last word.
      const own = await readScan(this.#clients, { repository, digest }, options);
      if (own.scan.status !== 'never' && own.scan.status !== 'unsupported') return { digest, scans: [own.scan], findings: own.findings };
    }
    const read = new Map<string, { scan: ImageScan; findings: Finding[] }>();
    await inParallel({ items: targets, limit: AT_ONCE, signal: signal ?? new AbortController().signal }, async (target, stop) => {
      read.set(target.digest, await readScan(this.#clients, target, { signal: stop }));
    });
    const parts = targets.flatMap((target) => read.get(target.digest) ?? []);
    return { digest, scans: parts.map(({ scan }) => scan), findings: merged(parts) };
  }
}

/** Findings of several platforms, each once. */
function merged(parts: readonly { scan: ImageScan; findings: readonly Finding[] }[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const { scan, findings } of parts)
    for (const finding of findings) {
      const known = found.get(finding.id);
      const platforms = scan.platform === undefined ? [] : [...(known?.platforms ?? []), scan.platform];
      found.set(finding.id, { ...(known ?? finding), ...(platforms.length > 0 && { platforms: [...new Set(platforms)] }) });
    }
  return [...found.values()];
}
