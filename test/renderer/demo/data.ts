/** Invented registries, images and containers, the same at every run. */
import type { Container } from '../../../shared/model/container';
import type { Image } from '../../../shared/model/image';
import type { Job } from '../../../shared/model/moving/job';
import type { Repository, RepositoryStatistics, TagMutability } from '../../../shared/model/repository';
import { NOW } from './access';

export * from './access';

/** Written once each: tens of thousands of rows name some hundred instants, in every window that is opened. */
const instants = new Map<number, string>();
function ago(minutes: number): string {
  let instant = instants.get(minutes);
  if (instant === undefined) instants.set(minutes, (instant = new Date(NOW - minutes * 60_000).toISOString()));
  return instant;
}
const hex = (seed: number, length: number): string =>
  Array.from({ length }, (_, i) => (((seed + 7) * (i + 3) * 2654435761) >>> 13) % 16)
    .map((n) => n.toString(16))
    .join('');

const ACCOUNTS: Record<string, string> = {
  harbour: '111122223333',
  quay: '444455556666',
  production: '777788889999',
};
const REGIONS = ['eu-central-1', 'us-east-1'];

const TEAMS = [
  'platform/web',
  'platform/edge',
  'payments',
  'search/index',
  'mobile/gateway',
  'data/pipelines',
  'tools',
];
const THINGS = [
  'api',
  'worker',
  'scheduler',
  'frontend',
  'migrations',
  'proxy',
  'cron',
  'metrics',
  'auth',
  'cache',
];
const MUTABILITY: TagMutability[] = ['MUTABLE', 'MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION'];

export function repositories(count: number): Repository[] {
  const places = [
    ...REGIONS.map((r) => ['harbour', r]),
    ...REGIONS.map((r) => ['quay', r]),
    ['production', 'eu-west-1'],
  ];
  return Array.from({ length: count }, (_, i) => {
    const [profile, region] = places[i % places.length] as [string, string];
    const number = Math.floor(i / (TEAMS.length * THINGS.length));
    const name = `${TEAMS[i % TEAMS.length]}/${THINGS[(i * 3) % THINGS.length]}${number === 0 ? '' : `-${number}`}`;
    const accountId = ACCOUNTS[profile] as string;
    const host = `${accountId}.dkr.ecr.${region}.amazonaws.com`;
    return {
      profile,
      accountId,
      region,
      host,
      name,
      uri: `${host}/${name}`,
      arn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
      createdAt: ago(((i * 37) % 900) * 1440 + 90),
      mutability: MUTABILITY[i % 4] as TagMutability,
      mutabilityExclusions: i % 4 === 3 ? ['latest', 'dev-*'] : [],
      scanOnPush: i % 2 === 0,
      encryption: 'AES256',
      resourceTags: { team: TEAMS[i % TEAMS.length]?.split('/')[0] ?? '', env: i % 3 === 0 ? 'prod' : 'dev' },
      // The last ones were not read yet.
      ...(i < count - 300 && { statistics: statistics(i) }),
    };
  });
}

const statistics = (i: number): RepositoryStatistics => ({
  images: (i * 13) % 480,
  sizeBytes: ((i * 7_919_000_000) % 940_000_000_000) / 7,
  untagged: (i * 5) % 40,
  newestPushAt: ago(((i * 191) % 700) * 220 + 3),
  ...(i % 4 !== 0 && { lastPullAt: ago(((i * 71) % 300) * 310 + 9) }),
  monthlyCost: ((i * 7_919) % 940_000) / 70_000,
  ...(i % 3 !== 0 && {
    findings: { CRITICAL: i % 7 === 0 ? 2 : 0, HIGH: i % 11, MEDIUM: (i * 3) % 40, LOW: i % 60 },
  }),
  readAt: ago(i % 10 === 9 ? 2_000 + (i % 900) : 5),
});

