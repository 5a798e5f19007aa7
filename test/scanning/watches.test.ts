import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WatchStore } from '../../electron/scanning/watch-file';
import { Watches, type FindingNews } from '../../electron/scanning/watches';
import { findingNotice } from '../../electron/shell/notices/notices';
import { AppError } from '../../shared/errors';
import type { Finding, Severity } from '../../shared/model/findings';

const finding = (name: string, severity: Severity = 'CRITICAL'): Finding => ({ id: name, name, severity, package: 'xz', fix: 'unknown', links: [] });
const watch = { repository: { profile: 'dev', region: 'eu-central-1', name: 'shop/api' }, uri: 'host/shop/api', tag: 'latest', severity: 'CRITICAL' as const };

let folder: string;
let found: Finding[] | AppError;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-watches-'));
  found = [finding('CVE-1')];
});
afterEach(() => rm(folder, { recursive: true }));

const open = async (): Promise<{ watches: Watches; told: FindingNews[] }> => {
  const watches = new Watches({
    store: new WatchStore(join(folder, 'watches.json')),
    report: async () => {
      if (found instanceof AppError) throw found;
      return { digest: 'sha256:a', scans: [], findings: found };
    },
    images: async () => [],
    after: () => () => undefined,
    now: () => 0,
  });
  const told: FindingNews[] = [];
  watches.onNews((news) => told.push(news));
  await watches.load();
  return { watches, told };
};

test('what is there when a watch begins is no news; what comes later is, once', async () => {
  const { watches, told } = await open();
  await watches.set(watch);
  await watches.look();
  expect(told).toEqual([]);
  found = [finding('CVE-1'), finding('CVE-2')];
  await watches.look();
  await watches.look();
  expect(told.map(({ findings }) => findings.map(({ name }) => name))).toEqual([['CVE-2']]);
});

test('what was told is remembered over a restart', async () => {
  const first = await open();
  await first.watches.set(watch);
  await first.watches.look();
  found = [finding('CVE-1'), finding('CVE-2')];
  await first.watches.look();
  const second = await open();
  await second.watches.look();
  expect([first.told.length, second.told.length]).toEqual([1, 0]);
});

test('a finding below the chosen severity is not told', async () => {
  const { watches, told } = await open();
  await watches.set(watch);
  await watches.look();
  found = [finding('CVE-1'), finding('CVE-3', 'HIGH')];
  await watches.look();
  expect(told).toEqual([]);
  expect(watches.state().watches).toMatchObject([{ found: 1 }]);
});

test('a look that fails says why, and keeps what was seen', async () => {
  const { watches, told } = await open();
  await watches.set(watch);
  await watches.look();
  found = new AppError('network', 'AWS cannot be reached.');
  await watches.look();
  expect(watches.state().watches).toMatchObject([{ problem: 'AWS cannot be reached.' }]);
  found = [finding('CVE-1')];
  await watches.look();
  expect(told).toEqual([]);
});

test('the notice names the image, the finding and how many more there are', () => {
  expect(findingNotice({ watch, findings: [finding('CVE-2'), finding('CVE-3')] })).toEqual({
    title: '2 new critical findings in shop/api:latest',
    body: 'CVE-2 in xz and 1 more.',
    target: { kind: 'findings', repository: watch.repository, tag: 'latest' },
  });
});
