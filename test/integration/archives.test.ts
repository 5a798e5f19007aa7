import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf } from '../../electron/registry/registry-client';
import { exportImage } from '../../electron/transfer/export/export-image';
import { pushArchive } from '../../electron/transfer/push/push-archive';
import { parseImageReference } from '../../shared/ecr/image-reference';
import type { ExportImage } from '../../shared/model/moving/transfer';
import { anonymousAccess } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { requires } from '../support/capabilities';
import { dockerSaved, type Files, folderOf, ociLayout, tarOf, textOf } from '../transfer/archive/archives';

const run = promisify(execFile);
const context = () => ({ signal: new AbortController().signal, report: () => undefined });
const layer = { bytes: gzipSync('a layer'), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' };

requires('docker-registry', 'skopeo', 'zstd').describe('archives on their way into a registry and out of it', () => {
  let folder: string;
  let registry: Awaited<ReturnType<typeof startDistribution>>;
  const access = anonymousAccess();
  const skopeoDigest = async (reference: string): Promise<string> => (await run('skopeo', ['inspect', '--raw', '--tls-verify=false', reference]).then(({ stdout }) => digestOf(Buffer.from(stdout))));
  const push = (file: string, to: string, image?: string) =>
    pushArchive({ access, temporaryFolder: folder }, { file, reference: parseImageReference(`${registry.host}/${to}`), ...(image !== undefined && { image }) }, context());
  const written = async (name: string, bytes: Buffer): Promise<string> => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };
  const nothingLeft = async (): Promise<void> => expect((await readdir(folder)).filter((name) => name.includes('berth-'))).toEqual([]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archives-'));
    registry = await startDistribution();
  });
  afterAll(async () => {
    access.close();
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('an index in an OCI layout is pushed whole, its bytes and its layers as they are: as folder, tar, gzip and zstd', async () => {
    const files = ociLayout({ name: 'v1', platforms: ['linux/amd64', 'linux/arm64'], layer });
    const root = (JSON.parse(textOf(files, 'index.json')) as { manifests: { digest: string }[] }).manifests[0]?.digest;
    const tar = await tarOf(files);
    await folderOf(join(folder, 'layout'), files);
    await written('layout.tar', tar);
    await run('zstd', ['-q', join(folder, 'layout.tar'), '-o', join(folder, 'layout.any')]);
    await written('layout.tgz', gzipSync(tar));
    for (const [index, name] of ['layout', 'layout.tar', 'layout.tgz', 'layout.any'].entries()) {
      expect((await push(join(folder, name), `layouts/app${index}:v1`)).digest).toBe(root);
      expect(await skopeoDigest(`docker://${registry.host}/layouts/app${index}:v1`)).toBe(root);
      await run('skopeo', ['copy', '-q', '--all', '--src-tls-verify=false', `docker://${registry.host}/layouts/app${index}:v1`, `oci:${join(folder, `copied${index}`)}`]);
    }
    await nothingLeft();
  });

  test('a layer that zstd compressed stays as it is', async () => {
    const plain = await written('plain', Buffer.from('layer'));
    await run('zstd', ['-q', plain]);
    const bytes = await readFile(`${plain}.zst`);
    const files = ociLayout({ name: 'v1', platforms: ['linux/amd64'], layer: { bytes, mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd' } });
    await push(await written('zstd-layer.tar', await tarOf(files)), 'layouts/zstd:v1');
    const repository = (await access.client(registry.host)).repository('layouts/zstd');
    const { layers } = JSON.parse((await repository.manifest('v1', context().signal)).bytes.toString()) as { layers: unknown[] };
    expect(layers).toEqual([{ mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', digest: digestOf(bytes), size: bytes.length }]);
  });

  test('of several images the one that is named is pushed, and without a name they are told', async () => {
    const file = await written('several.tar', await tarOf(await dockerSaved([{ name: 'shop/web:1' }, { name: 'shop/api:2', architecture: 'arm64' }])));
    await expect(push(file, 'several/app:1')).rejects.toMatchObject({ code: 'invalid-input', hint: 'Choose one of shop/web:1, shop/api:2.' });
    await expect(push(file, 'several/app:1', 'shop/db:3')).rejects.toMatchObject({ code: 'image-not-found' });
    await push(file, 'several/app:1', 'docker.io/shop/api:2');
    const { stdout } = await run('skopeo', ['inspect', '--tls-verify=false', '--override-arch', 'arm64', '--format', '{{.Architecture}}', `docker://${registry.host}/several/app:1`]);
    expect(stdout.trim()).toBe('arm64');
    await nothingLeft();
  });

  test.each<[string, (files: Files) => Files]>([
    ['a layer that is not the one its configuration names', (files) => Object.fromEntries(Object.entries(files).map(([name, content]) => [name, name.endsWith('layer.tar') ? Buffer.concat([content as Buffer, Buffer.alloc(512)]) : content]))],
    ['a layer whose compression is cut', (files) => Object.fromEntries(Object.entries(files).map(([name, content]) => [name, name.endsWith('layer.tar') ? gzipSync(content as Buffer).subarray(0, -12) : content]))],
    ['a configuration without layers', (files) => Object.fromEntries(Object.entries(files).map(([name, content]) => [name, /^[0-9a-f]{64}\.json$/.test(name) ? '{"os":"linux","architecture":"amd64","rootfs":{}}' : content]))],
  ])('%s is said so, and the tag stays as it was', async (_what, change) => {
    const file = await written('lying.tar', await tarOf(change(await dockerSaved([{ name: 'a:1' }]))));
    await expect(push(file, 'lying/app:1')).rejects.toMatchObject({ code: 'file-malformed' });
    expect((await fetch(`http://${registry.host}/v2/lying/app/manifests/1`)).status).toBe(404);
    await nothingLeft();
  });

  test.each(['its length', 'its bytes'])('a blob of an OCI layout that lies about %s is said so, and the tag stays as it was', async (what) => {
    const files = ociLayout({ name: 'v1', platforms: ['linux/amd64'], layer });
    const path = `blobs/sha256/${digestOf(layer.bytes).slice(7)}`;
    const changed = what === 'its length' ? Buffer.concat([layer.bytes, Buffer.from('more')]) : Buffer.from(layer.bytes).fill(7, 12, 14);
    await expect(push(await written('lying.tar', await tarOf({ ...files, [path]: changed })), 'lying/layout:1')).rejects.toMatchObject({ code: 'file-malformed' });
    expect((await fetch(`http://${registry.host}/v2/lying/layout/manifests/1`)).status).toBe(404);
  });

  const exported = (format: ExportImage['format'], name: string, platform?: string) =>
    exportImage(access, { reference: parseImageReference(`${registry.host}/layouts/app0:v1`), file: join(folder, name), format, ...(platform !== undefined && { platform }) }, context());

  test('an index is exported whole as OCI archive and folder, skopeo reads both, and it goes back with the same digest', async () => {
    const root = await skopeoDigest(`docker://${registry.host}/layouts/app0:v1`);
    expect((await exported('oci-archive', 'exported.tar')).digest).toBe(root);
    expect((await exported('oci-folder', 'exported')).digest).toBe(root);
    expect(await skopeoDigest(`oci-archive:${join(folder, 'exported.tar')}`)).toBe(root);
    expect(await skopeoDigest(`oci:${join(folder, 'exported')}`)).toBe(root);
    for (const [index, form] of [`oci-archive:${join(folder, 'exported.tar')}`, `oci:${join(folder, 'exported')}`].entries()) {
      await run('skopeo', ['copy', '-q', '--all', form, `oci:${join(folder, `again${index}`)}`]);
    }
    expect((await push(join(folder, 'exported.tar'), 'back/app:1')).digest).toBe(root);
    expect((await push(join(folder, 'exported'), 'back/app:2')).digest).toBe(root);
    await nothingLeft();
  });

  test('of a platform alone the OCI forms hold that image', async () => {
    const { digest } = await exported('oci-folder', 'arm', 'linux/arm64');
    expect(await skopeoDigest(`oci:${join(folder, 'arm')}`)).toBe(digest);
    expect(digest).not.toBe(await skopeoDigest(`docker://${registry.host}/layouts/app0:v1`));
  });

  test('a folder that has something in it stays as it is', async () => {
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full/mine.txt'), 'mine');
    await expect(exported('oci-folder', 'full')).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await readdir(join(folder, 'full'))).toEqual(['mine.txt']);
  });

  test.each(['oci-archive', 'oci-folder'] as const)('a cancelled export leaves nothing: %s', async (format) => {
    const cancel = new AbortController();
    const work = exportImage(access, { reference: parseImageReference(`${registry.host}/layouts/app0:v1`), file: join(folder, 'cancelled'), format }, { signal: cancel.signal, report: ({ step }) => (step === 'Downloading' ? cancel.abort() : undefined) });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect((await readdir(folder)).filter((name) => name === 'cancelled')).toEqual([]);
    await nothingLeft();
  });

  test('what a killed export left beside its target goes with the next one', async () => {
    const gone = await run('sh', ['-c', 'echo $$']).then(({ stdout }) => stdout.trim());
    const left = join(folder, `.berth-export-${hostname().replace(/[^A-Za-z0-9]/g, '')}-${gone}-abcdef`);
    await mkdir(left);
    await writeFile(join(left, 'half.tar'), 'half');
    await exported('oci-archive', 'next.tar');
    await nothingLeft();
  });

  test.for(['oci-archive', 'oci-folder', 'docker-archive'] as const)('an export onto a full disk says so and leaves nothing: %s', async (format, { skip }) => {
    const small = join(folder, 'small');
    await mkdir(small, { recursive: true });
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]).then(() => true, () => false);
    if (!mounted) skip('a tmpfs cannot be mounted here (not root)');
    try {
      const large = ociLayout({ name: 'v1', platforms: ['linux/amd64'], layer: { bytes: Buffer.alloc(300_000, 'x'), mediaType: layer.mediaType } });
      await push(await written('large.tar', await tarOf(large)), 'large/app:1');
      const work = exportImage(access, { reference: parseImageReference(`${registry.host}/large/app:1`), platform: 'linux/amd64', file: join(small, 'app'), format }, context());
      await expect(work).rejects.toMatchObject({ code: 'disk-full' });
      expect(await readdir(small)).toEqual([]);
    } finally {
      await run('umount', [small]);
    }
  });
});
