/** What ECR costs, in US dollars: list prices as AWS published them for us-east-1. Other regions differ by up to twice as much. */
export interface EcrPrices {
  /** The month in which they were looked up, and the region they are of. */
  asOf: string;
  region: string;
  /** A GB of private images kept for a month. */
  storagePerGbMonth: number;
  /** A GB from a region of AWS to the internet (the first 10 TB a month; the first 100 GB of an account are free). */
  outToInternetPerGb: number;
  /** A GB from ECR to another region: AWS names the internet's rate as the most, and its transfer between regions is cheaper for most pairs. */
  betweenRegionsPerGb: { least: number; most: number };
  /** A GB from ECR to something in the same region, and anything into AWS. */
  sameRegionPerGb: number;
}

/** The one price table (https://aws.amazon.com/ecr/pricing/). Change the month with the numbers. */
export const ECR_PRICES: EcrPrices = {
  asOf: 'March 2026',
  region: 'us-east-1',
  storagePerGbMonth: 0.1,
  outToInternetPerGb: 0.09,
  betweenRegionsPerGb: { least: 0.02, most: 0.09 },
  sameRegionPerGb: 0,
};

/** AWS counts a GB of transfer and storage as 2^30 bytes. */
export const BYTES_PER_BILLED_GB = 2 ** 30;
