/** What a registry would tell of one image, at the demo's one moment. */
import type { Result, WireError } from '../../../shared/errors';
import type { CommandInput, CommandName } from '../../../shared/ipc/contract';
import type { FoundUses } from '../../../shared/model/image-use';
import type { Artifact, ImageConfig, ImageDetail, PlatformNode, RawContent, Referrers, ShownManifest } from '../../../shared/model/image-detail';
import { images } from './data';

const hex = (seed: number): string => `sha256:${seed.toString(16).padStart(8, '0').repeat(8)}`;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const PLATFORMS = ['linux/amd64', 'linux/arm64/v8', 'linux/arm/v7', 'windows/amd64'];

const nodes: PlatformNode[] = PLATFORMS.map((platform, index) => ({
  mediaType: MANIFEST,
  digest: hex(0xa0 + index),
  size: 1_600 + index,
  platform,
  ...(platform.startsWith('windows') && { osVersion: '10.0.20348.2700' }),
  attestations: index < 2 ? [{ mediaType: MANIFEST, digest: hex(0xb0 + index), size: 840 }] : [],
}));

const config = (platform: string): ImageConfig => ({
  platform,
  created: '2026-11-12T08:30:00Z',
  author: 'The payments team',
  entrypoint: ['/usr/bin/tini', '--'],
  cmd: ['node', 'server.js', '--greeting', 'hello there'],
  shell: [],
  env: [
    { name: 'PATH', value: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', secret: false },
    { name: 'NODE_ENV', value: 'production', secret: false },
    { name: 'SESSION_SECRET', value: 'demo-not-a-real-secret', secret: true },
  ],
  user: '10001:10001',
  workingDir: '/app',
  stopSignal: 'SIGTERM',
  ports: ['8080/tcp', '9090/tcp'],
  volumes: ['/app/uploads'],
  onBuild: [],
  labels: {
    'org.opencontainers.image.source': 'https://github.com/company/payments-api',
    'org.opencontainers.image.description': 'Takes payments',
    'com.company.team': 'payments',
    'com.company.runbook': 'https://runbooks.company.example/payments',
  },
  healthcheck: { test: ['CMD-SHELL', 'wget -qO- http://127.0.0.1:8080/healthz'], interval: 30, timeout: 5, retries: 3 },
  history: [
    { createdBy: 'ADD alpine-minirootfs-3.21.2.tar.gz / # buildkit', emptyLayer: false, secret: false },
    { createdBy: 'CMD ["/bin/sh"]', emptyLayer: true, secret: false },
    { createdBy: '|1 NPM_TOKEN=npm_demo0demo0demo0demo0demo0demo0 /bin/sh -c npm ci --omit=dev # buildkit', emptyLayer: false, secret: true },
    { createdBy: 'COPY server.js /app/server.js # buildkit', emptyLayer: false, secret: false },
    { createdBy: 'ENTRYPOINT ["/usr/bin/tini" "--"]', emptyLayer: true, secret: false },
  ],
  diffIds: [hex(1), hex(2), hex(3)],
  secretHints: ['the variable SESSION_SECRET', 'step 3 of the history'],
});

const shown = (digest: string): ShownManifest => {
  const platform = nodes.find((node) => node.digest === digest)?.platform ?? 'linux/amd64';
  return {
    kind: 'image',
    digest,
    mediaType: MANIFEST,
    size: 1_612,
    platform,
    annotations: {},
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: hex(0xc0), size: 4_120 },
    layers: [3_640_000, 41_200_000, 182_000].map((size, index) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: hex(0xd0 + index), size })),
    image: config(platform),
  };
};

/** Images with these tags are something else than the usual index. */
function detail({ repository, image, platform }: CommandInput<'image.show'>): ImageDetail {
  const facts = images.find(({ digest }) => digest === image);
  const base = { uri: repository.uri ?? repository.name, digest: image, size: 2_480, looseAttestations: [], malformedEntries: 0, ...(facts !== undefined && { facts }) };
  if (facts?.artifactType !== undefined)
    return {
      ...base,
      mediaType: MANIFEST,
      kind: 'artifact',
      artifactType: 'application/vnd.cncf.helm.config.v1+json',
      annotations: { 'org.opencontainers.image.title': 'payments', 'org.opencontainers.image.version': '1.4.2' },
      platforms: [],
      shown: { kind: 'artifact', digest: image, mediaType: MANIFEST, size: 900, artifactType: 'application/vnd.cncf.helm.config.v1+json', annotations: {}, layers: [] },
    };
  return {
    ...base,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    kind: 'index',
    annotations: { 'org.opencontainers.image.version': '2.14.0', 'org.opencontainers.image.revision': '9f31c2e7d9a0e3c5b8f6d1e2a3b4c5d6e7f8091a', 'org.opencontainers.image.licenses': 'Apache-2.0', 'com.company.pipeline': 'release-1178' },
    platforms: nodes,
    shown: shown(platform?.startsWith('sha256:') === true ? platform : (nodes[0]?.digest ?? image)),
  };
}

