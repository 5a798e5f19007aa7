import type { ImageState } from '../state';

/** Findings of the older images only: the newest one is clean, which is what fixing is for. */
const KNOWN: readonly { name: string; severity: string; uri: string; packageName: string; version: string; sinceAge: number; fixed?: string; score?: string; about?: string }[] = [
  { name: 'CVE-2023-44487', severity: 'HIGH', uri: 'https://security-tracker.debian.org/tracker/CVE-2023-44487', packageName: 'nghttp2', version: '1.52.0-1', sinceAge: 1, fixed: '1.52.0-1+deb12u1', score: '7.5', about: 'The HTTP/2 protocol allows a denial of service, because cancelling requests can reset many streams quickly.' },
  { name: 'CVE-2023-4911', severity: 'HIGH', uri: 'https://security-tracker.debian.org/tracker/CVE-2023-4911', packageName: 'glibc', version: '2.36-9+deb12u1', sinceAge: 1, fixed: '2.36-9+deb12u3', score: '7.8', about: 'A buffer overflow in the dynamic loader ld.so lets a local attacker gain privileges through GLIBC_TUNABLES.' },
  { name: 'CVE-2024-3094', severity: 'CRITICAL', uri: 'https://security-tracker.debian.org/tracker/CVE-2024-3094', packageName: 'xz-utils', version: '5.6.0-0.2', sinceAge: 2, fixed: '5.6.1+really5.4.5-1', score: '10.0', about: 'Malicious code was found in the upstream tarballs of xz, from version 5.6.0 on.' },
  { name: 'CVE-2022-3219', severity: 'LOW', uri: 'https://security-tracker.debian.org/tracker/CVE-2022-3219', packageName: 'gnupg2', version: '2.2.40-1.1', sinceAge: 0, score: '3.3', about: 'GnuPG can be made to spin on a relatively small input by making a public key with thousands of signatures attached.' },
];

/** A basic scan's result for an image that has `age` newer ones. `scannedAt` is epoch milliseconds. */
export function sampleFindings(age: number, scannedAt: number): NonNullable<ImageState['findings']> {
  const found = KNOWN.filter(({ sinceAge }) => age >= sinceAge);
  const severityCounts: Record<string, number> = {};
  for (const { severity } of found) severityCounts[severity] = (severityCounts[severity] ?? 0) + 1;
  const findings = found.map(({ name, severity, uri, packageName, version, fixed, score, about }) => ({
    name,
    severity,
    uri,
    ...(about !== undefined && { description: about }),
    attributes: [
      { key: 'package_name', value: packageName },
      { key: 'package_version', value: version },
      ...(fixed === undefined ? [] : [{ key: 'fixed_version', value: fixed }]),
      ...(score === undefined ? [] : [{ key: 'CVSS3_SCORE', value: score }, { key: 'CVSS3_VECTOR', value: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }]),
    ],
  }));
  return { severityCounts, findings, scannedAt };
}
