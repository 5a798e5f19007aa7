import { BYTES_OF_GB, PRICES } from './price-table';

/** What is stored, in bytes as ECR reports them. */
export interface StoredBytes {
  /** Images that can be pulled at once, and those being restored. */
  standard: number;
  archived?: number;
}

/**
 * The list price in US dollars of keeping this for a month. Where it is less than an account and region have in all, the cheaper
 * further archive storage is not reckoned with: an estimate from above.
 */
export function monthlyStorageCost({ standard, archived = 0 }: StoredBytes): number {
  const archivedGb = archived / BYTES_OF_GB;
  const first = Math.min(archivedGb, PRICES.archiveFirstGb);
  return (standard / BYTES_OF_GB) * PRICES.standardGbMonth + first * PRICES.archiveFirstGbMonth + (archivedGb - first) * PRICES.archiveFurtherGbMonth;
}

/** The same for all public repositories of an account, the first of whose storage is free. */
export function monthlyPublicCost(bytes: number): number {
  return Math.max(0, bytes / BYTES_OF_GB - PRICES.publicFreeGb) * PRICES.standardGbMonth;
}

/** Where the list prices are known to be others: China, GovCloud and the isolated partitions. */
export const hasOtherPrices = (region: string): boolean => /^(cn-|us-gov-|us-iso|eu-isoe-|eusc-)/.test(region);
