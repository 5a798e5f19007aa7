import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors';
import { FindingFilter, SEVERITIES, type Finding, type ImageToScan, type Severity } from '../../../shared/model/findings';
import { filterFindings } from '../../../shared/scanning/filter-findings';
import { countFrom, countSeverities, countWords } from '../../../shared/scanning/severity';
import type { ScanReport } from '../../scanning/scan-reports';
import { imageArgument } from '../arguments/image-argument';
import type { Action, CommandRun } from '../command-run';
import { SaidAlready } from '../output/said-already';
import { scanWords } from '../output/scan-words';

interface FilterOptions {
  severity?: string;
  fixable?: true;
  search?: string;
}

/** `berth scan` and `berth findings`: have an image scanned, and what its scan found. */
export function addScans(program: Command, action: Action): void {
  program
    .command('scan <image>')
    .description('scan an image (NAME:TAG or NAME@DIGEST), or tell how far its scan is')
    .option('--wait', 'wait for the scan, and tell what it found')
    .option('--fail-on <severity>', 'exit with 1 where a finding is of this severity or worse; waits')
    .action(
      action<[string], { wait?: true; failOn?: string }>(async (run, text) => {
        const { services, options, signal, out } = run;
        const limit = options.failOn === undefined ? undefined : severityOf(options.failOn);
        const image = await imageOf(run, text);
        const began = await begin(run, image);
        const report = options.wait === true || limit !== undefined ? await services.scanning.finished(image, signal) : await services.scanReports.of(image, { fresh: true, signal });
        const counts = countSeverities(report.findings);
        out.result({ digest: report.digest, started: began, scans: report.scans, counts }, () => `${scanWords(report.scans)}\n${report.scans.some(({ status }) => status === 'complete' || status === 'active') ? `Findings: ${countWords(counts)}\n` : ''}`);
        if (limit === undefined) return;
        if (!report.scans.every(({ status }) => status === 'complete' || status === 'active'))
          throw failing(run, `The image could not be scanned as a whole: ${scanWords(report.scans)}`);
        const grave = countFrom(counts, limit);
        if (grave > 0) throw failing(run, `${grave} finding${grave === 1 ? '' : 's'} of severity ${limit.toLowerCase()} or worse.`);
      }),
    );
  program
    .command('findings <image>')
    .description('list what the scan of an image found (NAME:TAG or NAME@DIGEST)')
    .option('--severity <severities>', 'only these: critical,high')
    .option('--fixable', 'only what a newer version of the package mends')
    .option('--search <text>', 'words of name, package and description')
    .option('--compare <image>', 'what is new and what is fixed from this image to that one')
    .option('--export <file>', 'write them to a file, as CSV or, where its name ends so, as JSON')
    .action(
      action<[string], FilterOptions & { compare?: string; export?: string }>(async (run, text) => {
        const { services, options, out } = run;
        const image = await imageOf(run, text);
        const filter = filterOf(options);
        if (options.export !== undefined) {
          const path = resolve(options.export);
          await services.scanning.export({ ...image, ...filter, path, format: path.endsWith('.json') ? 'json' : 'csv' });
          return out.result({ path }, () => `Written to ${path}\n`);
        }
        if (options.compare !== undefined) return compare(run, { image, other: await imageOf(run, options.compare), filter });
        const report = await services.scanReports.of(image);
        tellWhatIsNotScanned(run, report);
        const isTold = report.scans.some(({ status }) => status === 'complete' || status === 'active');
        list(run, filterFindings(report.findings, filter), isTold ? 'No findings.' : 'No scan tells what it has.');
      }),
    );
}

const imageOf = async (run: CommandRun<object>, text: string): Promise<ImageToScan> => imageArgument(text, run);

/** True where a scan was started; a scan of today, and one that Amazon Inspector keeps up by itself, are as good. */
async function begin({ services, signal, out }: CommandRun<object>, image: ImageToScan): Promise<boolean> {
  try {
    await services.scanning.start(image, signal);
    return true;
  } catch (thrown) {
    const { scans } = await services.scanReports.of(image, { fresh: true, signal });
    const isScanned = scans.some(({ status }) => ['complete', 'active', 'scanning', 'pending'].includes(status));
    if (!isScanned || !(thrown instanceof AppError) || (thrown.code !== 'quota-exceeded' && thrown.code !== 'unsupported')) throw thrown;
    // With --json `started` says it.
    if (!out.json) out.note(`berth: ${thrown.message}`);
    return false;
  }
}

async function compare(run: CommandRun<object>, { image, other, filter }: { image: ImageToScan; other: ImageToScan; filter: FindingFilter }): Promise<void> {
  const { added, fixed, same } = await run.services.scanning.compare({ left: image, right: other });
  const rows = [
    ...filterFindings(added, filter).map((finding) => ({ change: 'new', ...finding })),
    ...filterFindings(fixed, filter).map((finding) => ({ change: 'fixed', ...finding })),
  ];
  if (!run.out.json) run.out.note(`${added.length} new, ${fixed.length} fixed, ${same.length} in both`);
  run.out.list(rows, [{ title: 'CHANGE', of: ({ change }) => change }, ...COLUMNS], 'No difference.');
}

const COLUMNS: { title: string; of: (finding: Finding) => string; align?: 'right' }[] = [
  { title: 'SEVERITY', of: ({ severity }) => severity.toLowerCase() },
  { title: 'NAME', of: ({ name }) => name },
  { title: 'PACKAGE', of: (finding) => [finding.package, finding.version].filter(Boolean).join(' ') || '–' },
  { title: 'FIXED IN', of: ({ fixedIn, fix }) => fixedIn ?? (fix === 'no' ? 'no fix' : '–') },
  { title: 'CVSS', of: ({ score }) => (score === undefined ? '' : score.toFixed(1)), align: 'right' },
];

const list = ({ out }: CommandRun<object>, findings: readonly Finding[], whenEmpty: string): void => out.list(findings, COLUMNS, whenEmpty);

function tellWhatIsNotScanned({ out }: CommandRun<object>, { scans }: ScanReport): void {
  const left = scans.filter(({ status }) => status !== 'complete' && status !== 'active');
  if (left.length > 0) out.note(`berth: ${scanWords(left)}`);
}

function filterOf({ severity, fixable, search }: FilterOptions): FindingFilter {
  return FindingFilter.parse({ severities: severity?.split(',').map((each) => severityOf(each.trim())) ?? [], fixable: fixable === true, search: search ?? '' });
}

function severityOf(text: string): Severity {
  const found = SEVERITIES.find((each) => each === text.toUpperCase());
  if (found !== undefined) return found;
  throw new AppError('invalid-input', `“${text}” is no severity.`, { hint: `They are ${SEVERITIES.map((each) => each.toLowerCase()).join(', ')}.` });
}

/** The result is on standard output already; this only ends with 1. */
function failing({ out }: CommandRun<object>, why: string): SaidAlready {
  out.note(`berth: ${why}`);
  return new SaidAlready();
}
