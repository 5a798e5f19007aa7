import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Comparison } from '../../shared/model/content/compare';
import { FileRow, FileText, LayersShown } from '../../shared/model/content/layers';
import { Finding, ImageScan, SeverityCounts, Watch } from '../../shared/model/findings';
import { FoundUses } from '../../shared/model/image-use';
import { startSandboxProcess, Terminal, type SandboxProcess } from './cli-runs';

let folder: string;
let sandbox: SandboxProcess;
let terminal: Terminal;
const at = ['--profile', 'sandbox-harbour'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-cli-content-'));
  sandbox = await startSandboxProcess(join(folder, 'sandbox'));
  terminal = await Terminal.open(sandbox.description);
});
afterAll(async () => {
  await sandbox.stop();
  await terminal.home.remove();
  await rm(folder, { recursive: true });
});

describe('what is in an image', () => {
  const SECRET = 'npm_sandboxOnly';

  test('is told by its layers, with secrets in their commands covered unless they are asked for', async () => {
    const words = await terminal.words('layers', 'shop/storefront:3.2.0', ...at);
    expect(words).toContain('COPY server.js /app/server.js');
    expect(words).toMatch(/^3 layers, \d+ B\.$/m);
    expect(words).toContain('NPM_TOKEN=••••••••');
    expect(words).not.toContain(SECRET);
    expect(JSON.stringify(await terminal.json(LayersShown, 'layers', 'shop/storefront:3.2.0', ...at))).not.toContain(SECRET);
    const open = await terminal.json(LayersShown, 'layers', 'shop/storefront:3.2.0', '--show-secrets', ...at);
    expect(open.layers[1]?.command).toContain(SECRET);
  });

  test('is told by its files, found by name, and by what is wasted', async () => {
    const files = await terminal.json(z.array(FileRow), 'layers', 'shop/storefront:3.2.0', '--files', '--search', '*.js', ...at);
    expect(files.map(({ path, layer }) => `${path} ${layer}`)).toEqual(['app/node_modules/express/index.js 1', 'app/server.js 2']);
    expect(await terminal.words('layers', 'shop/storefront:3.2.0', '--waste', ...at)).toMatch(/^Efficiency \d+\.\d %, .* wasted\.$/m);
  });

  test('is told by the text of one file', async () => {
    const file = ['layers', 'shop/storefront:3.2.0', '--text', '/app/server.js', ...at];
    const { text, layer } = await terminal.json(FileText.extend({ layer: z.number() }), ...file);
    expect([layer, text]).toEqual([2, expect.stringContaining('storefront for linux')]);
    expect(await terminal.words(...file)).toBe(text);
    expect((await terminal.error(['layers', 'shop/storefront:3.2.0', '--text', 'app', ...at])).code).toBe('file-not-found');
  });

  test('is refused where it names no image', async () => {
    expect((await terminal.error(['layers', 'shop/storefront:no-such-tag', ...at])).code).toBe('image-not-found');
    expect((await terminal.error(['layers', 'shop/storefront:3.2.0', '--platform', 'Beside The Point', ...at])).code).toBe('invalid-input');
  });
});

describe('two images', () => {
  test('are compared by configuration, layers and files', async () => {
    const compared = await terminal.json(Comparison.extend({ changedFiles: z.array(FileRow) }), 'diff', 'data/etl:2.8.4', 'data/etl:3.0.0-rc.1', '--files', ...at);
    expect(compared.config).toMatchObject([{ group: 'Labels', left: '2.8.4', right: '3.0.0-rc.1' }]);
    expect(compared.layers.map(({ where }) => where)).toEqual(['base', 'left', 'right']);
    expect(compared.changedFiles.map(({ path, change }) => `${change} ${path}`)).toEqual(['changed srv/version']);
    expect(await terminal.words('diff', 'data/etl:2.8.4', 'data/etl:2.8.4', ...at)).toBe('Both are the same image.\n');
  });

  test('keep their secrets covered in words and values, unless those are asked for', async () => {
    const pair = ['shop/storefront:3.2.0', 'data/etl:2.8.4'];
    const covered = await terminal.json(Comparison, 'diff', ...pair, ...at);
    expect(covered.config.find(({ name }) => name === 'SESSION_SECRET')).toMatchObject({ left: '••••••••', secret: true });
    const open = await terminal.json(Comparison, 'diff', ...pair, '--show-secrets', ...at);
    const secret = open.config.find(({ name }) => name === 'SESSION_SECRET')?.left ?? '';
    expect(secret).not.toBe('');
    expect(secret).not.toContain('•');
    for (const words of [JSON.stringify(covered), await terminal.words('diff', ...pair, ...at)]) {
      expect(words).not.toContain(secret);
      expect(words).not.toContain('npm_sandboxOnly');
    }
  });
});

