import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import type { BulkPage } from '../../shared/model/bulk/bulk';
import type { Change } from '../../shared/model/changes/change';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { openBerth } from '../support/open-berth';

const HARBOUR = '111122223333';
const REGIONS = ['eu-central-1', 'us-east-1'] as const;
const key = (index: number) => ({ profile: 'sandbox-harbour', region: REGIONS[index % 2] as string, name: `many/r${String(index).padStart(3, '0')}` });
const all = Array.from({ length: 200 }, (_, index) => key(index));
const scanning = (scanOnPush: boolean): Change[] => all.map((repository) => ({ kind: 'set-scanning', repository, scanOnPush }));
const creation = (repository: (typeof all)[number]): Change => ({ kind: 'create-repository', repository, mutability: 'MUTABLE', mutabilityExclusions: [], scanOnPush: false, encryption: { type: 'AES256' }, tags: {} });

let folder: string;
let sandbox: Sandbox;
let home: BerthHome;
let berth: Berth;

const page = (id: string): Promise<BulkPage> => berth.bulk.show({ id, offset: 0, limit: 1000 });
const planned = async (changes: Change[]): Promise<string> => (await berth.bulk.plan({ changes }, { dryRun: false })).id;
async function made(id: string) {
  const { jobId } = await berth.bulk.start(id);
  return berth.jobs.wait(jobId);
}
/** How many of them scan on push, as another client of ECR sees them. */
async function scanned(region: string): Promise<number> {
  const client = berth.clients.ecr('sandbox-harbour', region);
  const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({ maxResults: 1000 }));
  return repositories.filter(({ repositoryName = '', imageScanningConfiguration }) => repositoryName.startsWith('many/') && imageScanningConfiguration?.scanOnPush === true).length;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-bulk-'));
  sandbox = await startSandbox({ stateDir: folder, empty: true });
  home = await createBerthHome();
  berth = await openBerth({ home, sandbox: sandbox.description, journal: true });
  const job = await made(await planned(all.map(creation)));
  expect({ error: job.error, notes: job.outcome?.notes }).toEqual({ error: undefined, notes: ['200 changed'] });
}, 120_000);
afterAll(async () => {
  await berth.close();
  await home.remove();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

describe('the same change of 200 repositories in two regions', () => {
  test('a dry run tells what would change and changes nothing', { timeout: 120_000 }, async () => {
    const id = await planned(scanning(true));
    await berth.bulk.look(id, new AbortController().signal);
    expect((await page(id)).counts).toMatchObject({ 'will-change': 200, refused: 0 });
    expect(await scanned('eu-central-1')).toBe(0);
    expect(await berth.bulk.report(id, 'sh')).toMatch(/aws ecr put-image-scanning-configuration .*many\/r000/);
  });

  test('where a region denies it, the other one is changed all the same, and the failed alone are tried again', { timeout: 120_000 }, async () => {
    sandbox.conditions.settings = { denied: [{ accountId: HARBOUR, region: 'us-east-1', action: 'ecr:PutImageScanningConfiguration' }] };
    const id = await planned(scanning(true));
    const job = await made(id);
    expect(job.outcome?.notes).toEqual(['100 changed', '100 failed']);
    const { rows } = await page(id);
    expect(new Set(rows.filter(({ state }) => state === 'failed').map(({ repository, error }) => `${repository.region} ${error?.code}`))).toEqual(new Set(['us-east-1 access-denied']));
    expect([await scanned('eu-central-1'), await scanned('us-east-1')]).toEqual([100, 0]);
    sandbox.conditions.settings = {};
    const again = await berth.bulk.again(id);
    expect(again.total).toBe(100);
    await made(again.id);
    expect(await scanned('us-east-1')).toBe(100);
  });

  test('throttled as ECR does it, all are changed in the end', { timeout: 120_000 }, async () => {
    sandbox.conditions.settings = { throttle: { perSecond: 2, burst: 2 } };
    const job = await made(await planned(scanning(false).slice(0, 40)));
    sandbox.conditions.settings = {};
    expect(job.outcome?.notes).toEqual(['40 changed']);
    expect(sandbox.conditions.throttled).toBeGreaterThan(0);
  });

  test('stopped in the middle and resumed by another Berth, every one is as wanted, and none was changed twice', { timeout: 120_000 }, async () => {
    sandbox.conditions.settings = { latency: [10, 20] };
    const before = sandbox.conditions.calls.get('ecr:PutImageScanningConfiguration') ?? 0;
    const id = await planned(scanning(true));
    const { jobId } = await berth.bulk.start(id);
    while ((await page(id)).counts.done < 10) await new Promise((resolve) => setTimeout(resolve, 20));
    await berth.close();
    berth = await openBerth({ home, sandbox: sandbox.description, journal: true });
    await berth.jobs.start();
    expect(berth.jobs.state().jobs.find((job) => job.id === jobId)).toMatchObject({ status: 'interrupted', input: { bulk: id } });
    expect((await page(id)).counts.done).toBeGreaterThanOrEqual(10);
    const job = await berth.jobs.wait(berth.jobs.retry(jobId));
    sandbox.conditions.settings = {};
    expect(job.outcome?.notes).toEqual(['40 changed', '160 unchanged']);
    expect([await scanned('eu-central-1'), await scanned('us-east-1')]).toEqual([100, 100]);
    expect((sandbox.conditions.calls.get('ecr:PutImageScanningConfiguration') ?? 0) - before).toBe(40);
  });
});
