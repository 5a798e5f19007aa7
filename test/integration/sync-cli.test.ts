import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JobOutcome } from '../../shared/model/moving/job';
import { SyncPlan } from '../../shared/model/moving/sync';
import { startSandboxProcess, Terminal, type SandboxProcess } from './cli-runs';

const [HARBOUR, LIGHTHOUSE] = ['111122223333', '444455556666'];

let folder: string;
let sandbox: SandboxProcess;
let terminal: Terminal;
let from: string;
let to: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-sync-cli-'));
  sandbox = await startSandboxProcess(join(folder, 'sandbox'));
  terminal = await Terminal.open(sandbox.description);
  from = `${sandbox.host(HARBOUR)}/shop/web`;
  to = `${sandbox.host(LIGHTHOUSE, 'us-east-1')}/shop/web`;
});
afterAll(async () => {
  await sandbox.stop();
  await terminal.home.remove();
  await rm(folder, { recursive: true });
});

test('berth sync says first what it would do, then does it, and then finds nothing to do', async () => {
  const plan = await terminal.json(SyncPlan, 'sync', from, to, '--dry-run', '--exclude', 'latest');
  expect(plan.items.map(({ tag, state }) => `${tag} ${state}`).sort()).toEqual(['5.11.2 missing', '5.11.3 missing', '5.12.0 missing']);
  expect(plan.alternatives.map(({ kind }) => kind)).toContain('replication');
  expect((await terminal.error(['sync', from, to])).code).toBe('repository-not-found');

  const words = await terminal.words('sync', from, to, '--exclude', 'latest', '--create', '--carry', 'settings,lifecycle');
  expect(words).toContain(`Synced ${to}\nCreated ${to} with tags mutable, scan on push.\n3 tags copied, 0 were there already.\n`);
  const again = await terminal.json(JobOutcome, 'sync', from, to);
  expect(again.notes).toContain('1 tag copied, 3 were there already.');
  expect(await terminal.words('sync', from, to, '--dry-run')).toContain('0 of 4 tags would be copied: 0 B at most, 0 s to 0 s.');
});

test('berth sync refuses what it cannot do, and says what to write', async () => {
  expect(await terminal.error(['sync', `${from}:latest`, to])).toMatchObject({ code: 'invalid-reference' });
  expect(await terminal.error(['sync', from, from])).toMatchObject({ code: 'invalid-input' });
  expect(await terminal.error(['sync', from, to, '--carry', 'all'])).toMatchObject({ code: 'invalid-input', hint: 'Choose of: settings, policy, lifecycle.' });
});
