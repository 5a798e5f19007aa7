/**
 * AWS's list prices for ECR storage, in US dollars, as published for us-east-1. The one place that knows them.
 * Other commercial regions that were looked at (ap-northeast-1) have the same; China and GovCloud have prices of their own, which
 * this table does not know. Not in here: taxes, discounts, transfer out, scanning by Inspector, requests to KMS.
 */
export const PRICES = {
  /** The month in which the list was read. */
  asOf: '2026-03',
  region: 'us-east-1',
  currency: 'USD',
  /** A GB-month of images that can be pulled at once. */
  standardGbMonth: 0.1,
  /** A GB-month of archived images, for the first `archiveFirstGb` of an account and region, and for what is above. */
  archiveFirstGbMonth: 0.1,
  archiveFirstGb: 150 * 1024,
  archiveFurtherGbMonth: 0.07,
  /** Bringing a GB back from the archive. */
  archiveRestoreGb: 0.03,
  /** Archived images are paid for this long at least. */
  archiveLeastDays: 90,
  /** GB-months of public repositories that cost an account nothing. */
  publicFreeGb: 50,
} as const;

/** Bytes of a GB as AWS bills storage: a terabyte is 1,024 of them. */
export const BYTES_OF_GB = 1024 ** 3;
