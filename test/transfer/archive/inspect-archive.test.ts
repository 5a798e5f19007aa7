import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectArchive } from '../../../electron/transfer/archive/inspect-archive';
import { AppError } from '../../../shared/errors';
import { propertyRuns } from '../../support/properties';
import { dockerSaved, type Files, folderOf, ociLayout, sha256, tarOf, textOf } from './archives';

const GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip';
const BARE = 'application/vnd.oci.image.layer.v1.tar';
const layer = { bytes: gzipSync('layer'), mediaType: GZIP };
let folder: string;
let number = 0;
const written = async (bytes: Buffer, name = `archive-${++number}.bin`): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
};
/** zstd by the system's own program, where it is. */
const zstd = async (bytes: Buffer): Promise<Buffer> => {
  const file = await written(bytes);
  await promisify(execFile)('zstd', ['-q', '-f', file, '-o', `${file}.zst`]);
  return readFile(`${file}.zst`);
};
const hasZstd = promisify(execFile)('zstd', ['--version']).then(() => true, () => false);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-inspect-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what an archive holds', () => {
  const saved = () => dockerSaved([{ name: 'shop/web:1' }, { name: 'shop/api:2', architecture: 'arm64' }]);
  const images = [{ names: ['shop/web:1'], platforms: ['linux/amd64'] }, { names: ['shop/api:2'], platforms: ['linux/arm64'] }];

  test('is told of a docker save tar, of every image in it', async () => {
    const bytes = await tarOf(await saved());
    const path = await written(bytes, 'saved.tar');
    expect(await inspectArchive(path)).toEqual({ kind: 'archive', path, name: 'saved.tar', format: 'docker-archive', bytes: bytes.length, images });
  });

  test('is told by its bytes, whatever the file is called: gzip under the name of a tar, a tar under the name of gzip', async () => {
    const bytes = await tarOf(await saved());
    expect(await inspectArchive(await written(gzipSync(bytes), 'really-gzip.tar'))).toMatchObject({ format: 'docker-archive', images });
    expect(await inspectArchive(await written(bytes, 'really-tar.tar.gz'))).toMatchObject({ format: 'docker-archive', images });
  });

  test('is told of one that zstd compressed', async ({ skip }) => {
    if (!(await hasZstd)) skip('zstd is not installed');
    expect(await inspectArchive(await written(await zstd(await tarOf(await saved()))))).toMatchObject({ format: 'docker-archive', images });
  });

  test('is told of an OCI layout, as folder and as tar, with the digest and all platforms of an index', async () => {
    const files = ociLayout({ name: 'v1', platforms: ['linux/amd64', 'linux/arm64'], layer });
    const root = JSON.parse(textOf(files, 'index.json')) as { manifests: { digest: string }[] };
    const whole = join(folder, 'layout');
    await folderOf(whole, files);
    const image = { names: ['v1'], digest: root.manifests[0]?.digest, platforms: ['linux/amd64', 'linux/arm64'] };
    expect(await inspectArchive(whole)).toMatchObject({ format: 'oci-layout', images: [image] });
    expect(await inspectArchive(await written(gzipSync(await tarOf(files))))).toMatchObject({ format: 'oci-layout', images: [image] });
  });

  test('is told as Docker’s own archive when both forms are there and the layers are bare', async () => {
    const files = { ...ociLayout({ name: 'v1', platforms: ['linux/amd64'], layer: { bytes: await tarOf({ a: 'b' }), mediaType: BARE } }), ...(await dockerSaved([{ name: 'shop/web:1' }])) };
    expect(await inspectArchive(await written(await tarOf(files)))).toMatchObject({ format: 'docker-archive', images: [images[0]] });
  });
});

