import { expect, test } from 'vitest';
import type { CliServices } from '../../electron/cli/services';
import type { ImageDetail } from '../../shared/model/image-detail';
import { errorOf, run } from './run-cli';

const digest = `sha256:${'a'.repeat(64)}`;
const child = `sha256:${'b'.repeat(64)}`;
const attestation = `sha256:${'c'.repeat(64)}`;
const part = (own: string) => ({ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: own, size: 500 });

const detail: ImageDetail = {
  uri: 'host/team/app',
  digest,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  kind: 'index',
  size: 900,
  annotations: { 'org.opencontainers.image.source': 'https://github.com/a/b', 'evil': '\u001b[31mred' },
  facts: { digest, tags: ['v1', 'latest'], sizeBytes: 12_300_000, pushedAt: '2026-03-01T14:05:00Z' },
  platforms: [{ ...part(child), platform: 'linux/arm64', attestations: [part(attestation)] }],
  looseAttestations: [],
  malformedEntries: 0,
  shown: {
    kind: 'image', digest: child, mediaType: part(child).mediaType, size: 500, platform: 'linux/arm64', annotations: {},
    layers: [{ ...part(attestation), size: 12_000_000 }],
    image: {
      platform: 'linux/arm64', entrypoint: ['/app'], cmd: ['--say', 'hello there'], shell: [], ports: ['80/tcp'], volumes: [], onBuild: [], labels: { note: '\u001b]0;title\u0007' }, diffIds: [], secretHints: ['the variable API_TOKEN'],
      env: [{ name: 'API_TOKEN', value: 'hunter22', secret: true }, { name: 'PORT', value: '80', secret: false }],
      history: [{ createdBy: 'ENV API_TOKEN=hunter22', emptyLayer: true, secret: true }, { createdBy: 'COPY app /app', emptyLayer: false, secret: false }],
    },
  },
};

const services = (asked: unknown[] = []): Pick<CliServices, 'imageDetails'> => ({
  imageDetails: {
    show: async (input) => (asked.push(input), detail),
    raw: async (input) => (asked.push(input), { digest: input.digest, mediaType: 'application/json', size: 2, text: '{}' }),
    referrers: async () => ({
      referrers: [{ ...part(attestation), artifactType: 'application/spdx+json', subject: digest, foundBy: 'registry' }],
      isCut: false,
      signing: [{ profileArn: 'arn:profile', status: 'COMPLETE' }],
      unread: [{ what: 'cosign’s tags', error: { code: 'throttled', message: 'Asked too often.' } }],
    }),
  },
});

test('image tells kind, tags, platforms, config and layers, and covers what looks like a secret', async () => {
  const asked: unknown[] = [];
  const { stdout } = await run(['image', 'team/app:v1', '--platform', 'linux/arm64'], { services: services(asked) });
  expect(asked).toEqual([{ repository: { profile: 'dev', region: 'eu-central-1', name: 'team/app' }, image: 'v1', platform: 'linux/arm64' }]);
  for (const words of [`host/team/app@${digest}`, 'Multi-platform index', 'v1, latest', '12.3 MB', '2026-03-01 14:05', 'linux/arm64', 'shown below', '--say "hello there"', 'PORT=80', 'COPY app /app', 'https://github.com/a/b'])
    expect(stdout).toContain(words);
  expect(stdout).not.toContain('hunter22');
  // What strangers wrote does nothing to the terminal.
  expect(stdout).not.toMatch(/[\u001b\u0007]/);
});

test('--json is the same as one value, covered unless --show-secrets', async () => {
  const { stdout } = await run(['image', 'team/app:v1', '--json'], { services: services() });
  expect(stdout).not.toContain('hunter22');
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'index', shown: { image: { env: [{ name: 'API_TOKEN', secret: true }, { value: '80' }] } } });
  const open = await run(['image', 'team/app:v1', '--json', '--show-secrets'], { services: services() });
  expect(JSON.parse(open.stdout)).toEqual(detail);
});

test('--referrers lists them, and tells on standard error which list could not be read', async () => {
  const { stdout, stderr } = await run(['image', 'team/app:v1', '--referrers'], { services: services() });
  expect(stdout).toContain('SBOM (SPDX)');
  expect(stdout).toContain('Signatures are listed, not verified.');
  expect(stderr).toBe('berth: cosign’s tags could not be read: Asked too often.\n');
});

test('--raw prints the bytes and nothing else, of the index, of a platform, or the config', async () => {
  const asked: unknown[] = [];
  expect((await run(['image', 'team/app:v1', '--raw'], { services: services(asked) })).stdout).toBe('{}');
  await run(['image', 'team/app:v1', '--raw', '--platform', 'linux/arm64'], { services: services(asked) });
  await run(['image', 'team/app:v1', '--raw', '--config'], { services: services(asked) });
  expect(asked.filter((each) => (each as { part?: string }).part !== undefined)).toMatchObject([{ digest, part: 'manifest' }, { digest: child, part: 'manifest' }, { digest: child, part: 'config' }]);
});

test('an image of the public gallery is shown whoever it belongs to', async () => {
  const asked: unknown[] = [];
  await run(['image', 'public.ecr.aws/docker/library/alpine:3'], { services: services(asked) });
  expect(asked).toMatchObject([{ repository: { region: 'us-east-1', name: 'docker/library/alpine', registry: 'public', uri: 'public.ecr.aws/docker/library/alpine' }, image: '3' }]);
});

test('what names no image is refused', async () => {
  const { stdout, status } = await run(['image', 'team/app', '--json'], { services: services() });
  expect(status).toBe(1);
  expect(errorOf(stdout).code).toBe('invalid-input');
});
