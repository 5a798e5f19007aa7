import { describe, expect, test } from 'vitest';
import { BYTES_OF_GB, PRICES } from '../../../shared/ecr/cost/price-table';
import { hasOtherPrices, monthlyPublicCost, monthlyStorageCost } from '../../../shared/ecr/cost/storage-cost';

const GB = BYTES_OF_GB;

describe('the monthly list price of storage', () => {
  test('10 GB cost a dollar', () => {
    expect(monthlyStorageCost({ standard: 10 * GB })).toBeCloseTo(1, 10);
  });
  test('a terabyte costs $102.40: AWS bills GB of 1,024³ bytes', () => {
    expect(monthlyStorageCost({ standard: 1024 ** 4 })).toBeCloseTo(102.4, 10);
  });
  test('nothing costs nothing', () => {
    expect(monthlyStorageCost({ standard: 0 })).toBe(0);
  });
  test('the archive saves nothing below 150 TB', () => {
    expect(monthlyStorageCost({ standard: 0, archived: 150 * 1024 * GB })).toBeCloseTo(15_360, 6);
  });
  test('above 150 TB the archive costs 7 cents a GB, and only what is above', () => {
    expect(monthlyStorageCost({ standard: 0, archived: 160 * 1024 * GB })).toBeCloseTo(15_360 + 10 * 1024 * 0.07, 6);
  });
  test('standard and archived storage add up', () => {
    expect(monthlyStorageCost({ standard: 30 * GB, archived: 20 * GB })).toBeCloseTo(5, 10);
  });
});

describe('public repositories', () => {
  test.each([[0, 0], [50, 0], [51, 0.1], [150, 10]])('%i GB of an account cost $%d', (gb, cost) => {
    expect(monthlyPublicCost(gb * GB)).toBeCloseTo(cost, 10);
  });
});

describe('the price table', () => {
  test('says the month it is of', () => {
    expect(PRICES.asOf).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
  });
  test.each([['cn-north-1', true], ['us-gov-west-1', true], ['us-east-1', false], ['eu-central-1', false]])('%s has other prices: %s', (region, other) => {
    expect(hasOtherPrices(region)).toBe(other);
  });
});
