import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { digestOf } from '../../electron/registry/registry-client';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { parseImageReference } from '../../shared/ecr/image-reference';
import { AppError } from '../../shared/errors';
import type { ImageRepository } from '../../shared/model/image-detail';
import { ImageDetails } from '../../electron/image-details/image-details';
import { copyImage } from '../../electron/transfer/copy-image';
import { hasDistribution, startDistribution } from '../registry/distribution';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { openBerth } from '../support/open-berth';

let folder: string;
let sandbox: Sandbox;
let home: BerthHome;
let berth: Berth;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-details-'));
  sandbox = await startSandbox({ stateDir: folder });
  home = await createBerthHome();
  berth = await openBerth({ home, sandbox: sandbox.description });
});
afterAll(async () => {
  await berth?.close();
  await home?.remove();
  await sandbox?.close();
  await rm(folder, { recursive: true });
});

const named = (name: string, profile = 'sandbox-harbour'): ImageRepository => ({ profile, region: 'eu-central-1', name });
const storefront = named('shop/storefront');

describe('an attested image of two platforms', () => {
  test('shows its platforms with the attestations under them, and the config of the first that runs', async () => {
    const detail = await berth.imageDetails.show({ repository: storefront, image: '3.2.0' });
    expect(detail.kind).toBe('index');
    expect(detail.platforms.map(({ platform, attestations }) => [platform, attestations.length])).toEqual([['linux/amd64', 1], ['linux/arm64', 1]]);
    expect(detail.annotations['org.opencontainers.image.licenses']).toBe('Apache-2.0');
    expect(detail.facts?.tags.sort()).toEqual(['3.2.0', 'latest']);
    expect(detail.shown?.platform).toBe('linux/amd64');
    expect(detail.shown?.layers).toHaveLength(3);
    const image = detail.shown?.image;
    expect(image).toMatchObject({ user: '10001:10001', workingDir: '/app', ports: ['8080/tcp', '9090/tcp'], volumes: ['/app/uploads'], stopSignal: 'SIGTERM' });
    expect(image?.healthcheck).toMatchObject({ interval: 30, timeout: 5, startPeriod: 10, retries: 3 });
    expect(image?.env.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['SESSION_SECRET']);
    expect(image?.secretHints).toContain('step 4 of the history');
  });

  test('shows another platform by name or digest, and says which there are when one is missing', async () => {
    const arm = await berth.imageDetails.show({ repository: storefront, image: 'latest', platform: 'linux/arm64' });
    expect(arm.shown?.image?.platform).toBe('linux/arm64');
    const byDigest = await berth.imageDetails.show({ repository: storefront, image: 'latest', platform: arm.shown?.digest });
    expect(byDigest.shown).toEqual(arm.shown);
    await expect(berth.imageDetails.show({ repository: storefront, image: 'latest', platform: 'windows/amd64' })).rejects.toMatchObject({ code: 'image-not-found', hint: 'Choose one of linux/amd64, linux/arm64.' });
  });

  test('finds the SBOM once though two lists have it, the signature under its old tag, and what ECR says of signing', async () => {
    const { digest } = await berth.imageDetails.show({ repository: storefront, image: '3.2.0' });
    const { referrers, signing, unread, isCut } = await berth.imageDetails.referrers({ repository: storefront, digests: [digest] });
    expect(referrers.map(({ artifactType, tag, foundBy }) => [artifactType ?? tag, foundBy])).toEqual([
      ['application/spdx+json', 'registry'],
      [`${digest.replace(':', '-')}.sig`, 'tag'],
    ]);
    expect(signing).toMatchObject([{ status: 'COMPLETE' }]);
    expect(unread).toEqual([]);
    expect(isCut).toBe(false);
  });

  test('reads the SBOM’s packages, the provenance’s builder and what the signature signs', async () => {
    const detail = await berth.imageDetails.show({ repository: storefront, image: '3.2.0' });
    const { referrers } = await berth.imageDetails.referrers({ repository: storefront, digests: [detail.digest] });
    const sbom = await berth.imageDetails.artifact({ repository: storefront, digest: referrers[0]?.digest ?? '' });
    expect(sbom.files[0]).toMatchObject({ title: 'storefront.spdx.json', packageTotal: 13 });
    expect(sbom.files[0]?.packages[0]).toEqual({ name: 'alpine-baselayout', version: '3.6.8-r1', license: 'GPL-2.0-only' });
    const signature = await berth.imageDetails.artifact({ repository: storefront, digest: referrers[1]?.digest ?? '' });
    expect(signature.files[0]?.facts).toContainEqual({ term: 'Signed digest', value: detail.digest });
    const attested = await berth.imageDetails.artifact({ repository: storefront, digest: detail.platforms[0]?.attestations[0]?.digest ?? '' });
    expect(attested.files[1]?.facts).toContainEqual({ term: 'Built by', value: 'https://github.com/example/storefront/actions/runs/1178' });
  });

  test('gives the exact bytes of manifest and config, and saves them as they are', async () => {
    const { shown } = await berth.imageDetails.show({ repository: storefront, image: '3.2.0' });
    const asked = { repository: storefront, digest: shown?.digest ?? '' };
    const manifest = await berth.imageDetails.raw({ ...asked, part: 'manifest' });
    expect(digestOf(Buffer.from(manifest.text ?? ''))).toBe(shown?.digest);
    const config = await berth.imageDetails.raw({ ...asked, part: 'config' });
    expect(config.digest).toBe(shown?.config?.digest);
    const path = join(folder, 'config.json');
    await berth.imageDetails.save({ ...asked, part: 'config', path });
    expect(digestOf(await readFile(path))).toBe(shown?.config?.digest);
  });
});