describe('an archive that is not what it says', () => {
  const spoiled = async (change: (files: Files) => Files): Promise<string> => written(await tarOf(change(await dockerSaved([{ name: 'a:1' }]))));
  const layout = () => ociLayout({ name: 'v1', platforms: ['linux/amd64'], layer });
  const failsWith = async (path: string, words: RegExp): Promise<void> => {
    const failure = await inspectArchive(path).then(() => undefined, (thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code: 'file-malformed', message: expect.stringMatching(words) as string });
  };

  test.each<[string, RegExp, (files: Files) => Files]>([
    ['without a manifest', /neither an index.json nor a manifest.json/, (files) => ({ ...files, 'manifest.json': { link: 'nowhere' } })],
    ['with a manifest that is no JSON', /manifest.json is damaged/, (files) => ({ ...files, 'manifest.json': '{' })],
    ['with a manifest of another shape', /manifest.json is damaged/, (files) => ({ ...files, 'manifest.json': '[{"Layers":"x"}]' })],
    ['whose layer is missing', /layer.tar is missing/, (files) => Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('layer.tar')))],
    ['whose configuration leads out of it', /passwd is missing/, (files) => ({ ...files, 'manifest.json': '[{"Config":"../../../../etc/passwd","Layers":[]}]' })],
    ['whose layer is a link that leads out of it', /layer.tar is missing/, (files) => Object.fromEntries(Object.entries(files).map(([name, content]) => [name, name.endsWith('layer.tar') ? { link: '/etc/passwd' } : content]))],
    ['whose layer is a link to itself', /layer.tar is missing/, (files) => Object.fromEntries(Object.entries(files).map(([name, content]) => [name, name.endsWith('layer.tar') ? { link: 'layer.tar' } : content]))],
    ['whose manifest is huge', /manifest.json is too large/, (files) => ({ ...files, 'manifest.json': ' '.repeat(9 * 1024 * 1024) })],
  ])('%s is said so', async (_what, words, change) => failsWith(await spoiled(change), words));

  test.each<[string, RegExp, (files: Files) => Files]>([
    ['with an index that is no JSON', /index.json is damaged/, (files) => ({ ...files, 'index.json': '[' })],
    ['with a digest that leads out of it', /index.json is damaged/, (files) => ({ ...files, 'index.json': '{"manifests":[{"digest":"sha256:../../../etc/passwd","size":1}]}' })],
    ['without images', /holds no image/, (files) => ({ ...files, 'index.json': '{"manifests":[]}' })],
    ['whose manifest is missing', /is missing/, (files) => ({ ...files, 'index.json': `{"manifests":[{"digest":"${sha256('x')}","size":1}]}` })],
    ['whose manifest is another than its digest says', /is damaged/, (files) => ({ ...files, [`blobs/sha256/${sha256('x').slice(7)}`]: '{}', 'index.json': `{"manifests":[{"digest":"${sha256('x')}","size":2}]}` })],
    ['whose manifest is of no known kind', /none that Berth can read/, (files) => ({ ...files, [`blobs/sha256/${sha256('{}').slice(7)}`]: '{}', 'index.json': `{"manifests":[{"digest":"${sha256('{}')}","size":2}]}` })],
  ])('an OCI layout %s is said so', async (_what, words, change) => failsWith(await written(await tarOf(change(layout()))), words));

  test('a link in a folder that leads out of it is not followed', async () => {
    const whole = join(folder, 'linked');
    await folderOf(whole, layout());
    await rm(join(whole, 'index.json'));
    await writeFile(join(folder, 'outside.json'), textOf(layout(), 'index.json'));
    await symlink(join(folder, 'outside.json'), join(whole, 'index.json'));
    await failsWith(whole, /neither an index.json/);
  });

  test('text, an empty file and damaged compression are said so', async () => {
    await failsWith(await written(Buffer.from('x'.repeat(4096))), /not a tar/);
    await failsWith(await written(Buffer.alloc(0)), /not a tar/);
    const whole = gzipSync(await tarOf(layout()));
    await failsWith(await written(whole.subarray(0, whole.length - 20)), /compression is damaged/);
    await failsWith(await written(Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.alloc(100, 7)])), /compression is damaged/);
  });

  test('a header that claims more than there is, or a name without end, is said so', async () => {
    const changedHeader = (bytes: Buffer, at: number, text: string): Buffer => {
      bytes.write(text, at, 'latin1');
      bytes.write('        ', 148, 'latin1');
      const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
      bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
      return bytes;
    };
    const bytes = changedHeader(await tarOf({ 'manifest.json': '[]' }), 124, '77777777777\0');
    await failsWith(await written(bytes), /cut off/);
    await failsWith(await written(gzipSync(bytes)), /cut off/);
    for (const type of ['x', 'L', 'K', 'g']) {
      await failsWith(await written(changedHeader(await tarOf({ name: Buffer.alloc(2 * 1024 * 1024, 0x61) }), 156, type)), /header that is too large/);
    }
  });

  test('a gigabyte of zeros behind the end of the archive is not unpacked', async () => {
    const end = await tarOf(layout());
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const path = await written(Buffer.concat([gzipSync(end), ...Array.from({ length: 16 }, () => bomb)]));
    expect(await inspectArchive(path)).toMatchObject({ format: 'oci-layout' });
  });

  test('a cancelled look ends as cancelled', async () => {
    const path = await written(gzipSync(await tarOf(layout())));
    await expect(inspectArchive(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('any cut or flipped byte ends in an answer or one of the errors that say so, never in another', async () => {
    const bytes = await tarOf(await dockerSaved([{ name: 'a:1' }]));
    const property = fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, mask, cut) => {
      const changed = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
      if (!cut) changed[at] = (changed[at] as number) ^ mask;
      const path = await written(changed, 'changed.tar');
      const code = await inspectArchive(path).then(() => 'read', (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)));
      expect(['read', 'file-malformed']).toContain(code);
    });
    await fc.assert(property, propertyRuns('changed archives', { short: 300, long: 10_000 }));
  });
});
