import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribePullThroughCacheRulesCommand, DescribeRegistryCommand, GetRegistryPolicyCommand, PutRegistryPolicyCommand, PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { offerPullThrough } from '../../electron/ecr/replication/offer-pull-through';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { SyncRepository, type AwsAlternative } from '../../shared/model/moving/sync';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { openBerth } from '../support/open-berth';
import { output } from './cli-runs';

const [HARBOUR, LIGHTHOUSE] = ['111122223333', '444455556666'];

let folder: string;
let sandbox: Sandbox;
let home: BerthHome;
let berth: Berth;

const hostOf = (accountId: string, region = 'eu-central-1'): string => sandbox.description.registries.find((one) => one.accountId === accountId && one.region === region)?.host ?? '';
const plan = (from: string, to: string) => berth.sync.plan(SyncRepository.parse({ from, to, createRepository: true }));
const american = (name: string): string => `${hostOf(HARBOUR, 'us-east-1')}/${name}`;
const european = (name: string): string => `${hostOf(HARBOUR)}/${name}`;
const replicationTo = async (from: string, to: string): Promise<AwsAlternative> => {
  const found = (await plan(from, to)).alternatives.find(({ kind }) => kind === 'replication');
  if (found === undefined) throw new Error('No replication rule was offered.');
  return found;
};
const rules = async (profile = 'sandbox-harbour') => (await berth.clients.ecr(profile, 'eu-central-1').send(new DescribeRegistryCommand({}))).replicationConfiguration?.rules ?? [];
/** Runs a command as it is printed, in a shell, with the sandbox's AWS files. */
const inShell = (command: string): Promise<string> => {
  const { configFile, credentialsFile } = sandbox.description;
  return output('sh', ['-c', command], { AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile, AWS_PAGER: '', HOME: folder });
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-alternatives-'));
  sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') });
  home = await createBerthHome();
  berth = await openBerth({ home, sandbox: sandbox.description });
});
afterAll(async () => {
  await berth.close();
  await home.remove();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

describe('a replication rule', () => {
  test('is offered between regions for the same name, set, read back, and known the next time', async () => {
    const offered = await replicationTo(european('data/etl'), american('data/etl'));
    expect(offered).toMatchObject({ title: 'Let ECR replicate data/etl to us-east-1', profile: 'sandbox-harbour', region: 'eu-central-1' });
    expect(offered.notes.join(' ')).toMatch(/only what is pushed after it was set.*start-replication-backfill --destination region=us-east-1,registryId=111122223333/);
    await berth.sync.applyAlternative(offered);
    expect(await rules()).toEqual([{ destinations: [{ region: 'us-east-1', registryId: HARBOUR }], repositoryFilters: [{ filter: 'data/etl', filterType: 'PREFIX_MATCH' }] }]);
    const again = await plan(european('data/etl'), american('data/etl'));
    expect([again.alternatives.map(({ kind }) => kind), again.notes]).toEqual([['pull-through-cache'], expect.arrayContaining([expect.stringContaining('in us-east-1 already')])]);
  });

  test('keeps the rules that are there, and is refused when they have changed since it was offered', async () => {
    const offered = await replicationTo(european('data/notebooks'), american('data/notebooks'));
    const client = berth.clients.ecr('sandbox-harbour', 'eu-central-1');
    const others = [...(await rules()), { destinations: [{ region: 'eu-west-1', registryId: HARBOUR }] }];
    await client.send(new PutReplicationConfigurationCommand({ replicationConfiguration: { rules: others } }));
    await expect(berth.sync.applyAlternative(offered)).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('Plan again') as string });
    expect(await rules()).toEqual(others);
    await berth.sync.applyAlternative(await replicationTo(european('data/notebooks'), american('data/notebooks')));
    expect((await rules()).map(({ repositoryFilters = [] }) => repositoryFilters.map(({ filter }) => filter))).toEqual([['data/etl', 'data/notebooks'], []]);
  });

  test('is not offered under another name, within one registry, or to whoever may not read the rules', async () => {
    const renamed = await plan(european('shop/api'), american('mirror/api'));
    expect(renamed.alternatives.map(({ kind }) => kind)).toEqual(['pull-through-cache']);
    expect(renamed.notes).toContainEqual(expect.stringContaining('under its own name only'));
    expect((await plan(european('shop/api'), european('mirror/api'))).alternatives).toEqual([]);
  });

  test('to another account names the statement that account must add, and ECR takes it', async () => {
    const offered = await replicationTo(european('shop/web'), `${hostOf(LIGHTHOUSE)}/shop/web`);
    const note = offered.notes.find((each) => each.startsWith(`Account ${LIGHTHOUSE} must allow it first`)) ?? '';
    const statement = note.slice(note.indexOf('{'));
    expect(JSON.parse(statement)).toMatchObject({ Statement: [{ Principal: { AWS: `arn:aws:iam::${HARBOUR}:root` }, Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'] }] });
    await inLighthouse(statement);
  });

  async function inLighthouse(policyText: string): Promise<void> {
    const client = berth.clients.ecr('sandbox-lighthouse', 'eu-central-1');
    await client.send(new PutRegistryPolicyCommand({ policyText }));
    expect((await client.send(new GetRegistryPolicyCommand({}))).policyText).toBe(policyText);
  }

  requires('aws').test('has a command that the AWS CLI takes as it is printed', async () => {
    const offered = await replicationTo(european('platform/base'), `${hostOf(LIGHTHOUSE, 'us-east-1')}/platform/base`);
    await inShell(offered.command);
    expect(await rules()).toEqual((JSON.parse(offered.rule) as { rules: unknown[] }).rules);
    const told = JSON.parse(await inShell('aws ecr describe-registry --profile sandbox-harbour --output json')) as { replicationConfiguration: unknown };
    expect(told.replicationConfiguration).toEqual(JSON.parse(offered.rule));
  });

  test('is refused by ECR for more than 25 destinations and for itself', async () => {
    const client = berth.clients.ecr('sandbox-harbour', 'eu-central-1');
    const put = (destinations: { region: string; registryId: string }[][]) => client.send(new PutReplicationConfigurationCommand({ replicationConfiguration: { rules: destinations.map((each) => ({ destinations: each })) } }));
    const many = (from: number) => Array.from({ length: 13 }, (_, index) => ({ region: `eu-test-${from + index}`, registryId: HARBOUR }));
    await expect(put([many(0), many(13)])).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(put([[{ region: 'eu-central-1', registryId: HARBOUR }]])).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('a pull-through cache rule', () => {
  const place = { host: 'registry', repository: 'quay/org/app', ecr: { profile: 'sandbox-lighthouse', region: 'eu-central-1', accountId: LIGHTHOUSE } };
  const offer = async (host: string, repository: string, target = place.repository): Promise<AwsAlternative> => {
    const [offered] = (await offerPullThrough(berth.clients, { host, repository }, { ...place, repository: target })).offered;
    if (offered === undefined) throw new Error('No cache rule was offered.');
    return offered;
  };
  const kept = async (): Promise<string[]> => {
    const { pullThroughCacheRules = [] } = await berth.clients.ecr('sandbox-lighthouse', 'eu-central-1').send(new DescribePullThroughCacheRulesCommand({}));
    return pullThroughCacheRules.map(({ ecrRepositoryPrefix, upstreamRegistry }) => `${ecrRepositoryPrefix} ${upstreamRegistry}`);
  };

  test('of a public registry is set and read back, and its prefix is taken then', async () => {
    const offered = await offer('quay.io', 'org/app');
    expect(offered).toMatchObject({ title: 'Let ECR cache Quay in eu-central-1', profile: 'sandbox-lighthouse' });
    await berth.sync.applyAlternative(offered);
    expect(await kept()).toEqual(['quay quay']);
    await expect(berth.sync.applyAlternative(offered)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await offerPullThrough(berth.clients, { host: 'quay.io', repository: 'org/app' }, place)).toEqual({ offered: [], notes: ['quay/org/app is a pull-through cache of Quay already.'] });
    expect((await offerPullThrough(berth.clients, { host: 'registry.k8s.io', repository: 'org/app' }, place)).notes).toEqual([expect.stringContaining('the prefix quay is that of quay.io')]);
  });

  test('of Docker Hub waits for the ARN of a secret', async () => {
    const offered = await offer('docker.io', 'library/nginx', 'hub/library/nginx');
    expect(offered.notes.join(' ')).toContain('{"username", "accessToken"}');
    await expect(berth.sync.applyAlternative(offered)).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('ARN') as string });
    await berth.sync.applyAlternative({ ...offered, rule: offered.rule.replace('FILL-IN', 'docker-hub-AbCdEf') });
    expect(await kept()).toContain('hub docker-hub');
  });

  test('between regions of one account needs nothing more', async () => {
    const { alternatives } = await plan(european('shop/api'), american('mirror/shop/api'));
    const [offered] = alternatives;
    if (offered === undefined) throw new Error('Nothing was offered.');
    expect(JSON.parse(offered.rule)).toEqual({ ecrRepositoryPrefix: 'mirror', upstreamRegistryUrl: `${HARBOUR}.dkr.ecr.eu-central-1.amazonaws.com`, upstreamRegistry: 'ecr' });
    await berth.sync.applyAlternative(offered);
  });

  requires('aws').test('has a command that the AWS CLI takes as it is printed', async () => {
    await inShell((await offer('registry.k8s.io', 'pause', 'k8s/pause')).command);
    expect(await kept()).toContain('k8s k8s');
  });

  test('that cannot work is refused by ECR, whoever asks for it', async () => {
    const alternative = await offer('public.ecr.aws', 'nginx/nginx', 'public/nginx/nginx');
    const wrong = (change: object): AwsAlternative => ({ ...alternative, rule: JSON.stringify({ ...(JSON.parse(alternative.rule) as object), ...change }) });
    await expect(berth.sync.applyAlternative(wrong({ upstreamRegistryUrl: 'registry.example' }))).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('a few registries only') as string });
    await expect(berth.sync.applyAlternative(wrong({ upstreamRegistryUrl: 'ghcr.io', upstreamRegistry: 'github-container-registry' }))).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await kept()).not.toContain('public ecr-public');
  });
});
