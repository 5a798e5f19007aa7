import { AppError, toAppError } from '../../shared/errors';
import type { CompareFindings, ExportFindings, FindingFilter, FindingsCompared, FindingsPage, FindingsQuery, ImageToScan } from '../../shared/model/findings';
import { compareFindings } from '../../shared/scanning/compare-findings';
import { findingsCsv, findingsJson } from '../../shared/scanning/export-findings';
import { filterFindings, isFixable } from '../../shared/scanning/filter-findings';
import { countSeverities } from '../../shared/scanning/severity';
import type { EcrClients } from '../ecr/ports';
import { isUnderWay, type ScanReports, type ScanReport } from './scan-reports';
import { startScan } from './start-scan';

/** How often a scan that is waited for is asked about. */
const LOOK_EVERY_MS = 2_000;

const WORST_FIRST: FindingFilter = { search: '', severities: [], fixable: false, sort: 'severity', descending: false };

export interface ScanningPorts {
  clients: EcrClients;
  reports: ScanReports;
  /** Waits some milliseconds; ends early, without failing, when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Writes a file as a whole, or not at all. */
  write(path: string, text: string): Promise<void>;
}

/** What a person does with scans and what they found. Every method fails with an AppError. */
export class Scanning {
  readonly #ports: ScanningPorts;

  constructor(ports: ScanningPorts) {
    this.#ports = ports;
  }

  /** A window of the findings of an image. */
  async query({ offset, limit, fresh, ...query }: FindingsQuery): Promise<FindingsPage> {
    const { digest, scans, findings } = await this.#ports.reports.of(query, { fresh });
    const kept = filterFindings(findings, query);
    return { digest, scans, rows: kept.slice(offset, offset + limit), total: kept.length, counts: countSeverities(findings), fixable: findings.filter(isFixable).length };
  }

  /** Writes what the filter leaves, in its order. */
  async export({ path, format, ...query }: ExportFindings): Promise<void> {
    const { findings } = await this.#ports.reports.of(query);
    const kept = filterFindings(findings, query);
    await this.#ports.write(path, format === 'csv' ? findingsCsv(kept) : findingsJson(kept));
  }

  async compare({ left, right }: CompareFindings): Promise<FindingsCompared> {
    const [before, after] = await Promise.all([this.#ports.reports.of(left), this.#ports.reports.of(right)]);
    const { added, fixed, same } = compareFindings(before.findings, after.findings);
    return { added: filterFindings(added, WORST_FIRST), fixed: filterFindings(fixed, WORST_FIRST), same: filterFindings(same, WORST_FIRST), left: before.scans, right: after.scans };
  }

  /** Starts a scan of an image, or of each image of an index; answers how many began. What cannot begin is a failure only if none could. */
  async start(image: ImageToScan, signal?: AbortSignal): Promise<{ started: number }> {
    const targets = await this.#ports.reports.targets(image, signal);
    const failures: AppError[] = [];
    for (const target of targets) await startScan(this.#ports.clients, target, signal).catch((thrown: unknown) => void failures.push(toAppError(thrown)));
    const [first] = failures;
    if (first !== undefined && failures.length === targets.length) throw first;
    return { started: targets.length - failures.length };
  }

  /** The report once no scan of the image is under way. @throws AppError `cancelled`. */
  async finished(image: ImageToScan, signal: AbortSignal): Promise<ScanReport> {
    for (;;) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { hint: 'The scan goes on at ECR; look at its findings later.' });
      const report = await this.#ports.reports.of(image, { fresh: true, signal });
      if (!report.scans.some(isUnderWay)) return report;
      await this.#ports.sleep(LOOK_EVERY_MS, signal);
    }
  }
}
