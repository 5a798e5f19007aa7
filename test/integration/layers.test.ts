import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Layers } from '../../electron/layers/layers';
import { OCI_MANIFEST } from '../../electron/registry/media-types';
import { digestOf } from '../../electron/registry/registry-client';
import { FilesQuery } from '../../shared/model/content/layers';
import { anonymousAccess } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { requires } from '../support/capabilities';

const never = new AbortController().signal;
const wanted = (more: object): FilesQuery => FilesQuery.parse({ limit: 1000, ...more });

/** What each layer's tree has, besides the marks of what it takes away. */
const TREES: Record<string, string>[] = [
  { 'etc/motd': 'hello\n', 'usr/lib/big.so': 'b'.repeat(50_000), 'var/cache/a': 'a'.repeat(3000), 'var/cache/deep/b': 'b'.repeat(2000), 'opt/old/x': 'x' },
  { 'etc/motd': 'hello again\n', 'var/.wh.cache': '', 'srv/app': 'one' },
  { 'opt/old/.wh..wh..opq': '', 'opt/old/new': 'n', 'usr/lib/big.so': 'c'.repeat(40_000) },
];

requires('docker-registry').describe('images in a registry nobody here wrote', () => {
  let registry: Awaited<ReturnType<typeof startDistribution>>;
  const root = mkdtempSync(join(tmpdir(), 'berth-layers-'));
  const access = anonymousAccess();
  const layers = new Layers({ access, ownPlatform: 'linux/amd64', capacity: 1e8, after: () => () => undefined });
  const reference = (tag: string) => ({ reference: `${registry.host}/team/app:${tag}` });

  /** A layer by real tar, squeezed by real tools. */
  const layerOf = (files: Record<string, string>, squeeze: 'gzip' | 'zstd' | 'none'): Buffer => {
    const folder = mkdtempSync(join(root, 'layer-'));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const tar = execFileSync('tar', ['-C', folder, '-cf', '-', '.'], { maxBuffer: 1e9 });
    if (squeeze === 'none') return tar;
    return execFileSync(squeeze, ['-c'], { input: tar, maxBuffer: 1e9 });
  };

  beforeAll(async () => {
    registry = await startDistribution();
    const repository = (await access.client(registry.host)).repository('team/app');
    const put = async (bytes: Buffer, mediaType: string) => {
      const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
      await repository.uploadBlob({ descriptor, send: async (sink) => sink(bytes), signal: never });
      return descriptor;
    };
    const image = async (tag: string, blobs: Buffer[], config: object): Promise<void> => {
      const all = await Promise.all(blobs.map((blob) => put(blob, 'application/vnd.oci.image.layer.v1.tar+gzip')));
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config: await put(Buffer.from(JSON.stringify(config)), 'application/vnd.oci.image.config.v1+json'), layers: all }));
      await repository.putManifest(tag, { bytes, digest: digestOf(bytes), mediaType: OCI_MANIFEST }, never);
    };
    const made = [layerOf(TREES[0]!, 'gzip'), layerOf(TREES[1]!, 'zstd'), layerOf(TREES[2]!, 'none')];
    const history = [{ created_by: 'ADD rootfs' }, { created_by: 'ENV A=1', empty_layer: true }, { created_by: 'RUN one' }, { created_by: 'COPY two' }];
    await image('v1', made, { os: 'linux', architecture: 'amd64', history, config: { Env: ['A=1', 'TOKEN=abc'], Cmd: ['sh'] } });
    await image('v2', [made[0]!, layerOf({ 'etc/motd': 'hello\n', 'srv/app': 'two', 'srv/more': 'm' }, 'gzip')], { os: 'linux', architecture: 'amd64', config: { Env: ['A=2'], Cmd: ['sh'], Labels: { team: 'x' } } });
    await image('broken', [gzipSync(Buffer.from('no tar at all'.repeat(100))), layerOf({ 'still/here': 'y' }, 'gzip')], {});
  }, 30_000);
  afterAll(async () => {
    layers.close();
    access.close();
    await registry.close();
    rmSync(root, { recursive: true });
  });

  /** The image unpacked on disk by tar, its whiteouts taken by the shell: the same, found out another way. */
  const unpacked = (trees: Record<string, string>[]): Record<string, number> => {
    const at = mkdtempSync(join(root, 'unpacked-'));
    for (const files of trees) {
      const tar = layerOf(files, 'none');
      const names = execFileSync('tar', ['-tf', '-'], { input: tar, encoding: 'utf8' }).split('\n');
      for (const name of names.filter((each) => each.includes('.wh.'))) {
        if (name.endsWith('.wh..wh..opq')) for (const each of readdirSync(join(at, dirname(name)))) rmSync(join(at, dirname(name), each), { recursive: true });
        else rmSync(join(at, name.replace('.wh.', '')), { recursive: true });
      }
      execFileSync('tar', ['-C', at, '--exclude=.wh.*', '-xf', '-'], { input: tar });
    }
    const lines = execFileSync('find', ['.', '-type', 'f', '-printf', '%P %s\n'], { cwd: at, encoding: 'utf8' }).trim().split('\n');
    return Object.fromEntries(lines.map((line) => [line.split(' ')[0]!, Number(line.split(' ')[1])]));
  };

  test('show their layers with the commands that made them before anything is read', async () => {
    const shown = await layers.show(reference('v1'));
    expect(shown.state).toBe('unread');
    expect(shown.layers.map(({ command, state }) => [command, state])).toEqual([['ADD rootfs', 'unread'], ['RUN one', 'unread'], ['COPY two', 'unread']]);
    expect(shown.emptySteps).toEqual([{ command: 'ENV A=1', after: 1 }]);
    await expect(layers.files({ ...reference('v1'), ...wanted({}) })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('list the files that real tar unpacks from them, gzip, zstd and plain', async () => {
    await layers.readAll(reference('v1'));
    const { rows } = await layers.files({ ...reference('v1'), ...wanted({ flat: true }) });
    expect(Object.fromEntries(rows.map(({ path, size }) => [path, size]))).toEqual(unpacked(TREES));
    const shown = await layers.show(reference('v1'));
    expect(shown.layers.map(({ changes }) => changes)).toEqual([
      { added: 5, changed: 0, removed: 0 },
      { added: 1, changed: 1, removed: 2 },
      { added: 1, changed: 1, removed: 1 },
    ]);
    expect(shown.layers.map(({ wastedBytes }) => wastedBytes)).toEqual([6 + 50_000 + 3000 + 2000 + 1, 0, 0]);
    const { wastedBytes } = shown.total!;
    expect(wastedBytes).toBe(55_007);
    const waste = await layers.waste({ ...reference('v1'), offset: 0, limit: 2 });
    expect(waste.rows).toEqual([{ path: 'usr/lib/big.so', wasted: 50_000, layers: [0] }, { path: 'var/cache/a', wasted: 3000, layers: [0], removedIn: 1 }]);
  });

  test('show what one layer did', async () => {
    const { rows } = await layers.files({ ...reference('v1'), layer: 1, ...wanted({ flat: true, changesOnly: true }) });
    expect(rows.map(({ path, change }) => `${change} ${path}`)).toEqual(['changed etc/motd', 'added srv/app', 'removed var/cache/a', 'removed var/cache/deep/b']);
  });

  test('tell the text of a file as each layer has it, gzip, zstd and plain', async () => {
    const text = async (layer: number, path: string): Promise<string> => (await layers.text({ ...reference('v1'), layer, path })).text;
    expect([await text(0, 'etc/motd'), await text(1, 'etc/motd'), await text(2, 'opt/old/new')]).toEqual(['hello\n', 'hello again\n', 'n']);
    await expect(text(2, 'etc/motd')).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(text(9, 'etc/motd')).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('are compared: configuration, layers, files', async () => {
    const pair = { left: reference('v1'), right: reference('v2') };
    await layers.readAllCompared(pair);
    const comparison = await layers.compare(pair);
    expect(comparison.config.filter(({ left, right }) => left !== right)).toEqual([
      { group: 'Environment', name: 'A', left: '1', right: '2', secret: false },
      { group: 'Environment', name: 'TOKEN', left: 'abc', secret: true },
      { group: 'Labels', name: 'team', right: 'x', secret: false },
    ]);
    expect(comparison.layers.map(({ where, left, right }) => [where, left, right])).toEqual([['base', 0, 0], ['left', 1, undefined], ['left', 2, undefined], ['right', undefined, 1]]);
    const { rows } = await layers.comparedFiles({ ...pair, ...wanted({ flat: true, changesOnly: true }) });
    expect(rows.map(({ path, change }) => `${change} ${path}`)).toEqual([
      'changed etc/motd', 'removed opt/old/new', 'added opt/old/x', 'changed srv/app', 'added srv/more', 'changed usr/lib/big.so', 'added var/cache/a', 'added var/cache/deep/b',
    ]);
    expect(comparison.files).toMatchObject({ added: 4, changed: 3, removed: 1, same: 0 });
  });

  test('with a layer that is no tar show the others, and say so', async () => {
    await layers.readAll(reference('broken'));
    const shown = await layers.show(reference('broken'));
    expect(shown.layers.map(({ state, problem }) => [state, problem])).toEqual([['read', 'it is not a tar file'], ['read', undefined]]);
    expect((await layers.files({ ...reference('broken'), ...wanted({ flat: true }) })).rows.map(({ path }) => path)).toEqual(['still/here']);
  });

  test('that are not there are named', async () => {
    await expect(layers.show(reference('no-such'))).rejects.toMatchObject({ code: 'image-not-found' });
  });
});
