import { afterEach, expect, test } from 'vitest';
import { probePermissions } from '../../electron/ecr/permission-probe';
import { ecrEndpoint, Refusal, type Asked } from './ecr-endpoint';

let close: () => Promise<unknown> = () => Promise.resolve();
afterEach(() => close());

const ID = '00000000-0000-4000-8000-000000000000';
const ABSENT: Record<string, string> = { GetDownloadUrlForLayer: 'LayersNotFoundException' };

/** An ECR that refuses these actions, and holds these repositories. */
async function probe({ denied = [], repositories = ['shop/api'], also = () => undefined }: { denied?: string[]; repositories?: string[]; also?: (asked: Asked) => object | undefined }) {
  const endpoint = await ecrEndpoint((asked) => {
    const special = also(asked);
    if (special !== undefined) return special;
    const { operation, input } = asked;
    if (denied.includes(operation)) return new Refusal('AccessDeniedException');
    if (operation === 'GetAuthorizationToken') return { authorizationData: [] };
    if (operation === 'DescribeRepositories') return { repositories: repositories.map((repositoryName) => ({ repositoryName })) };
    if (!repositories.includes(String(input.repositoryName))) return new Refusal('RepositoryNotFoundException');
    return ABSENT[operation] === undefined ? { images: [], failures: [{ failureCode: 'ImageNotFound' }] } : new Refusal(ABSENT[operation]);
  });
  close = endpoint.close;
  const run = (): ReturnType<typeof probePermissions> => probePermissions({ clients: endpoint.clients, newId: () => ID }, { profile: 'dev', region: 'eu-central-1' });
  return { run, asked: endpoint.asked };
}
const verdicts = (probed: Awaited<ReturnType<typeof probePermissions>>): Record<string, string> =>
  Object.fromEntries(probed.capabilities.map(({ capability, verdict }) => [capability, verdict]));

test('who may do everything is told so, and creating stays open, for only creating would tell', async () => {
  const { run } = await probe({});
  const probed = await run();
  expect(probed).toMatchObject({ profile: 'dev', region: 'eu-central-1' });
  expect(verdicts(probed)).toEqual({ 'sign-in': 'allowed', list: 'allowed', pull: 'allowed', push: 'allowed', delete: 'allowed', 'set-policy': 'allowed', create: 'unknown' });
  expect(probed.capabilities.map(({ reason }) => reason)).toContain('ecr:BatchGetImage and ecr:GetDownloadUrlForLayer are allowed (asked of shop/api, for an image that does not exist).');
});

test('what may change something is asked of a made-up name beside a repository, and nothing that could begin or create anything', async () => {
  const { run, asked } = await probe({});
  await run();
  const reading = ['GetAuthorizationToken', 'DescribeRepositories', 'BatchGetImage', 'GetDownloadUrlForLayer'];
  for (const { operation, input } of asked)
    if (!reading.includes(operation)) expect(input.repositoryName).toBe(`shop/berth-probe-${ID}`);
  const operations = asked.map(({ operation }) => operation);
  for (const never of ['InitiateLayerUpload', 'PutImage', 'CreateRepository', 'DeleteRepository']) expect(operations).not.toContain(never);
});

test('each refusal names the action that is missing', async () => {
  const { run } = await probe({ denied: ['GetDownloadUrlForLayer', 'CompleteLayerUpload', 'BatchDeleteImage', 'SetRepositoryPolicy'] });
  const { capabilities } = await run();
  expect(capabilities.filter(({ verdict }) => verdict === 'denied').map(({ capability, reason }) => `${capability}: ${reason}`)).toEqual([
    'pull: ecr:GetDownloadUrlForLayer is not allowed (asked of shop/api, for an image that does not exist).',
    `push: ecr:CompleteLayerUpload is not allowed (asked of shop/berth-probe-${ID}, which does not exist).`,
    `delete: ecr:BatchDeleteImage is not allowed (asked of shop/berth-probe-${ID}, which does not exist).`,
    `set-policy: ecr:SetRepositoryPolicy is not allowed (asked of shop/berth-probe-${ID}, which does not exist).`,
  ]);
});

test('who may not list is asked about a repository that does not exist', async () => {
  const { run, asked } = await probe({ denied: ['GetAuthorizationToken', 'DescribeRepositories'] });
  expect(verdicts(await run())).toMatchObject({ 'sign-in': 'denied', list: 'denied', pull: 'allowed' });
  expect(asked.find(({ operation }) => operation === 'BatchGetImage')?.input.repositoryName).toBe(`berth-probe-${ID}`);
});

test('an answer that says nothing leaves the question open; keys that AWS does not take end it', async () => {
  const { run } = await probe({ also: ({ operation }) => (operation === 'BatchDeleteImage' ? new Refusal('ServerException') : undefined) });
  expect(verdicts(await run()).delete).toBe('unknown');
  await close();
  const wrong = await probe({ also: () => new Refusal('UnrecognizedClientException') });
  await expect(wrong.run()).rejects.toMatchObject({ code: 'credentials-invalid' });
});