export const images: Image[] = Array.from({ length: 48 }, (_, i) => ({
  digest: `sha256:${hex(i + 1, 64)}`,
  tags:
    i === 0
      ? ['latest', 'v2.14.0', 'main-9f31c2e', 'stable']
      : i % 5 === 4
        ? []
        : [`v2.${13 - Math.floor(i / 4)}.${i % 4}`],
  sizeBytes: 18_400_000 + ((i * 7_919_000) % 340_000_000),
  pushedAt: ago(i * i * 67 + 12),
  platforms: i % 3 === 0 ? ['linux/amd64', 'linux/arm64/v8'] : ['linux/amd64'],
}));

const CONTAINERS: [string, string, Container['state'], string][] = [
  ['web-api', 'platform/web/api:v2.13.3', 'running', 'Up 3 hours'],
  ['postgres', 'postgres:16-alpine', 'running', 'Up 3 hours (healthy)'],
  ['experiment-with-a-rather-long-name', 'ghcr.io/acme/notebook:cuda-12.4-devel', 'running', 'Up 26 minutes'],
  ['redis', 'redis:7', 'paused', 'Up 2 days (Paused)'],
  ['migrate-once', 'payments/migrations:main', 'exited', 'Exited (0) 4 hours ago'],
];
export const containers: Container[] = CONTAINERS.map(([name, image, state, status], i) => ({
  id: hex(i + 90, 64),
  name,
  image,
  state,
  status,
  createdAt: ago(180 + i),
  labels: {},
}));

const MB = 1_000_000;
const part = (
  i: number,
  state: 'waiting' | 'running' | 'done' | 'skipped',
  note: string,
  done: number,
  total: number,
) => ({
  id: String(i),
  label: hex(i + 40, 12),
  state,
  note,
  doneBytes: done * MB,
  totalBytes: total * MB,
});
const empty = { step: '', doneBytes: 0, totalBytes: 0, parts: [] };
const statement = JSON.stringify(
  {
    Sid: 'BerthPull444455556666',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::444455556666:root' },
    Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  },
  null,
  2,
);

export const jobs: Job[] = [
  {
    id: 'push-1',
    kind: 'push-container',
    title: 'Push web-api to platform/web/api:v2.14.1',
    status: 'running',
    createdAt: ago(1),
    input: {},
    progress: {
      step: 'Pushing',
      doneBytes: 61.2 * MB,
      totalBytes: 142 * MB,
      parts: [
        part(1, 'skipped', 'Already there', 29, 29),
        part(2, 'done', 'Pushed', 18, 18),
        part(3, 'running', 'Pushing', 14.2, 84),
        part(4, 'waiting', 'Waiting', 0, 11),
      ],
    },
  },
  {
    id: 'pull-2',
    kind: 'pull',
    title: 'Pull payments/worker:v2.9.0 as quay',
    status: 'failed',
    createdAt: ago(6),
    endedAt: ago(5),
    input: {},
    progress: empty,
    error: {
      code: 'access-denied',
      message: 'The policy of payments/worker does not allow account 444455556666 to pull.',
      hint: 'Its owner, account 111122223333, must add a statement.',
      remedy: {
        kind: 'grant-pull',
        host: '111122223333.dkr.ecr.eu-central-1.amazonaws.com',
        repository: 'payments/worker',
        accountId: '444455556666',
        actions: ['ecr:BatchGetImage'],
        ownerProfile: 'harbour',
        statement,
      },
    },
  },
  {
    id: 'copy-3',
    kind: 'copy',
    title: 'Copy search/index/api:v1.0.2 to quay',
    status: 'succeeded',
    createdAt: ago(40),
    endedAt: ago(38),
    input: {},
    progress: { ...empty, step: 'Done', doneBytes: 91 * MB, totalBytes: 91 * MB },
    outcome: {
      reference: '444455556666.dkr.ecr.us-east-1.amazonaws.com/search/index/api:v1.0.2',
      digest: `sha256:${hex(5, 64)}`,
    },
  },
  {
    id: 'pull-4',
    kind: 'pull',
    title: 'Pull tools/proxy:latest',
    status: 'cancelled',
    createdAt: ago(90),
    endedAt: ago(89),
    input: {},
    progress: empty,
  },
];
