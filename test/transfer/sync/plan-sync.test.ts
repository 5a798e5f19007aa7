import { afterEach, expect, test } from 'vitest';
import { planSync } from '../../../electron/transfer/sync/plan/plan-sync';
import { SyncRepository } from '../../../shared/model/moving/sync';
import { privateRegistryHost } from '../../../shared/ecr/registry-host';
import { ecrEndpoint, Refusal, type Asked } from '../../ecr/ecr-endpoint';

const accountId = '111122223333';
const [eu, us] = [privateRegistryHost({ accountId, region: 'eu-central-1' }), privateRegistryHost({ accountId, region: 'us-east-1' })];
const digest = (index: number): string => `sha256:${index.toString(16).padStart(64, '0')}`;
const never = new AbortController().signal;
const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A page of `count` images, a thousand at a time, each with a tag of its own. */
function page({ input }: Asked, count: number): object {
  const start = Number(input.nextToken ?? 0);
  const size = Math.min(Number(input.maxResults ?? 100), count - start);
  const imageDetails = Array.from({ length: size }, (_, index) => ({ imageDigest: digest(start + index), imageTags: [`v${start + index}`], imageSizeInBytes: 1000, imagePushedAt: 1_700_000_000 + start + index }));
  return { imageDetails, ...(start + size < count && { nextToken: String(start + size) }) };
}

/** Plans from a repository of so many tags to one that has the first ones of them; profiles are named after regions. */
async function planned(source: number, target: number, over: Partial<SyncRepository> = {}) {
  const endpoint = await ecrEndpoint((asked) => {
    if (asked.operation === 'DescribeImages') return page(asked, asked.profile === 'eu-central-1' ? source : target);
    if (asked.operation === 'DescribeRepositories') return { repositories: [{ registryId: accountId, repositoryName: 'app', repositoryUri: `${us}/app`, repositoryArn: 'arn:aws:ecr:us-east-1:1:repository/app', imageTagMutability: 'MUTABLE' }] };
    if (asked.operation === 'BatchGetImage')
      return {
        images: (asked.input.imageIds as { imageDigest: string }[]).map((imageId) => ({
          imageId,
          // All images share their config and a base; each has a layer of its own.
          imageManifest: JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: blob(1_000_001, 10), layers: [blob(1_000_002, 600), { ...blob(0, 390), digest: imageId.imageDigest }] }),
        })),
      };
    return new Refusal('AccessDeniedException');
  });
  open.push({ close: () => endpoint.close() });
  const places = { identityFor: (host: string) => Promise.resolve({ profile: host === eu ? 'eu-central-1' : 'us-east-1', region: host === eu ? 'eu-central-1' : 'us-east-1', accountId }), ownerOf: () => Promise.resolve(undefined) };
  const access = { client: () => Promise.reject(new Error('The registry itself was asked.')) };
  const plan = await planSync({ clients: endpoint.clients, places, access, measuredSpeed: () => undefined }, SyncRepository.parse({ from: `${eu}/app`, to: `${us}/app`, ...over }), never);
  return { plan, asked: endpoint.asked };
}
const blob = (index: number, size: number) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digest(index), size });

test('ten thousand tags are compared with pages of a thousand, and nothing is asked of each', async () => {
  const { plan, asked } = await planned(10_000, 9_990);
  expect(plan.items).toHaveLength(10_000);
  expect(plan.items.filter(({ state }) => state === 'missing').map(({ tag }) => tag)).toEqual(Array.from({ length: 10 }, (_, index) => `v${9_999 - index}`));
  expect(asked.length).toBeLessThan(30);
});

test('the bytes of what moves count a shared layer once', async () => {
  const { plan } = await planned(5, 2);
  expect(plan.estimate.bytes).toBe(10 + 600 + 3 * 390);
  expect(plan.items.map(({ bytes }) => bytes)).toEqual([1000, 1000, 1000, 1000, 1000]);
});

test('of very many images the sizes that ECR tells are added up, and the plan says so', async () => {
  const { plan, asked } = await planned(3_000, 0);
  expect(plan.estimate).toMatchObject({ bytes: 3_000_000, assumptions: expect.arrayContaining([expect.stringContaining('counted each time')]) as string[] });
  expect(asked.length).toBeLessThan(20);
});

test('the newest alone are planned and counted where so many are asked for', async () => {
  const { plan } = await planned(3, 0, { newest: 2 });
  expect([plan.items.map(({ tag }) => tag), plan.estimate.bytes]).toEqual([['v2', 'v1'], 10 + 600 + 2 * 390]);
});

test('a registry’s rules that may not be read cost the offer alone, and a note', async () => {
  const { plan } = await planned(1, 0);
  expect(plan.alternatives).toEqual([]);
  expect(plan.notes).toEqual([expect.stringContaining('eu-central-1 may not read the registry’s rules'), expect.stringContaining('us-east-1 may not read the registry’s rules')]);
});
