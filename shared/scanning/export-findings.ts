import type { Finding } from '../model/findings';

const COLUMNS: readonly { title: string; of: (finding: Finding) => string | number | undefined }[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'severity', of: ({ severity }) => severity },
  { title: 'package', of: (finding) => finding.package },
  { title: 'version', of: ({ version }) => version },
  { title: 'fixed in', of: ({ fixedIn }) => fixedIn },
  { title: 'fix', of: ({ fix }) => fix },
  { title: 'cvss', of: ({ score }) => score },
  { title: 'vector', of: ({ vector }) => vector },
  { title: 'exploit', of: ({ exploit }) => (exploit === undefined ? undefined : exploit ? 'yes' : 'no') },
  { title: 'platforms', of: ({ platforms }) => platforms?.join(' ') },
  { title: 'file', of: ({ file }) => file },
  { title: 'layer', of: ({ layer }) => layer },
  { title: 'links', of: ({ links }) => links.join(' ') },
  { title: 'description', of: ({ description }) => description },
];

/** RFC 4180, with a line of titles. */
export const findingsCsv = (findings: readonly Finding[]): string =>
  [COLUMNS.map(({ title }) => title), ...findings.map((finding) => COLUMNS.map(({ of }) => of(finding)))].map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** A spreadsheet runs a cell that begins like a formula, and these texts were written by strangers: such a one gets an apostrophe (OWASP, “CSV Injection”). */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The same as JSON, indented for whoever reads it. */
export const findingsJson = (findings: readonly Finding[]): string => `${JSON.stringify(findings, null, 2)}\n`;
