/** What a new sandbox holds: enough of every kind that each screen has something to show. Plain data. */
import { HARBOUR, LIGHTHOUSE } from './accounts';

export interface SeedRepository {
  accountId: string;
  region: string;
  name: string;
  /** Tags of each image, newest first; an image without tags is an empty list. */
  images: string[][];
  /** Platforms of each image; two or more make an index. */
  platforms: string[];
  immutable?: boolean;
  scanned?: boolean;
  /** The images of its indexes were scanned, each by itself, as ECR does; the others’ indexes were, for something to show in lists. */
  scannedChildren?: boolean;
  resourceTags?: Record<string, string>;
  /** Account that may pull. */
  sharedWith?: string;
  /** Keep at most this many untagged images. */
  keepUntagged?: number;
}

const BOTH = ['linux/amd64', 'linux/arm64'];
const AMD = ['linux/amd64'];
const EU = 'eu-central-1';
const US = 'us-east-1';

const harbourEu: Omit<SeedRepository, 'accountId' | 'region'>[] = [
  { name: 'shop/api', images: [['2.4.1', 'latest'], ['2.4.0'], ['2.3.9'], ['2.3.8'], [], []], platforms: BOTH, scanned: true, resourceTags: { team: 'shop', stage: 'production' }, keepUntagged: 1 },
  { name: 'shop/web', images: [['5.12.0', 'latest'], ['5.11.3'], ['5.11.2'], []], platforms: BOTH, scanned: true, scannedChildren: true, resourceTags: { team: 'shop' } },
  { name: 'shop/checkout', images: [['1.9.2'], ['1.9.1'], ['1.9.0']], platforms: AMD, immutable: true, resourceTags: { team: 'shop' } },
  { name: 'shop/search', images: [['0.31.0', 'latest'], ['0.30.4']], platforms: BOTH },
  { name: 'platform/base', images: [['bookworm-20261102', 'bookworm'], ['bookworm-20261005']], platforms: BOTH, sharedWith: LIGHTHOUSE, resourceTags: { team: 'platform' } },
  { name: 'platform/ingress', images: [['1.14.0'], ['1.13.2']], platforms: BOTH, immutable: true },
  { name: 'platform/ci-runner', images: [['2026.11', 'latest'], ['2026.10'], ['2026.09']], platforms: AMD },
  { name: 'data/etl', images: [['3.0.0-rc.2'], ['3.0.0-rc.1'], ['2.8.4', 'stable']], platforms: AMD, keepUntagged: 1 },
  { name: 'data/notebooks', images: [['2026-11-14'], ['2026-11-07'], []], platforms: AMD },
  { name: 'tools/smoke', images: [], platforms: AMD },
];
const harbourUs: typeof harbourEu = [
  { name: 'shop/api', images: [['2.4.1', 'latest'], ['2.4.0']], platforms: BOTH, resourceTags: { team: 'shop', stage: 'production' } },
  { name: 'shop/web', images: [['5.12.0', 'latest'], ['5.11.3']], platforms: BOTH },
  { name: 'shop/checkout', images: [['1.9.2']], platforms: AMD, immutable: true },
  { name: 'platform/base', images: [['bookworm-20261102', 'bookworm']], platforms: BOTH },
  { name: 'edge/cache', images: [['7.2.1'], ['7.2.0'], []], platforms: BOTH },
  { name: 'edge/router', images: [['0.9.0']], platforms: BOTH },
];
const lighthouseEu: typeof harbourEu = [
  { name: 'payments/gateway', images: [['4.1.0', 'release'], ['4.0.7']], platforms: AMD, immutable: true, scanned: true, resourceTags: { pci: 'true' } },
  { name: 'payments/ledger', images: [['2.2.2'], ['2.2.1'], ['2.2.0']], platforms: AMD, immutable: true },
  { name: 'payments/fraud-model', images: [['2026.46'], ['2026.45']], platforms: AMD },
  { name: 'mirror/base', images: [], platforms: AMD },
  { name: 'ops/backup', images: [['1.0.3', 'latest'], [], []], platforms: BOTH, keepUntagged: 1 },
  { name: 'ops/metrics', images: [['0.18.0'], ['0.17.5']], platforms: BOTH },
  { name: 'ops/log-shipper', images: [['2.6.0', 'latest']], platforms: BOTH },
];
const lighthouseUs: typeof harbourEu = [
  { name: 'payments/gateway', images: [['4.1.0', 'release']], platforms: AMD, immutable: true },
  { name: 'payments/ledger', images: [['2.2.2']], platforms: AMD, immutable: true },
  { name: 'ops/backup', images: [['1.0.3', 'latest']], platforms: BOTH },
  { name: 'ops/metrics', images: [['0.18.0']], platforms: BOTH },
  { name: 'labs/llm-proxy', images: [['0.3.0-beta.1'], ['0.2.0']], platforms: BOTH },
  { name: 'labs/vision', images: [['nightly'], []], platforms: AMD },
];

export const SEED_REPOSITORIES: readonly SeedRepository[] = [
  ...harbourEu.map((seed) => ({ accountId: HARBOUR, region: EU, ...seed })),
  ...harbourUs.map((seed) => ({ accountId: HARBOUR, region: US, ...seed })),
  ...lighthouseEu.map((seed) => ({ accountId: LIGHTHOUSE, region: EU, ...seed })),
  ...lighthouseUs.map((seed) => ({ accountId: LIGHTHOUSE, region: US, ...seed })),
];
