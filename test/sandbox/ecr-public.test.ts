import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRPUBLICClient,
  GetAuthorizationTokenCommand,
  GetRepositoryCatalogDataCommand,
} from '@aws-sdk/client-ecr-public';
import { ECRClient, PutRegistryPolicyCommand } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';

let folder: string;
let sandbox: Sandbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-public-'));
  sandbox = await startSandbox({ stateDir: folder, empty: true });
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const as = (name: string) => {
  const credentials = sandbox.description.profiles.find((profile) => profile.name === name);
  if (credentials === undefined) throw new Error(`no profile ${name}`);
  return { endpoint: sandbox.description.endpoint, credentials };
};
const publicOf = (name: string, region = 'us-east-1') => new ECRPUBLICClient({ ...as(name), region, maxAttempts: 1 });

test('a public repository keeps its catalogue data over a restart of the sandbox', async () => {
  const catalogData = { description: 'A base image', architectures: ['x86-64', 'ARM 64'], aboutText: '# About' };
  await publicOf('sandbox-harbour').send(new CreateRepositoryCommand({ repositoryName: 'open/base', catalogData }));
  await sandbox.close();
  sandbox = await startSandbox({ stateDir: folder });
  const client = publicOf('sandbox-harbour');
  const listed = await client.send(new DescribeRepositoriesCommand({}));
  expect(listed.repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['open/base']);
  const shown = await client.send(new GetRepositoryCatalogDataCommand({ repositoryName: 'open/base' }));
  expect(shown.catalogData).toEqual(catalogData);
  await client.send(new DeleteRepositoryCommand({ repositoryName: 'open/base' }));
  expect((await client.send(new DescribeRepositoriesCommand({}))).repositories).toEqual([]);
});

test('a new sandbox publishes repositories with images, texts and a logo', async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
  sandbox = await startSandbox({ stateDir: folder });
  const client = publicOf('sandbox-harbour');
  const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({}));
  expect(repositories.map(({ repositoryName }) => repositoryName)).toEqual(['harbour/base', 'harbour/tide-cli']);
  const { imageDetails = [], nextToken } = await client.send(new DescribeImagesCommand({ repositoryName: 'harbour/base', maxResults: 4 }));
  const { imageDetails: rest = [] } = await client.send(new DescribeImagesCommand({ repositoryName: 'harbour/base', maxResults: 1000, nextToken }));
  expect([...imageDetails, ...rest].flatMap(({ imageTags = [] }) => imageTags).sort()).toEqual(['2', '2.9.8', '3', '3.0.2', '3.1.0', 'latest']);
  expect([imageDetails.length, rest.length]).toEqual([4, 5]);
  const { catalogData } = await client.send(new GetRepositoryCatalogDataCommand({ repositoryName: 'harbour/base' }));
  expect(catalogData).toMatchObject({ architectures: ['x86-64', 'ARM 64'], logoUrl: expect.stringMatching(/^data:image\/png;base64,iVBOR/) as string });
  expect((await publicOf('sandbox-lighthouse').send(new DescribeRepositoriesCommand({}))).repositories).toEqual([]);
});

test('it answers in us-east-1 only', async () => {
  expect((await publicOf('sandbox-harbour').send(new GetAuthorizationTokenCommand({}))).authorizationData?.authorizationToken).toMatch(/.{100}/);
  await expect(publicOf('sandbox-harbour', 'eu-central-1').send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
});

test('identity policies decide, and a private registry’s policy has no say', async () => {
  const denied = { name: 'AccessDeniedException' };
  await expect(publicOf('sandbox-harbour-readonly').send(new CreateRepositoryCommand({ repositoryName: 'open/x' }))).rejects.toMatchObject(denied);
  const policyText = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'All', Effect: 'Allow', Principal: '*', Action: ['ecr-public:*', 'ecr:*'], Resource: '*' }],
  });
  await new ECRClient({ ...as('sandbox-harbour'), region: 'us-east-1' }).send(new PutRegistryPolicyCommand({ policyText }));
  await expect(publicOf('sandbox-harbour-readonly').send(new CreateRepositoryCommand({ repositoryName: 'open/x' }))).rejects.toMatchObject(denied);
});