describe('scans', () => {
  const Scan = z.object({ digest: z.string(), started: z.boolean(), scans: z.array(ImageScan), counts: SeverityCounts });

  test('tell their findings, worst first, filtered, and written to a file', async () => {
    const names = async (...args: string[]): Promise<string[]> => (await terminal.json(z.array(Finding), 'findings', 'shop/api:2.3.9', ...args, ...at)).map(({ name }) => name);
    expect(await names()).toEqual(['CVE-2024-3094', 'CVE-2023-4911', 'CVE-2023-44487', 'CVE-2022-3219']);
    expect(await names('--severity', 'high', '--search', 'glibc')).toEqual(['CVE-2023-4911']);
    const path = join(folder, 'found.csv');
    await terminal.words('findings', 'shop/api:2.3.9', '--fixable', '--export', path, ...at);
    const lines = (await readFile(path, 'utf8')).trim().split(/\r?\n/);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain('CVE-2024-3094');
  });

  test('are compared by what is new and what is fixed', async () => {
    const rows = await terminal.json(z.array(Finding.extend({ change: z.string() })), 'findings', 'shop/api:2.3.9', '--compare', 'shop/api:2.4.1', ...at);
    expect(rows.map(({ change, name }) => `${change} ${name}`)).toEqual(['fixed CVE-2024-3094', 'fixed CVE-2023-4911', 'fixed CVE-2023-44487']);
  });

  test('of an image that had none are started and waited for', async () => {
    const before = await terminal.berth(['findings', 'shop/checkout:1.9.1', ...at]);
    expect(before).toMatchObject({ code: 0, stderr: 'berth: Never scanned\n', stdout: 'No scan tells what it has.\n' });
    const { started, scans, counts } = await terminal.json(Scan, 'scan', 'shop/checkout:1.9.1', '--wait', ...at);
    expect({ started, status: scans.map(({ status }) => status) }).toEqual({ started: true, status: ['complete'] });
    expect(Object.keys(counts)).not.toEqual([]);
  });

  test('of today are good enough, and end with 1 where something is too grave', async () => {
    expect(await terminal.json(Scan, 'scan', 'shop/api:2.3.9', '--wait', ...at)).toMatchObject({ started: true, counts: { CRITICAL: 1 } });
    expect(await terminal.json(Scan, 'scan', 'shop/api:2.3.9', ...at)).toMatchObject({ started: false, counts: { CRITICAL: 1 } });
    const grave = await terminal.berth(['scan', 'shop/api:2.3.9', '--fail-on', 'critical', ...at]);
    expect(grave.code).toBe(1);
    expect(grave.stderr).toContain('1 finding of severity critical or worse.');
    expect((await terminal.berth(['scan', 'shop/api:2.4.1', '--fail-on', 'critical', ...at])).code).toBe(0);
    expect((await terminal.error(['scan', 'shop/api:2.3.9', '--fail-on', 'grave', ...at])).code).toBe('invalid-input');
  });
});

test('watches are set, listed and ended', async () => {
  const watched = async (...args: string[]): Promise<string[]> => (await terminal.json(z.array(Watch), 'watch', ...args)).map(({ repository, tag, severity }) => `${repository.name}:${tag ?? '*'} ${severity}`);
  expect(await watched('shop/api:2.4.0', '--severity', 'high', ...at)).toEqual(['shop/api:2.4.0 HIGH']);
  expect(await watched('shop/api', ...at)).toEqual(['shop/api:* CRITICAL', 'shop/api:2.4.0 HIGH']);
  expect(await watched('shop/api', '--stop', ...at)).toEqual(['shop/api:2.4.0 HIGH']);
  expect(await watched()).toEqual(['shop/api:2.4.0 HIGH']);
  expect((await terminal.error(['watch', `shop/api@sha256:${'a'.repeat(64)}`, ...at])).code).toBe('invalid-input');
});

test('uses of an image are told, and which services were not asked', async () => {
  const unasked = await terminal.json(FoundUses, 'uses', 'shop/api:2.4.0', ...at);
  expect(unasked.unasked.map(({ by }) => by)).toEqual(expect.arrayContaining(['ecs', 'eks', 'lambda']));
  expect(unasked.uses.map(({ by }) => by)).not.toContain('ecs');
  const asked = await terminal.json(FoundUses, 'uses', 'shop/api:2.4.0', '--services', ...at);
  expect(asked.uses).toMatchObject([{ by: 'ecs', tag: '2.4.0', running: true }]);
  expect((await terminal.berth(['uses', 'shop/api:2.4.0', '--services', ...at])).stdout).toContain('ECS cluster harbour-prod (2 tasks)');
});
