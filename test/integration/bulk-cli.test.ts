import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { BulkCounts, BulkItem } from '../../shared/model/bulk/bulk';
import { startSandboxProcess, Terminal, type SandboxProcess } from './cli-runs';

const Answer = z.object({ title: z.string(), counts: BulkCounts, items: z.array(BulkItem) });
const SHOP = ['--profile', 'sandbox-harbour', '--region', 'eu-central-1', '--repos', 'shop/'];

let folder: string;
let sandbox: SandboxProcess;
let terminal: Terminal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-bulk-cli-'));
  sandbox = await startSandboxProcess(join(folder, 'sandbox'));
  terminal = await Terminal.open(sandbox.description);
});
afterAll(async () => {
  await sandbox.stop();
  await terminal.home.remove();
  await rm(folder, { recursive: true });
});

test('berth bulk says first what would change, then changes only that, and reports each', async () => {
  const dry = await terminal.json(Answer, 'bulk', 'scanning', 'on', ...SHOP, '--dry-run');
  expect(dry.counts).toMatchObject({ 'will-change': 3, 'no-change': 2, done: 0 });
  const report = join(folder, 'report.csv');
  const words = await terminal.words('bulk', 'scanning', 'on', ...SHOP, '--report', report);
  expect(words).toContain('Scan on push of 5 repositories: 3 changed, 2 were so already, 0 failed.');
  expect((await readFile(report, 'utf8')).split('\r\n').filter((line) => line.includes(',done,'))).toHaveLength(3);
  const again = await terminal.json(Answer, 'bulk', 'scanning', 'on', ...SHOP, '--dry-run');
  expect(again.counts).toMatchObject({ 'will-change': 0, 'no-change': 5 });
});

test('berth bulk keeps tags of repositories, policies and mutability as they were asked for', async () => {
  const tagged = await terminal.json(Answer, 'bulk', 'tags', '--set', 'owner=web', ...SHOP);
  expect(tagged.counts).toMatchObject({ done: 5, failed: 0 });
  expect(await terminal.words('bulk', 'lifecycle', '--remove', ...SHOP)).toContain('1 changed, 4 were so already');
  const mutability = await terminal.json(Answer, 'bulk', 'mutability', 'immutable', '--except', 'latest', ...SHOP);
  expect(mutability.counts).toMatchObject({ done: 5, failed: 0 });
});

test('who may not change anything is told so for each, and the whole fails', async () => {
  const args = ['bulk', 'scanning', 'off', '--profile', 'sandbox-harbour-readonly', '--region', 'eu-central-1', '--repos', 'shop/'];
  const { code, stdout } = await terminal.berth([...args, '--json']);
  expect(code).toBe(1);
  const { counts, items } = Answer.parse(JSON.parse(stdout));
  expect(counts).toMatchObject({ done: 0, failed: 5 });
  expect(items.map(({ error }) => error?.code)).toEqual(Array.from({ length: 5 }, () => 'access-denied'));
  const words = await terminal.berth(args);
  expect(words.code).toBe(1);
  expect(words.stdout).toContain('sandbox-harbour-readonly eu-central-1 shop/api: failed: ');
  expect(words.stdout).toContain('0 changed, 0 were so already, 5 failed.');
});

test('what makes no sense is refused before anything is read', async () => {
  expect(await terminal.error(['bulk', 'scanning', 'maybe', ...SHOP])).toMatchObject({ code: 'invalid-input', hint: 'Write on or off.' });
  expect(await terminal.error(['bulk', 'lifecycle', ...SHOP])).toMatchObject({ code: 'invalid-input' });
  expect(await terminal.error(['bulk', 'tags', ...SHOP])).toMatchObject({ code: 'invalid-input' });
});
