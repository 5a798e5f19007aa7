/** The overview of the demo: three accounts, some years of pushes. */
import type { Result, WireError } from '../../../shared/errors';
import type { Overview } from '../../../shared/model/overview/overview';
import { AGE_BANDS, NEVER_PULLED, PULL_BANDS } from '../../../shared/model/overview/bands';
import { monthlyStorageCost } from '../../../shared/ecr/cost/storage-cost';
import { NOW } from './access';
import { repositories } from './data';

const GB = 1024 ** 3;
const ACCOUNTS = [
  { key: '777788889999', label: 'production', share: 0.52 },
  { key: '444455556666', label: 'quay', share: 0.31 },
  { key: '111122223333', label: 'harbour', share: 0.17 },
];
const TOTAL = 4_180 * GB;
const stored = (bytes: number) => ({ bytes, images: Math.round(bytes / (0.19 * GB)), monthlyCost: monthlyStorageCost({ standard: bytes }) });
const group = (key: string, label: string, bytes: number, count: number, search: string) => ({ key, label, ...stored(bytes), repositories: count, read: count, search });

export function demoOverview(partial: boolean): Overview {
  const rows = repositories(100);
  const months = Array.from({ length: 30 }, (_, i) => new Date(Date.UTC(2024, i, 1)).toISOString().slice(0, 7));
  let totalImages = 0;
  let totalBytes = 0;
  const weights = months.map((_, i) => 1 + i * 0.14 + Math.sin(i) * 0.5);
  const sum = weights.reduce((a, b) => a + b, 0);
  const growth = months.map((month, i) => {
    const bytes = Math.round((TOTAL * (weights[i] as number)) / sum);
    const images = Math.round(bytes / (0.19 * GB));
    totalImages += images;
    totalBytes += bytes;
    return { month, images, bytes, totalImages, totalBytes };
  });
  const images = stored(TOTAL).images;
  const band = (shares: readonly number[]) => (one: { label: string; from: number; to?: number }, i: number) => ({
    label: one.label,
    from: one.from,
    ...(one.to !== undefined && { to: one.to }),
    images: Math.round(images * (shares[i] as number)),
    bytes: Math.round(TOTAL * (shares[i] as number)),
  });
  return {
    at: new Date(NOW).toISOString(),
    total: { ...stored(TOTAL), repositories: 10_000, archivedBytes: 210 * GB, untaggedImages: Math.round(images * 0.31), untaggedBytes: 1_020 * GB },
    coverage: { repositories: 10_000, read: partial ? 3_210 : 10_000, oldestReadAt: new Date(NOW - 7_200_000).toISOString(), failedSources: partial ? 1 : 0 },
    prices: { asOf: '2026-03', region: 'us-east-1', otherRegions: [] },
    accounts: ACCOUNTS.map(({ key, label, share }) => group(key, label, TOTAL * share, Math.round(10_000 * share), `account:${key}`)),
    regions: [['eu-central-1', 0.45], ['us-east-1', 0.38], ['eu-west-1', 0.17]].map(([region, share]) => group(String(region), String(region), TOTAL * Number(share), Math.round(10_000 * Number(share)), `region:${region}`)),
    profiles: ACCOUNTS.map(({ label, share }) => group(label, label, TOTAL * share, Math.round(10_000 * share), `profile:${label}`)),
    namespaces: ['platform/', 'payments/', 'search/', 'mobile/', 'data/', 'tools/'].map((name, i) => group(name, name, TOTAL * [0.34, 0.22, 0.16, 0.12, 0.1, 0.06][i]!, 1600, `name:${name}*`)),
    repositories: rows
      .map((row, i) => ({ ...group(row.uri, row.name, (TOTAL * 0.4) / (i + 3), 1, `name:${row.name}`), accountId: row.accountId, region: row.region })),
    growth,
    snapshots: partial
      ? []
      : ['2026-06-13', '2026-06-14', '2026-06-15'].map((day, i) => ({ ...stored(TOTAL - (2 - i) * 14 * GB), day, repositories: 9_996 + i * 2 })),
    ages: AGE_BANDS.map(band([0.04, 0.09, 0.17, 0.2, 0.23, 0.18, 0.09])),
    pulls: [...PULL_BANDS.map(band([0.21, 0.12, 0.11, 0.2])), { label: NEVER_PULLED, from: 0, images: Math.round(images * 0.36), bytes: TOTAL * 0.36 }],
    findings: {
      scanned: 8_420,
      bySeverity: [
        { severity: 'CRITICAL', findings: 214 },
        { severity: 'HIGH', findings: 1_930 },
        { severity: 'MEDIUM', findings: 7_420 },
        { severity: 'LOW', findings: 5_110 },
        { severity: 'INFORMATIONAL', findings: 1_300 },
      ],
    },
  };
}

const none: Overview = {
  ...demoOverview(false),
  total: { images: 0, bytes: 0, monthlyCost: 0, repositories: 0, archivedBytes: 0, untaggedImages: 0, untaggedBytes: 0 },
  coverage: { repositories: 0, read: 0, failedSources: 0 },
};

/** Answers `overview.show` in each of the demo's moods. */
export function answerOverview(name: string, scenario: string, network: WireError): Result<unknown> | undefined {
  if (name !== 'overview.show') return undefined;
  if (scenario === 'failing') return { ok: false, error: network };
  return { ok: true, value: scenario === 'empty' ? none : demoOverview(scenario === 'connecting') };
}
