/** What this machine has to push, and what Berth would say to it, at the demo's one moment. */
import type { Result } from '../../../shared/errors';
import type { CommandInput, CommandName } from '../../../shared/ipc/contract';
import type { LocalImage } from '../../../shared/model/container';
import type { PreflightReport } from '../../../shared/model/moving/preflight';
import type { DroppedPath, PushProposal } from '../../../shared/model/moving/push-source';
import { images, NOW } from './data';

const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const digestOf = (seed: number): string =>
  `sha256:${(seed * 7919 + 4099).toString(16).padStart(8, 'a').repeat(8)}`;

const LOCAL: [string[], number, number][] = [
  [['shop/api:2.4.0', 'shop/api:latest'], 142, 14],
  [['111122223333.dkr.ecr.eu-central-1.amazonaws.com/platform/web/api:v2.13.3'], 138, 240],
  [['postgres:16-alpine'], 94, 5_000],
  [['ghcr.io/acme/notebook:cuda-12.4-devel'], 6_240, 9_000],
  [[], 139, 12_000],
  [['redis:7'], 41, 30_000],
];
/** A few images; with `many`, as many as a busy machine has. */
export const localImages = (many = false): LocalImage[] => [
  ...LOCAL.map(([references, megabytes, minutes], i) => ({
    id: digestOf(i + 1),
    references,
    digests: [],
    sizeBytes: megabytes * 1_000_000,
    createdAt: ago(minutes),
  })),
  ...Array.from({ length: many ? 3_000 : 0 }, (_, i) => ({
    id: digestOf(i + 100),
    references: [`build/step-${i}:latest`],
    digests: [],
    sizeBytes: (i % 90) * 3_100_000 + 5_000_000,
    createdAt: ago(40_000 + i * 11),
  })),
];

/** By its name: `….tar` an archive, `many….tar` one of several images, `broken…` neither, anything else a folder. */
function inspect(path: string): Result<DroppedPath> {
  const name = path.replace(/^.*\//, '');
  if (name.startsWith('broken'))
    return {
      ok: false,
      error: {
        code: 'file-malformed',
        message: `${name} is not an image archive.`,
        hint: 'Choose a tar of docker save, an OCI layout, or a folder with a Dockerfile.',
      },
    };
  if (!name.includes('.tar'))
    return {
      ok: true,
      value: {
        kind: 'build',
        path,
        name,
        dockerfiles: ['Dockerfile', 'Dockerfile.debug'],
        targets: ['build', 'runtime'],
        args: [{ name: 'NODE_VERSION', default: '22' }, { name: 'GIT_SHA' }],
      },
    };
  const all = [
    { names: ['shop/api:2.4.0'], digest: digestOf(1), platforms: ['linux/amd64', 'linux/arm64'] },
    { names: ['shop/worker:2.4.0'], digest: digestOf(2), platforms: ['linux/amd64'] },
  ];
  return {
    ok: true,
    value: {
      kind: 'archive',
      path,
      name,
      format: name.startsWith('oci') ? 'oci-layout' : 'docker-archive',
      bytes: 141_800_000,
      images: name.startsWith('many') ? all : all.slice(0, 1),
    },
  };
}

function propose({ source, target }: CommandInput<'push.propose'>): PushProposal {
  const fromGit = source.kind === 'build';
  return {
    proposals: [
      { tag: 'v2.14.1', reason: 'next patch after v2.14.0, the newest version here' },
      {
        tag: 'main-9f31c2e',
        reason: fromGit ? 'git revision of the folder' : 'git revision of the image it was made from',
      },
      { tag: '2026-03-14', reason: 'today' },
    ],
    existingTags: images.flatMap(({ tags }) => tags),
    mutability: 'MUTABLE',
    mutabilityExclusions: [],
    labels: fromGit
      ? {
          'org.opencontainers.image.revision': '9f31c2e07b1d4a5f6c8e9d0a1b2c3d4e5f607182',
          'org.opencontainers.image.source': 'https://github.com/acme/shop',
        }
      : {},
    ...(fromGit && {
      git: {
        revision: '9f31c2e07b1d4a5f6c8e9d0a1b2c3d4e5f607182',
        branch: 'main',
        tags: [],
        dirty: true,
        remote: 'https://github.com/acme/shop',
        committedAt: ago(90),
      },
    }),
    repositoryExists: !target.name.startsWith('new/'),
  };
}

/** A tag that ends in `-forbidden` may not be pushed, a repository under `new/` is missing. */
function preflight({ reference, profile }: CommandInput<'push.preflight'>): PreflightReport {
  const missing = reference.includes('/new/');
  const forbidden = reference.endsWith('-forbidden');
  return {
    reference,
    ...(profile !== undefined && { profile }),
    canCreate: missing,
    findings: [
      ...(missing
        ? [
            {
              subject: 'repository' as const,
              level: 'stop' as const,
              message: 'The repository does not exist.',
            },
          ]
        : []),
      forbidden
        ? {
            subject: 'permission',
            level: 'stop',
            message: `${profile ?? 'Nobody'} may not upload layers here: ecr:PutImage is denied.`,
            hint: 'Ask for ecr:PutImage, or push as another profile.',
          }
        : { subject: 'permission', level: 'good', message: 'harbour may push.' },
      ...(missing
        ? []
        : [{ subject: 'repository' as const, level: 'good' as const, message: 'The repository is there.' }]),
    ],
  };
}

/** What the demo answers to a command about pushing; undefined for all others. */
export function answerPush(name: CommandName, input: unknown): Result<unknown> | undefined {
  switch (name) {
    case 'push.inspect':
      return inspect((input as { path: string }).path);
    case 'push.propose':
      return { ok: true, value: propose(input as CommandInput<'push.propose'>) };
    case 'push.preflight':
      return { ok: true, value: preflight(input as CommandInput<'push.preflight'>) };
    case 'file.choose':
      return {
        ok: true,
        value: {
          path:
            (input as { purpose: string }).purpose === 'archive' ? '/home/ada/shop.tar' : '/home/ada/shop',
        },
      };
    case 'container.push':
    case 'image.push':
    case 'image.pushArchive':
    case 'image.build':
      return { ok: true, value: { jobId: 'push-1' } };
    default:
      return undefined;
  }
}
