import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { StateFile } from '../../electron/sandbox/state-file';
import { configureRegistry } from '../../electron/scanning/configure-registry';
import { putScanningConfiguration, readScanningConfiguration } from '../../electron/scanning/registry-configuration';
import { scannedImages } from '../../electron/scanning/scanned-images';
import { ScanReports } from '../../electron/scanning/scan-reports';
import { Scanning } from '../../electron/scanning/scanning';
import { Activity } from '../../shared/model/changes/activity';
import { FindingFilter } from '../../shared/model/findings';
import { writeAtomically } from '../../electron/files/write-atomically';

let folder: string;
let sandbox: Sandbox;
let time: number;

beforeEach(async () => {
  time = Date.UTC(2026, 10, 21);
  folder = await mkdtemp(join(tmpdir(), 'berth-scanning-'));
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
const scope = { profile: 'sandbox-harbour', region: 'eu-central-1' };
const image = (name: string, tag: string) => ({ repository: { ...scope, name }, image: tag });
const scanningWith = (): { reports: ScanReports; scanning: Scanning } => {
  const reports = new ScanReports({ clients, now: () => time });
  const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds));
  return { reports, scanning: new Scanning({ clients, reports, sleep, write: writeAtomically }) };
};
const all = FindingFilter.parse({});
const never = new AbortController().signal;

test('reads a basic scan: severity, package, versions, score and a link', async () => {
  const { reports } = scanningWith();
  const { scans, findings } = await reports.of(image('shop/api', '2.3.9'));
  expect(scans).toMatchObject([{ kind: 'basic', status: 'complete', counts: { CRITICAL: 1, HIGH: 2, LOW: 1 } }]);
  expect(findings.find(({ name }) => name === 'CVE-2024-3094')).toMatchObject({ severity: 'CRITICAL', package: 'xz-utils', version: '5.6.0-0.2', fixedIn: '5.6.1+really5.4.5-1', fix: 'yes', score: 10, links: ['https://security-tracker.debian.org/tracker/CVE-2024-3094'] });
});

test('reads the same findings from an enhanced scan, with what only that tells', async () => {
  await putScanningConfiguration(clients, { ...scope, configuration: { scanType: 'ENHANCED', rules: [] } });
  const { findings, scans } = await scanningWith().reports.of(image('shop/api', '2.3.9'));
  expect(scans).toMatchObject([{ kind: 'enhanced', status: 'active' }]);
  expect(findings.map(({ name }) => name).sort()).toEqual(['CVE-2022-3219', 'CVE-2023-44487', 'CVE-2023-4911', 'CVE-2024-3094']);
  expect(findings.find(({ name }) => name === 'CVE-2024-3094')).toMatchObject({ exploit: true, fix: 'yes', score: 9.8, package: 'xz-utils' });
  expect(findings.find(({ name }) => name === 'CVE-2022-3219')).toMatchObject({ exploit: false, fix: 'no' });
});

test('an index has a scan for each platform, and a finding of both is one finding', async () => {
  const { scans, findings } = await scanningWith().reports.of(image('shop/web', '5.11.3'));
  expect(scans.map(({ platform, status }) => [platform, status])).toEqual([['linux/amd64', 'complete'], ['linux/arm64', 'complete']]);
  expect(findings).toHaveLength(3);
  expect(findings[0]?.platforms).toEqual(['linux/amd64', 'linux/arm64']);
});

test('an image that was never scanned says so; a scan takes a moment; a second one on the same day is refused with a reason', async () => {
  const { reports, scanning } = scanningWith();
  const target = image('shop/checkout', '1.9.2');
  expect((await reports.of(target)).scans).toMatchObject([{ status: 'never', counts: {} }]);
  expect(await scanning.start(target)).toEqual({ started: 1 });
  expect((await reports.of(target, { fresh: true })).scans).toMatchObject([{ status: 'scanning' }]);
  expect((await scanning.finished(target, never)).scans).toMatchObject([{ status: 'complete' }]);
  await expect(scanning.start(target)).rejects.toMatchObject({ code: 'quota-exceeded', message: 'ECR scans an image once a day, and has scanned this one.' });
}, 20_000);

test('where Amazon Inspector scans, nobody starts a scan', async () => {
  await putScanningConfiguration(clients, { ...scope, configuration: { scanType: 'ENHANCED', rules: [] } });
  await expect(scanningWith().scanning.start(image('shop/checkout', '1.9.2'))).rejects.toMatchObject({ code: 'unsupported' });
});