test('a Helm chart and a WebAssembly module are shown for what they are', async () => {
  const chart = await berth.imageDetails.show({ repository: named('charts/storefront'), image: '1.4.2' });
  expect(chart).toMatchObject({ kind: 'artifact', artifactType: 'application/vnd.cncf.helm.config.v1+json' });
  const files = await berth.imageDetails.artifact({ repository: named('charts/storefront'), digest: chart.digest });
  expect(files.files[0]?.facts).toContainEqual({ term: 'App version', value: '3.2.0' });
  const module = await berth.imageDetails.show({ repository: named('edge/image-filter'), image: '0.5.0' });
  expect(module).toMatchObject({ kind: 'artifact', artifactType: 'application/vnd.wasm.config.v0+json' });
  const [part] = module.shown?.layers ?? [];
  const content = await berth.imageDetails.content(named('edge/image-filter'));
  const bytes = await content.blob(part ?? { digest: '', size: 0, mediaType: '' }, new AbortController().signal);
  expect(WebAssembly.validate(Uint8Array.from(bytes))).toBe(true);
});

test('who may only read sees all of it, and a missing image is told as such', async () => {
  const detail = await berth.imageDetails.show({ repository: named('shop/storefront', 'sandbox-harbour-readonly'), image: '3.2.0' });
  expect(detail.shown?.image?.platform).toBe('linux/amd64');
  await expect(berth.imageDetails.show({ repository: storefront, image: 'nothing' })).rejects.toMatchObject({ code: 'image-not-found' });
  await expect(berth.imageDetails.show({ repository: storefront, image: '../../x' })).rejects.toMatchObject({ code: 'invalid-input' });
});

describe.skipIf(!hasDistribution)('a registry without ECR’s API and without the referrers API (distribution 2.8)', () => {
  let registry: Awaited<ReturnType<typeof startDistribution>>;
  let details: ImageDetails;
  const never = new AbortController().signal;
  beforeAll(async () => {
    registry = await startDistribution();
    const host = sandbox.description.registries.find(({ accountId, region }) => accountId === '111122223333' && region === 'eu-central-1')?.host ?? '';
    const from = parseImageReference(`${host}/shop/storefront:3.2.0`);
    await copyImage(berth.access, { from, to: parseImageReference(`${registry.host}/copied/storefront:3.2.0`) }, { signal: never, report: () => undefined });
    details = new ImageDetails({
      clients: { ecr: () => Promise.reject(new AppError('access-denied', 'The profile may not ask.', { hint: 'Ask for it.' })) },
      access: { client: (asked) => berth.access.client(asked) },
      hostOf: async () => registry.host,
      stop: never,
    });
  });
  afterAll(() => registry?.close());

  test('shows the same image, without what only ECR tells', async () => {
    const copied = await details.show({ repository: named('copied/storefront'), image: '3.2.0' });
    const original = await berth.imageDetails.show({ repository: storefront, image: '3.2.0' });
    const { facts: _facts, ...rest } = original;
    expect(copied).toEqual({ ...rest, uri: `${registry.host}/copied/storefront` });
  });

  test('finds the SBOM by the fallback tag, and says which lists nobody could read', async () => {
    const { digest } = await details.show({ repository: named('copied/storefront'), image: '3.2.0' });
    const { referrers, unread, signing } = await details.referrers({ repository: named('copied/storefront'), digests: [digest] });
    expect(referrers).toContainEqual(expect.objectContaining({ artifactType: 'application/spdx+json', foundBy: 'registry' }));
    expect(unread.map(({ what }) => what).sort()).toEqual(['ECR’s list of referrers', 'ECR’s signing status']);
    expect(signing).toBeUndefined();
  });

  test('shows a manifest of an unknown kind, a hostile one and one of 4 MiB, and breaks on none', async () => {
    const repository = (await berth.access.client(registry.host)).repository('copied/storefront');
    const put = async (json: object): Promise<string> => {
      const config = Buffer.from('{"config":{"Env":7},"history":[null,{}]}');
      const descriptor = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length };
      await repository.uploadBlob({ descriptor, send: async (sink) => sink(config), signal: never });
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: descriptor, layers: [], ...json }));
      const digest = digestOf(bytes);
      await repository.putManifest(digest, { bytes, digest, mediaType: 'application/vnd.oci.image.manifest.v1+json' }, never);
      return digest;
    };
    const odd = await put({ annotations: { ['__proto__']: 'x', 'org.opencontainers.image.source': 'javascript:alert(1)' } });
    expect((await details.show({ repository: named('copied/storefront'), image: odd })).shown?.image).toMatchObject({ env: [], history: [{ createdBy: '' }, { createdBy: '' }] });
    const large = await put({ annotations: { filler: 'x'.repeat(4 * 1024 * 1024 - 500) } });
    const shown = await details.show({ repository: named('copied/storefront'), image: large });
    expect(shown.size).toBeGreaterThan(4 * 1024 * 1024 - 500);
    expect(shown.annotations.filler?.length).toBeLessThan(200_000);
    expect((await details.raw({ repository: named('copied/storefront'), digest: large, part: 'manifest' })).text).toHaveLength(shown.size);
  });
});
