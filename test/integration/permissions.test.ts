import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { probePermissions } from '../../electron/ecr/permission-probe';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';

let folder: string;
let sandbox: Sandbox;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-permissions-'));
  sandbox = await startSandbox({ stateDir: folder });
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const clients = {
  ecr: (profile: string, region: string): ECRClient => {
    const credentials = sandbox.description.profiles.find(({ name }) => name === profile);
    if (credentials === undefined) throw new Error(`The sandbox has no profile ${profile}.`);
    return new ECRClient({ region, endpoint: sandbox.description.endpoint, credentials });
  },
};
const verdictsOf = async (profile: string): Promise<Record<string, string>> => {
  const { capabilities } = await probePermissions({ clients, newId: randomUUID }, { profile, region: 'eu-central-1' });
  return Object.fromEntries(capabilities.map(({ capability, verdict }) => [capability, verdict]));
};
/** Everything the sandbox holds on disk. */
const held = async (): Promise<unknown> => JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')) as unknown;

test('a captain may do everything, an auditor only read, and neither leaves a trace by being asked', async () => {
  const before = await held();
  expect(await verdictsOf('sandbox-harbour')).toEqual({ 'sign-in': 'allowed', list: 'allowed', pull: 'allowed', push: 'allowed', delete: 'allowed', 'set-policy': 'allowed', create: 'unknown' });
  expect(await verdictsOf('sandbox-harbour-readonly')).toEqual({ 'sign-in': 'allowed', list: 'allowed', pull: 'allowed', push: 'denied', delete: 'denied', 'set-policy': 'denied', create: 'unknown' });
  // Closing writes down whatever changed.
  await sandbox.close();
  expect(await held()).toEqual(before);
});