test('compares two tags: the newer image has nothing new and two findings fewer', async () => {
  const { added, fixed, same } = await scanningWith().scanning.compare({ left: image('shop/api', '2.4.0'), right: image('shop/api', '2.4.1') });
  expect(added).toEqual([]);
  expect(fixed.map(({ name }) => name).sort()).toEqual(['CVE-2023-44487', 'CVE-2023-4911']);
  expect(same.map(({ name }) => name)).toEqual(['CVE-2022-3219']);
});

test('exports what the filter leaves, as CSV and as JSON', async () => {
  const { scanning } = scanningWith();
  const path = join(folder, 'findings.csv');
  await scanning.export({ ...image('shop/api', '2.3.9'), ...all, severities: ['CRITICAL'], path, format: 'csv' });
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^CVE-2024-3094,CRITICAL,xz-utils,5\.6\.0-0\.2,5\.6\.1\+really5\.4\.5-1,yes,10,/);
  await scanning.export({ ...image('shop/api', '2.3.9'), ...all, path, format: 'json' });
  expect(JSON.parse(await readFile(path, 'utf8'))).toHaveLength(4);
});

test('reads and sets how the registry is scanned', async () => {
  const configuration = { scanType: 'BASIC' as const, rules: [{ frequency: 'SCAN_ON_PUSH' as const, filters: ['shop/*'] }] };
  await putScanningConfiguration(clients, { ...scope, configuration });
  expect(await readScanningConfiguration(clients, scope)).toEqual(configuration);
});

test('a change of how the registry is scanned is kept in the activity log with the command that takes it back, and so is a refusal', async () => {
  const kept: Activity[] = [];
  const ports = {
    clients,
    log: { add: async ({ activity }: { activity: Activity }) => void kept.push(activity) },
    hostOf: async () => 'registry.test',
    now: () => time,
    newId: () => `id-${kept.length}`,
  };
  await configureRegistry(ports, { ...scope, configuration: { scanType: 'ENHANCED', rules: [{ frequency: 'CONTINUOUS_SCAN', filters: ['shop/*'] }] } });
  await expect(configureRegistry(ports, { ...scope, profile: 'sandbox-nobody', configuration: { scanType: 'BASIC', rules: [] } })).rejects.toThrow('sandbox-nobody');
  expect(kept).toMatchObject([
    { id: 'id-0', place: 'registry.test', result: 'done', at: '2026-11-21T00:00:00.000Z', undo: { possible: false } },
    { result: 'failed', profile: 'sandbox-nobody' },
  ]);
  const [command = '', before = ''] = kept[0]?.awsCli ?? [];
  expect(command).toMatch(/^aws ecr put-registry-scanning-configuration --scan-type ENHANCED .*shop\/\*/);
  expect(before).toMatch(/^# before: aws ecr put-registry-scanning-configuration --scan-type BASIC/);
  for (const activity of kept) expect(Activity.safeParse(activity).error).toBeUndefined();
});

test('pages through ten thousand findings, and answers windows of them', async () => {
  await sandbox.close();
  const file = new StateFile(join(folder, 'state.json'));
  const state = await file.load();
  const repository = state?.registries.find(({ repositories }) => Object.hasOwn(repositories, 'shop/checkout'))?.repositories['shop/checkout'];
  const scanned = repository?.images[repository.tags['1.9.2'] ?? ''];
  if (state === undefined || scanned === undefined) throw new Error('The sandbox lacks shop/checkout:1.9.2.');
  scanned.findings = {
    severityCounts: { LOW: 10_000 },
    scannedAt: time,
    findings: Array.from({ length: 10_000 }, (_none, index) => ({ name: `CVE-2020-${index}`, severity: 'LOW', attributes: [{ key: 'package_name', value: `package-${index}` }] })),
  };
  await file.save(state);
  sandbox = await startSandbox({ stateDir: folder });
  const { scanning } = scanningWith();
  const page = await scanning.query({ ...image('shop/checkout', '1.9.2'), ...all, sort: 'name', offset: 9_990, limit: 200, fresh: false });
  expect(page).toMatchObject({ total: 10_000, counts: { LOW: 10_000 } });
  expect(page.rows).toHaveLength(10);
});

test('lists the tagged images of a repository, newest first, each with its counts', async () => {
  const { reports } = scanningWith();
  const images = await scannedImages({ clients, reports }, { ...scope, name: 'shop/api' });
  expect(images.map(({ tags, scan }) => [tags[0], scan.status, scan.counts.CRITICAL ?? 0])).toEqual([['2.4.1', 'complete', 0], ['2.4.0', 'complete', 0], ['2.3.9', 'complete', 1], ['2.3.8', 'complete', 1]]);
});
