import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { describeImage } from '../../electron/ecr/images/describe-image';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { openBerth } from '../support/open-berth';

let folder: string;
let sandbox: Sandbox;
let home: BerthHome;
let berth: Berth;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-uses-'));
  sandbox = await startSandbox({ stateDir: folder });
  home = await createBerthHome();
  berth = await openBerth({ home, sandbox: sandbox.description, env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } });
  await berth.settings.setUsesAsked({ profile: 'sandbox-harbour', on: true });
});
afterAll(async () => {
  await berth.close();
  await home.remove();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const key = (name: string, profile = 'sandbox-harbour') => ({ profile, region: 'eu-central-1', name });
const usesOf = async (name: string, tag: string, profile?: string) => {
  const repository = key(name, profile);
  const image = await describeImage(berth.clients, { repository, image: tag });
  return berth.imageUses.of(repository, [image], new AbortController().signal);
};
const none = new AbortController().signal;

test('tells what ECS runs, with its tasks, and what a service would start next', async () => {
  expect((await usesOf('shop/api', '2.4.0')).uses).toMatchObject([{ by: 'ecs', tag: '2.4.0', running: true, what: 'service shop-api in ECS cluster harbour-prod (2 tasks)' }]);
  expect((await usesOf('shop/search', '0.30.4')).uses).toMatchObject([{ by: 'ecs', running: false, what: 'service shop-search in ECS cluster harbour-prod (no task runs it)' }]);
});

test('tells functions of Lambda with each of their versions', async () => {
  const { uses } = await usesOf('shop/checkout', '1.9.2');
  expect(uses.map(({ what }) => what)).toEqual(['function checkout-webhook in Lambda', 'function checkout-webhook version 7 in Lambda']);
});

test('tells pods of an EKS cluster, asked over TLS with a token of the profile’s own', async () => {
  expect((await usesOf('platform/ingress', '1.14.0')).uses).toMatchObject([{ by: 'eks', running: true, what: 'shop/ingress in EKS cluster platform (2 pods)' }]);
});

test('says that Docker could not be asked, and goes on', async () => {
  const { unasked } = await usesOf('shop/api', '2.4.0');
  expect(unasked.map(({ by }) => by)).toEqual(['container']);
});

test('names nobody for an image that nobody runs', async () => {
  expect((await usesOf('shop/api', '2.3.8')).uses).toEqual([]);
});

test('asks no service of AWS where that is off, and says so', async () => {
  const { uses, unasked } = await usesOf('payments/gateway', 'release', 'sandbox-lighthouse');
  expect(uses).toEqual([]);
  expect(unasked.map(({ by }) => by)).toEqual(['container', 'ecs', 'eks', 'lambda']);
  expect(unasked[1]?.why).toContain('not asked for profile sandbox-lighthouse');
});

test('a service that a profile may not ask is told as such, by the name of the action', async () => {
  const repository = key('shop/api', 'sandbox-harbour-readonly');
  const image = await describeImage(berth.clients, { repository, image: '2.4.0' });
  const { uses, unasked } = await berth.imageUses.everywhere(repository, [image], none);
  expect(uses).toEqual([]);
  expect(unasked.find(({ by }) => by === 'ecs')?.why).toBe('ECS could not be asked: Profile sandbox-harbour-readonly may not do ecs:ListClusters in eu-central-1.');
  expect(unasked.map(({ by }) => by).sort()).toEqual(['container', 'ecs', 'eks', 'lambda']);
});

test('tells the clusters that Amazon Inspector counts, once it scans the registry', async () => {
  const scope = { profile: 'sandbox-harbour', region: 'eu-central-1' };
  const { putScanningConfiguration } = await import('../../electron/scanning/registry-configuration');
  await putScanningConfiguration(berth.clients, { ...scope, configuration: { scanType: 'ENHANCED', rules: [{ frequency: 'CONTINUOUS_SCAN', filters: ['*'] }] } });
  const { uses } = await usesOf('shop/api', '2.4.0');
  expect(uses.find(({ by }) => by === 'inspector')?.what).toMatch(/^1 cluster of ECS or EKS, as Amazon Inspector counts them/);
  await putScanningConfiguration(berth.clients, { ...scope, configuration: { scanType: 'BASIC', rules: [] } });
});