const referrers = (subject: string): Referrers => ({
  referrers: [
    { mediaType: MANIFEST, digest: hex(0xe1), size: 760, artifactType: 'application/spdx+json', subject, foundBy: 'registry' },
    { mediaType: MANIFEST, digest: hex(0xe2), size: 560, subject, foundBy: 'tag', tag: `${subject.replace(':', '-')}.sig` },
    { mediaType: MANIFEST, digest: hex(0xe3), size: 580, artifactType: 'application/vnd.cncf.notary.signature', subject, foundBy: 'ecr', archived: true },
    { mediaType: MANIFEST, digest: hex(0xe4), size: 910, artifactType: 'application/vnd.company.load-test', subject, foundBy: 'registry' },
  ],
  isCut: false,
  signing: [{ profileArn: 'arn:aws:signer:eu-central-1:123456789012:/signing-profiles/payments_release', status: 'COMPLETE' }],
  unread: [{ what: 'cosign’s tags', error: { code: 'throttled', message: 'The registry is asked too often.', hint: 'Try again in a minute.' } }],
});

const PACKAGES = Array.from({ length: 430 }, (_, index) => ({ name: `package-${index + 1}`, version: `1.${index % 12}.${index % 7}`, license: index % 3 === 0 ? 'Apache-2.0' : 'MIT' }));

function artifact({ digest }: CommandInput<'image.artifact'>): Artifact {
  const file = { mediaType: 'application/spdx+json', digest: hex(0xf0), size: 182_000, isCut: false };
  const text = JSON.stringify({ spdxVersion: 'SPDX-2.3', name: 'payments/api', packages: PACKAGES.slice(0, 3) }, null, 2);
  return {
    manifest: { ...shown(digest), kind: 'artifact' },
    files: [
      {
        ...file,
        title: 'payments-api.spdx.json',
        text,
        facts: [
          { term: 'Format', value: 'SPDX-2.3' },
          { term: 'Made by', value: 'Tool: syft-1.19.0' },
          { term: 'Namespace', value: 'https://sbom.company.example/payments' },
        ],
        packages: PACKAGES,
        packageTotal: PACKAGES.length,
      },
      { ...file, mediaType: 'application/octet-stream', note: 'It is no text.', facts: [], packages: [], packageTotal: 0 },
    ],
    moreFiles: 0,
  };
}

function raw({ digest, part }: CommandInput<'image.raw'>): RawContent {
  const text = JSON.stringify(part === 'config' ? { os: 'linux', config: { Env: ['SESSION_SECRET=demo-not-a-real-secret'] } } : { schemaVersion: 2, manifests: nodes });
  return { digest, mediaType: part === 'config' ? 'application/vnd.oci.image.config.v1+json' : MANIFEST, size: text.length, text };
}

/** Who uses the image: more is known when the services of AWS are asked. */
function uses({ images: [first], everywhere }: CommandInput<'use.query'>): FoundUses {
  const digest = first?.digest ?? '';
  const here: FoundUses['uses'] = [{ by: 'container', digest, tag: 'latest', what: 'container payments-api-1', running: true }];
  if (everywhere)
    return {
      uses: [...here, { by: 'ecs', digest, tag: 'latest', what: 'ECS cluster prod, service payments (3 tasks)', running: true }, { by: 'lambda', digest, what: 'Lambda function refunds', running: false }],
      unasked: [{ by: 'eks', why: 'The profile may not call eks:ListClusters.' }],
    };
  return { uses: here, unasked: (['ecs', 'eks', 'lambda'] as const).map((by) => ({ by, why: 'It is not asked.' })) };
}

/** Undefined for other commands. With `failure`, none of them can be answered. */
export function answerImageDetails(name: CommandName, input: unknown, failure: WireError | undefined): Result<unknown> | undefined {
  const answers: Partial<Record<CommandName, () => unknown>> = {
    'image.show': () => detail(input as CommandInput<'image.show'>),
    'image.referrers': () => referrers((input as CommandInput<'image.referrers'>).digests[0] ?? ''),
    'image.artifact': () => artifact(input as CommandInput<'image.artifact'>),
    'image.raw': () => raw(input as CommandInput<'image.raw'>),
    'use.query': () => uses(input as CommandInput<'use.query'>),
  };
  const answer = answers[name];
  if (answer === undefined) return undefined;
  return failure === undefined ? { ok: true, value: answer() } : { ok: false, error: failure };
}
