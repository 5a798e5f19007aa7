/** Numbers and dates as people read them on a terminal. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in decimal units, as Docker and ECR show them: `12.3 MB`. */
export function sizeWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** `2026-03-01 14:05` in UTC; empty for an instant that is not known. */
export const dateWords = (instant: string | undefined): string =>
  instant?.slice(0, 16).replace('T', ' ') ?? '';

/** `sha256:` and 12 digits, as Docker shortens. */
export const digestWords = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);
