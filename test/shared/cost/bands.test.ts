import { describe, expect, test } from 'vitest';
import { AGE_BANDS, bandOf, PULL_BANDS, type Band } from '../../../shared/model/overview/bands';

const label = (bands: readonly Band[], days: number): string => (bands[bandOf(bands, days)] as Band).label;

describe('bands of age', () => {
  test.each([
    [0, 'Under a week'],
    [6.99, 'Under a week'],
    [7, '1–4 weeks'],
    [29.9, '1–4 weeks'],
    [30, '1–3 months'],
    [90, '3–6 months'],
    [180, '6–12 months'],
    [365, '1–2 years'],
    [730, 'Over 2 years'],
    [10_000, 'Over 2 years'],
  ])('%d days: %s', (days, wanted) => {
    expect(label(AGE_BANDS, days)).toBe(wanted);
  });
  test('a push in the future, as clocks differ, counts as now', () => {
    expect(label(AGE_BANDS, -3)).toBe('Under a week');
  });
});

test.each([[0, 'Within 30 days'], [30, '30–90 days ago'], [89, '30–90 days ago'], [90, '90–180 days ago'], [180, 'Over 180 days ago']])('pulled %d days ago: %s', (days, wanted) => {
  expect(label(PULL_BANDS, days)).toBe(wanted);
});

test.each([['ages', AGE_BANDS], ['pulls', PULL_BANDS]])('the bands of %s leave no gap and do not overlap', (_name, bands) => {
  expect(bands[0]?.from).toBe(0);
  for (const [index, band] of bands.entries()) expect(band.to).toBe(bands[index + 1]?.from);
});
