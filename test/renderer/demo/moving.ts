/** What a registry would say to copies, syncs, tags and runs, at the demo's one moment. */
import type { Result, WireError } from '../../../shared/errors';
import { matchesPattern } from '../../../shared/ecr/wildcard';
import type { CommandInput, CommandName } from '../../../shared/ipc/contract';
import type { AwsAlternative, SyncItem, SyncPlan } from '../../../shared/model/moving/sync';
import type { RunDefaults } from '../../../shared/model/moving/run';
import { images } from './data';

type Plan = CommandInput<'sync.plan'>;
const OTHER = `sha256:${'1f2e3d4c'.repeat(8)}`;

const alternatives = ({ toProfile = 'quay' }: Plan): AwsAlternative[] => [
  {
    kind: 'replication',
    title: 'Replication rule',
    notes: [
      'ECR copies what is pushed from now on; what is there already stays for Berth to copy.',
      'It copies whole repositories by the beginning of their name: tags cannot be left out.',
    ],
    rule: JSON.stringify(
      { rules: [{ destinations: [{ region: 'us-east-1', registryId: '444455556666' }], repositoryFilters: [{ filter: 'payments/api', filterType: 'PREFIX_MATCH' }] }] },
      null,
      2,
    ),
    command: 'aws ecr put-replication-configuration --region eu-central-1 --profile harbour --replication-configuration file://replication.json',
    profile: 'harbour',
    region: 'eu-central-1',
  },
  {
    kind: 'pull-through-cache',
    title: 'Pull-through cache',
    notes: ['The target fetches an image when somebody pulls it for the first time.'],
    rule: '{\n  "ecrRepositoryPrefix": "harbour"\n}',
    command: 'aws ecr create-pull-through-cache-rule --ecr-repository-prefix harbour',
    profile: toProfile,
    region: 'us-east-1',
  },
];

/** Every sixth tag names another image at the target, every third is there; `…metrics…` has 10,000 of them. */
function plan(asked: Plan): SyncPlan {
  const { tags: include = [], exclude = [], newest } = asked;
  const many = asked.from.includes('metrics');
  const all: SyncItem[] = many
    ? Array.from({ length: 10_000 }, (_, i) => ({ tag: `build-${10_000 - i}`, digest: `sha256:${i.toString(16).padStart(64, '0')}`, state: i % 3 === 0 ? 'missing' : 'same', bytes: 40_000_000 + i }))
    : images.flatMap(({ tags, digest, sizeBytes }, i) =>
        tags.map((tag): SyncItem => {
          const item = { tag, digest, bytes: sizeBytes };
          if (i % 11 === 7) return { ...item, state: 'refused', note: 'immutable at the target, where it names 1f2e3d4c1f2e' };
          if (i % 6 === 2) return { ...item, state: 'differs', note: `${asked.overwrite === true ? 'moves from' : 'stays at'} 1f2e3d4c1f2e` };
          return { ...item, state: i % 3 === 0 ? 'missing' : 'same' };
        }),
      );
  const fits = (patterns: readonly string[], tag: string): boolean => patterns.some((pattern) => matchesPattern(pattern, tag));
  const items = all.filter(({ tag }) => (include.length === 0 || fits(include, tag)) && !fits(exclude, tag)).slice(0, newest ?? Infinity);
  const bytes = items.filter(({ state }) => state === 'missing').reduce((sum, item) => sum + item.bytes, 0);
  return {
    items,
    carry: (asked.carry ?? []).map((what) => ({
      what,
      change: what === 'policy' ? 'replace' : what === 'settings' ? 'same' : 'set',
      text: what === 'policy' ? 'replaces the one that is there' : what === 'settings' ? 'the same already' : '3 rules are set; there are none yet',
    })),
    targetExists: !asked.to.includes('/new/'),
    estimate: {
      bytes,
      seconds: { least: Math.round(bytes / 50_000_000), most: Math.round(bytes / 4_000_000) },
      cost: { transferOut: bytes * 2e-11, storagePerMonth: bytes * 1e-10 },
      assumptions: [
        'Each image is counted whole; layers that they share move once.',
        'Speed is assumed to be 100 Mbit a second: nothing was measured yet.',
        'Between regions AWS charges $0.02 a GB.',
      ],
    },
    alternatives: alternatives(asked),
  };
}

const runDefaults = ({ image }: CommandInput<'run.defaults'>): RunDefaults =>
  image.includes('v2.14.0') || !image.includes('amazonaws')
    ? {
        present: true,
        exposed: [
          { port: 8080, protocol: 'tcp' },
          { port: 9090, protocol: 'tcp' },
        ],
        env: ['PATH=/usr/bin', 'LOG_LEVEL=info', 'DB_PASSWORD=changeme'],
        command: ['node', 'server.js'],
      }
    : { present: false, exposed: [], env: [], command: [] };

/** The answers of a window that does not fail; undefined for commands that are about something else. */
export function answerMoving(name: CommandName, input: unknown, failure: WireError | undefined): Result<unknown> | undefined {
  const ok = (value: unknown): Result<unknown> => (failure === undefined ? { ok: true, value } : { ok: false, error: failure });
  switch (name) {
    case 'sync.plan':
      return ok(plan(input as Plan));
    case 'sync.start':
    case 'image.copy':
    case 'image.export':
      return ok({ jobId: 'move-1' });
    case 'image.pull':
      return ok({ jobId: 'pull-9' });
    case 'tag.set':
      return ok({ previousDigest: (input as CommandInput<'tag.set'>).tag === 'stable' ? OTHER : undefined });
    case 'tag.remove':
      return ok({});
    case 'tag.composeIndex':
      return ok({ digest: OTHER });
    case 'run.defaults':
      return ok(runDefaults(input as CommandInput<'run.defaults'>));
    case 'run.start':
      return ok({ containerId: 'c0ffee'.repeat(10), name: 'brave_hopper', ports: (input as CommandInput<'run.start'>).ports });
    default:
      return undefined;
  }
}
