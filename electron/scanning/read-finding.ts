/** Findings of basic and of enhanced scanning as one and the same. Everything in them was written by strangers. */
import type { EnhancedImageScanFinding, ImageScanFinding } from '@aws-sdk/client-ecr';
import type { Finding } from '../../shared/model/findings';
import { readSeverity } from '../../shared/scanning/severity';

/** Texts longer than this are cut: nobody reads them, and ten thousand of them are shown. */
const MOST_TEXT = 4_000;
const MOST_LINKS = 12;

/** Links that may be opened: https alone, each once. */
function links(...urls: (string | undefined)[]): string[] {
  const safe = urls.filter((url): url is string => url !== undefined && url.length < 2_000 && isPlainHttps(url));
  return [...new Set(safe)].slice(0, MOST_LINKS);
}

/** No port and no user name in front (`https://nvd.nist.gov@evil.example`): nothing else is a link to an advisory. */
function isPlainHttps(text: string): boolean {
  try {
    const { protocol, port, username, password } = new URL(text);
    return protocol === 'https:' && port === '' && username === '' && password === '';
  } catch {
    return false;
  }
}

/** ECR and Inspector write “NotAvailable” where there is no fixed version. */
const versionOf = (text: string | undefined): string | undefined => (text === undefined || text === '' || /^not ?available$/i.test(text) ? undefined : text);

/** The keys of `fields` that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

const cut = (text: string | undefined): string | undefined => (text === undefined || text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)}…`);

/** Basic scanning hides what it knows in `attributes`: `package_name`, `CVSS3_SCORE` and so on, by the scanner of the day. */
export function readBasicFinding({ name = 'unnamed', severity, uri, description, attributes = [] }: ImageScanFinding): Finding {
  const of = (...keys: string[]): string | undefined => keys.map((key) => attributes.find((one) => one.key?.toLowerCase() === key)?.value).find((value) => value !== undefined && value !== '');
  const score = Number(of('cvss4_score', 'cvss3_score', 'cvss2_score'));
  const fixedIn = versionOf(of('fixed_version', 'package_fixed_version'));
  const at = { package: of('package_name'), version: of('package_version') };
  return {
    id: idOf(name, at),
    name,
    severity: readSeverity(severity),
    fix: fixedIn === undefined ? 'unknown' : 'yes',
    links: links(uri),
    ...given({ ...at, fixedIn, vector: of('cvss4_vector', 'cvss3_vector', 'cvss2_vector'), description: cut(description), ...(Number.isFinite(score) && score > 0 && { score }) }),
  };
}

const FIXES: Readonly<Record<string, Finding['fix']>> = { YES: 'yes', NO: 'no', PARTIAL: 'partly' };

/** One finding for each package that has the weakness. */
export function readEnhancedFinding(finding: EnhancedImageScanFinding): Finding[] {
  const { packageVulnerabilityDetails: details, scoreDetails, remediation } = finding;
  const name = details?.vulnerabilityId ?? finding.title ?? 'unnamed';
  const first = details?.cvss?.[0];
  const packages = details?.vulnerablePackages?.length ? details.vulnerablePackages : [{}];
  return packages.map((at) => {
    const fixedIn = versionOf(at.fixedInVersion);
    const version = [at.version, at.release].filter((part) => part !== undefined && part !== '').join('-');
    const where = { package: at.name, version: at.epoch !== undefined && at.epoch > 0 && version !== '' ? `${at.epoch}:${version}` : version };
    return {
      id: idOf(name, where, at.filePath),
      name,
      severity: readSeverity(finding.severity),
      fix: FIXES[finding.fixAvailable ?? ''] ?? (fixedIn === undefined ? 'unknown' : 'yes'),
      links: links(details?.sourceUrl, remediation?.recommendation?.url, ...(details?.referenceUrls ?? [])),
      ...given({
        ...where,
        fixedIn,
        score: scoreDetails?.cvss?.score ?? finding.score ?? first?.baseScore,
        vector: scoreDetails?.cvss?.scoringVector ?? first?.scoringVector,
        exploit: finding.exploitAvailable === undefined ? undefined : finding.exploitAvailable === 'YES',
        title: finding.title === name ? undefined : cut(finding.title),
        description: cut(finding.description),
        layer: at.sourceLayerHash,
        file: at.filePath,
        firstSeenAt: instantOf(finding.firstObservedAt),
      }),
    };
  });
}

const idOf = (name: string, { package: of = '', version = '' }: { package: string | undefined; version: string | undefined }, file = ''): string => [name, of, version, file].join('|');

const instantOf = (date: Date | undefined): string | undefined => (date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString());
