/** What a transfer through this machine takes: bytes, seconds, dollars, and in sentences what that rests on. Pure. */
import type { TransferEstimate } from '../../model/moving/sync';
import { BYTES_PER_BILLED_GB, ECR_PRICES, type EcrPrices } from './prices';
import { partitionOfRegion } from '../registry-host';

export interface TransferFacts {
  /** Bytes of the images that move. */
  bytes: number;
  /** `blobs`: each blob once, from the manifests; `images`: the sum of what the source says of each image; `unknown`: nothing is known of some. */
  counted: 'blobs' | 'images' | 'unknown';
  /** Images that move. */
  images: number;
  /** Where they are and where they go; a registry that is none of ECR's has no region. */
  from: { host: string; region?: string };
  to: { host: string; region?: string };
  /** Region of AWS that this machine runs in; undefined outside of AWS, or where that is not known. */
  machineRegion?: string;
  /** Bytes a second, measured with earlier transfers; undefined while there were none. */
  measuredSpeed?: number;
  prices?: EcrPrices;
}

/** 100 Mbit a second, an ordinary line. */
const ASSUMED_SPEED = 12_500_000;
/** Round trips of an image besides its bytes, in seconds. */
const PER_IMAGE = { least: 0.1, most: 1 };

export function estimateTransfer(facts: TransferFacts): TransferEstimate {
  const { bytes, images, measuredSpeed, prices = ECR_PRICES } = facts;
  const speed = measuredSpeed ?? ASSUMED_SPEED;
  const path = pathOf(facts, prices);
  // One measured speed says more than an assumed one, but lines change from hour to hour.
  const spread = measuredSpeed === undefined ? 4 : 2;
  const moving = path.stays ? 0 : bytes;
  const seconds = {
    least: Math.floor(moving / (speed * spread) + images * PER_IMAGE.least),
    most: Math.ceil((bytes * spread) / speed + images * PER_IMAGE.most),
  };
  const gigabytes = bytes / BYTES_PER_BILLED_GB;
  const intoEcr = facts.to.region !== undefined;
  return {
    bytes,
    seconds: images === 0 ? { least: 0, most: 0 } : seconds,
    cost: { transferOut: cents(gigabytes * path.perGb), storagePerMonth: intoEcr ? cents(gigabytes * prices.storagePerGbMonth) : 0 },
    assumptions: [
      ...bytesWords(facts),
      measuredSpeed === undefined ? 'Speed is assumed to be 100 Mbit a second: nothing was measured yet.' : `Speed is that of this machine’s last transfers, ${(measuredSpeed / 1e6).toFixed(1)} MB a second.`,
      path.words,
      ...(intoEcr ? [`Storage is ${dollars(prices.storagePerGbMonth)} a GB and month; layers that the target’s repository has already cost nothing more.`] : []),
      `List prices of ${prices.region}, ${prices.asOf}; other regions differ, and an account’s discounts and free amounts are not known here.`,
    ],
  };
}

interface Path {
  /** Dollars a GB. */
  perGb: number;
  /** Whether the bytes are likely to stay where they are. */
  stays: boolean;
  words: string;
}

/** The bytes go from the source to this machine, and from it to the target: the way out of the source is what is charged. */
function pathOf({ from, to, machineRegion }: TransferFacts, prices: EcrPrices): Path {
  const { outToInternetPerGb, betweenRegionsPerGb, sameRegionPerGb } = prices;
  if (from.region === undefined) return { perGb: 0, stays: false, words: 'Transfer into AWS is free; what the source charges is not known here.' };
  if (from.host === to.host) {
    return { perGb: 0, stays: true, words: 'Both repositories are in one registry: layers are mounted, not moved, unless blob mounting is off there or they are encrypted with different keys.' };
  }
  if (machineRegion === from.region) {
    return { perGb: sameRegionPerGb, stays: false, words: `This machine runs in ${from.region}, where reading from ECR is free; what it sends on to another region is charged as that machine’s own transfer.` };
  }
  if (machineRegion !== undefined && partitionOfRegion(machineRegion) === partitionOfRegion(from.region)) {
    return { perGb: betweenRegionsPerGb.most, stays: false, words: `This machine runs in ${machineRegion}: transfer out of ${from.region} is at most ${dollars(betweenRegionsPerGb.most)} a GB, and from ${dollars(betweenRegionsPerGb.least)} for most pairs of regions.` };
  }
  return {
    perGb: outToInternetPerGb,
    stays: false,
    words: `The bytes go through this machine: out of ${from.region} to the internet at ${dollars(outToInternetPerGb)} a GB${to.region === undefined ? '' : ', into AWS for nothing'}. From a machine in ${from.region} reading them would be free.`,
  };
}

function bytesWords({ bytes, counted, images }: TransferFacts): string[] {
  if (images === 0) return ['Nothing has to be moved.'];
  if (counted === 'unknown') return [bytes === 0 ? 'How large the images are is not known before they are read.' : 'Not every image’s size is known: the bytes are those of the others.'];
  if (counted === 'blobs') return ['Layers that several images share are counted once; what the target has already is not taken off, so less may move.'];
  return ['The bytes are the sum of the images’ sizes: layers that images share are counted each time, and of an index the source counts the largest platform only.'];
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;
const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
