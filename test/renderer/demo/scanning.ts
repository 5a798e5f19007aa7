import type { Finding, FindingsPage, ImageScan, ScannedImage, WatchesState } from '../../../shared/model/findings';
import { countSeverities } from '../../../shared/scanning/severity';

const repository = { profile: 'harbour', region: 'eu-central-1', name: 'shop/api' };
const finding = (name: string, over: Partial<Finding>): Finding => ({ id: `${name}|${over.package ?? ''}`, name, severity: 'HIGH', fix: 'yes', links: [`https://nvd.nist.gov/vuln/detail/${name}`], ...over });

/** Findings as an enhanced scan tells them. */
export const findings: readonly Finding[] = [
  finding('CVE-2024-3094', { severity: 'CRITICAL', package: 'xz-utils', version: '5.6.0-0.2', fixedIn: '5.6.1+really5.4.5-1', score: 10, exploit: true, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', description: 'Malicious code was found in the upstream tarballs of xz, from version 5.6.0 on.' }),
  finding('CVE-2023-44487', { package: 'nghttp2', version: '1.52.0-1', fixedIn: '1.52.0-1+deb12u1', score: 7.5, description: 'The HTTP/2 protocol allows a denial of service (server resource consumption) because request cancellation can reset many streams quickly.' }),
  finding('CVE-2023-4911', { package: 'glibc', version: '2.36-9+deb12u1', fixedIn: '2.36-9+deb12u3', score: 7.8 }),
  finding('CVE-2023-5363', { severity: 'MEDIUM', package: 'openssl', version: '3.0.9-1', fix: 'no', score: 5.3 }),
  finding('CVE-2022-3219', { severity: 'LOW', package: 'gnupg2', version: '2.2.40-1.1', fix: 'unknown', score: 3.3 }),
];

const scan = (over: Partial<ImageScan> = {}): ImageScan => ({ digest: `sha256:${'a1'.repeat(32)}`, kind: 'enhanced', status: 'active', scannedAt: '2026-11-14T08:30:00.000Z', counts: countSeverities(findings), ...over });

export const findingsPage = (): FindingsPage => ({
  digest: scan().digest,
  rows: [...findings],
  total: findings.length,
  counts: countSeverities(findings),
  fixable: 3,
  scans: [scan({ platform: 'linux/amd64' }), scan({ platform: 'linux/arm64' })],
});

export const scannedImages = (): ScannedImage[] => [
  { repository, digest: scan().digest, tags: ['2.4.1', 'latest'], scan: scan(), pushedAt: '2026-11-13T08:30:00.000Z' },
  { repository, digest: `sha256:${'b2'.repeat(32)}`, tags: ['2.4.0'], scan: scan({ digest: `sha256:${'b2'.repeat(32)}`, status: 'never', counts: {} }) },
];

export const demoWatches = (): WatchesState['watches'] => [
  { repository, uri: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/api', tag: 'latest', severity: 'CRITICAL', checkedAt: '2026-11-14T08:30:00.000Z', found: 1 },
];
