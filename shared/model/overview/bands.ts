/** The bounds by which images are sorted into bands of age and of time since the last pull. */

/** Days from which a band begins; the band ends where the next one begins, the last one never. */
export interface Band {
  label: string;
  from: number;
  to?: number;
}

export const AGE_BANDS: readonly Band[] = [
  { label: 'Under a week', from: 0, to: 7 },
  { label: '1–4 weeks', from: 7, to: 30 },
  { label: '1–3 months', from: 30, to: 90 },
  { label: '3–6 months', from: 90, to: 180 },
  { label: '6–12 months', from: 180, to: 365 },
  { label: '1–2 years', from: 365, to: 730 },
  { label: 'Over 2 years', from: 730 },
];

/** By the last pull; images that were never pulled have a band of their own behind these. */
export const PULL_BANDS: readonly Band[] = [
  { label: 'Within 30 days', from: 0, to: 30 },
  { label: '30–90 days ago', from: 30, to: 90 },
  { label: '90–180 days ago', from: 90, to: 180 },
  { label: 'Over 180 days ago', from: 180 },
];
export const NEVER_PULLED = 'Never pulled';

export const DAY_MS = 86_400_000;

/** Which of these bands a number of days belongs to: a bound belongs to the older band. What is in the future counts as now: clocks differ. */
export function bandOf(bands: readonly Band[], days: number): number {
  const age = Math.max(0, days);
  const index = bands.findIndex(({ to }) => to === undefined || age < to);
  return index < 0 ? bands.length - 1 : index;
}
