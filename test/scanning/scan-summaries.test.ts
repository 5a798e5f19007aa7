import { expect, test } from 'vitest';
import { scanSummaries } from '../../electron/scanning/scan-summaries';
import type { Finding, ImageScan, Severity } from '../../shared/model/findings';
import { repository } from '../inventory/repository';
import { digest, fill, memoryStore, NOW } from '../inventory/store/memory-store';

const finding = (name: string, severity: Severity): Finding => ({ id: name, name, severity, package: 'xz', fix: 'unknown', links: [] });
const scan = (of: string, more: Partial<ImageScan> = {}): ImageScan => ({ digest: of, status: 'complete', counts: { HIGH: 1 }, ...more });

test('an image that is scanned tells its findings, each once; an index tells those of its platforms besides', () => {
  const findings = [finding('a', 'HIGH'), finding('b', 'LOW')];
  expect(scanSummaries({ digest: 'one', scans: [scan('one')], findings })).toEqual([['one', { findings: { HIGH: 1, LOW: 1 } }]]);
  expect(scanSummaries({ digest: 'index', scans: [scan('arm'), scan('amd', { counts: { HIGH: 1, LOW: 1 } })], findings })).toEqual([
    ['index', { findings: { HIGH: 1, LOW: 1 } }],
    ['arm', { findings: { HIGH: 1 } }],
    ['amd', { findings: { HIGH: 1, LOW: 1 } }],
  ]);
});

test('nothing is said of an image that no scan tells of', () => {
  for (const status of ['never', 'scanning', 'failed', 'unsupported'] as const) expect(scanSummaries({ digest: 'one', scans: [scan('one', { status, counts: {} })], findings: [] })).toEqual([]);
});

test('the list of images shows what a scan told, also after ECR listed them again without a word of it', async () => {
  const web = repository('web');
  const image = { digest: digest('1'), tags: ['v1'], sizeBytes: 5 };
  const store = await fill(memoryStore(), [{ repository: web, images: [image] }]);
  await store.noteImages(web.uri, scanSummaries({ digest: image.digest, scans: [scan(image.digest)], findings: [finding('a', 'CRITICAL')] }));
  await store.putImages({ uri: web.uri, images: [{ ...image, tags: ['v1', 'v2'] }], readAt: NOW + 1 });
  const listed = async () => (await store.images({ uri: web.uri, search: '', sort: 'pushed', descending: true, offset: 0, limit: 10 })).rows;
  expect(await listed()).toMatchObject([{ tags: ['v1', 'v2'], findings: { CRITICAL: 1 } }]);
  await store.putImages({ uri: web.uri, images: [{ ...image, findings: { HIGH: 2 } }], readAt: NOW + 2 });
  expect(await listed()).toMatchObject([{ findings: { HIGH: 2 } }]);
});
