import type { ImageState } from '../state';

/** Findings of the older images only: the newest one is clean, which is what fixing is for. */
const KNOWN: readonly { name: string; severity: string; uri: string; packageName: string; version: string; sinceAge: number }[] = [
  { name: 'CVE-2023-44487', severity: 'HIGH', uri: 'https://security-tracker.debian.org/tracker/CVE-2023-44487', packageName: 'nghttp2', version: '1.52.0-1', sinceAge: 1 },
  { name: 'CVE-2023-4911', severity: 'HIGH', uri: 'https://security-tracker.debian.org/tracker/CVE-2023-4911', packageName: 'glibc', version: '2.36-9+deb12u1', sinceAge: 1 },
  { name: 'CVE-2024-3094', severity: 'CRITICAL', uri: 'https://security-tracker.debian.org/tracker/CVE-2024-3094', packageName: 'xz-utils', version: '5.6.0-0.2', sinceAge: 2 },
  { name: 'CVE-2022-3219', severity: 'LOW', uri: 'https://security-tracker.debian.org/tracker/CVE-2022-3219', packageName: 'gnupg2', version: '2.2.40-1.1', sinceAge: 0 },
];

/** A basic scan's result for an image that has `age` newer ones. `scannedAt` is epoch milliseconds. */
export function sampleFindings(age: number, scannedAt: number): NonNullable<ImageState['findings']> {
  const found = KNOWN.filter(({ sinceAge }) => age >= sinceAge);
  const severityCounts: Record<string, number> = {};
  for (const { severity } of found) severityCounts[severity] = (severityCounts[severity] ?? 0) + 1;
  const findings = found.map(({ name, severity, uri, packageName, version }) => ({
    name,
    severity,
    uri,
    attributes: [
      { key: 'package_name', value: packageName },
      { key: 'package_version', value: version },
    ],
  }));
  return { severityCounts, findings, scannedAt };
}
