import { gzipSync } from 'node:zlib';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, linkSync, writeFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { fileChanges } from '../../electron/layers/files/file-changes';
import { ImageFiles } from '../../electron/layers/files/image-files';
import type { LayerFiles } from '../../electron/layers/files/layer-files';
import { queryFiles, type FileRow } from '../../electron/layers/files/query-files';
import { propertyRuns } from '../support/properties';
import { listed, tarOf } from './tar-layers';

const all = { search: '', flat: false, changesOnly: false, sort: 'name', descending: false, offset: 0, limit: 10_000 } as const;
const rowsOf = (files: LayerFiles): FileRow[] => {
  const image = new ImageFiles();
  const after = image.tree([image.add(files)]);
  return queryFiles(image, fileChanges(image, { after, layered: false }), { ...all, search: '*' }, new Map()).rows;
};
const row = (files: LayerFiles, path: string): FileRow | undefined => rowsOf(files).find((each) => each.path === path);

describe('a layer made by real tar', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'berth-layer-'));
    const at = (...parts: string[]): string => join(root, 'tree', ...parts);
    mkdirSync(at('etc', 'deep'), { recursive: true });
    writeFileSync(at('etc', 'motd'), 'hello\n', { mode: 0o640 });
    linkSync(at('etc', 'motd'), at('etc', 'motd-again'));
    symlinkSync('../etc/motd', at('etc', 'deep', 'link'));
    writeFileSync(at('etc', 'deep', `${'long-name-'.repeat(20)}.txt`), 'long');
    writeFileSync(at('etc', 'größe.txt'), 'äöü');
    writeFileSync(at('sparse'), 'x');
    truncateSync(at('sparse'), 5_000_000);
    execFileSync('mkfifo', [at('pipe')]);
    execFileSync('mknod', [at('null'), 'c', '1', '3']);
  });
  afterAll(() => rmSync(root, { recursive: true }));
  const made = (...flags: string[]): Buffer => execFileSync('tar', ['-C', join(root, 'tree'), ...flags, '-cf', '-', '.'], { maxBuffer: 1e8 });

  for (const format of ['gnu', 'posix', 'oldgnu']) {
    for (const sparse of [false, true]) {
      test(`is listed whole in the form ${format}${sparse ? ' with sparse files' : ''}`, async () => {
        const files = await listed(made(`--format=${format}`, ...(sparse ? ['--sparse'] : [])), { piece: 777 });
        expect(files.problem).toBeUndefined();
        const names = rowsOf(files).map(({ path }) => path).sort();
        expect(names).toEqual(execFileSync('find', ['.', '-mindepth', '1', '-printf', '%P\n'], { cwd: join(root, 'tree'), encoding: 'utf8' }).trim().split('\n').sort());
        expect(row(files, 'sparse')).toMatchObject({ kind: 'file', size: 5_000_000 });
        expect(row(files, 'null')).toMatchObject({ kind: 'character-device', size: 0 });
        expect(row(files, 'pipe')).toMatchObject({ kind: 'pipe' });
        expect(row(files, 'etc/deep/link')).toMatchObject({ kind: 'link', link: '../etc/motd' });
        const pair = [row(files, 'etc/motd'), row(files, 'etc/motd-again')];
        expect(pair.map((each) => each?.kind).sort()).toEqual(['file', 'hard-link']);
        expect(pair.find((each) => each?.kind === 'file')).toMatchObject({ size: 6, mode: 0o640 });
      });
    }
  }

  test('is listed the same from gzip and zstd, in whatever pieces it comes', async () => {
    const plain = made('--format=gnu');
    const zstd = execFileSync('zstd', ['-c'], { input: plain, maxBuffer: 1e8 });
    const expected = rowsOf(await listed(plain));
    for (const bytes of [gzipSync(plain), zstd, Buffer.concat([gzipSync(plain.subarray(0, 2000)), gzipSync(plain.subarray(2000))])]) {
      for (const piece of [1, 509, 1 << 20]) {
        if (piece === 1 && bytes.length > 20_000) continue;
        expect(rowsOf(await listed(bytes, { piece }))).toEqual(expected);
      }
    }
  });
});

describe('a hostile layer', () => {
  test('cannot lead out of the image: absolute paths are within it, others are left out and counted', async () => {
    const files = await listed(await tarOf([{ name: '/etc/passwd', content: 'x' }, { name: '../../escape', content: 'x' }, { name: 'a/../../b', content: 'x' }, { name: `${'d/'.repeat(3000)}f`, content: 'x' }]));
    expect(rowsOf(files).map(({ path }) => path)).toEqual(['etc', 'etc/passwd']);
    expect(files.refused).toBe(3);
  });

  test('that is cut off shows what came before, and says so', async () => {
    const whole = await tarOf([{ name: 'first', content: 'x'.repeat(3000) }, { name: 'second', content: 'y'.repeat(9000) }]);
    for (const bytes of [whole.subarray(0, 8000), gzipSync(whole).subarray(0, -40)]) {
      const files = await listed(bytes);
      expect(files.problem).toBe('it is cut off');
    }
    expect(rowsOf(await listed(whole.subarray(0, 8000))).map(({ path }) => path)).toEqual(['first']);
  });

  test('that unpacks to more than the limit is left at that', async () => {
    const bomb = gzipSync(await tarOf([{ name: 'zeros', content: '\0'.repeat(20_000_000) }]));
    expect((await listed(bomb, { limits: { unpackedBytes: 5e6, weight: 1e9 } })).problem).toContain('unpacks to more than');
    const many = await tarOf(Array.from({ length: 5000 }, (_, index) => ({ name: `file-${index}` })));
    const files = await listed(many, { limits: { unpackedBytes: 1e9, weight: 200_000 } });
    expect(files.problem).toMatch(/only those are listed/);
    expect(files.entries).toBeLessThan(5000);
  });

  test('that is no tar says so', async () => {
    expect((await listed(Buffer.from('{"a": "Helm chart or WASM"}'.padEnd(2000)))).problem).toBe('it is not a tar file');
    expect((await listed(Buffer.alloc(0))).problem).toBe('it is empty');
    expect((await listed(gzipSync(Buffer.alloc(0)))).problem).toBe('it is empty');
  });

  test('never crashes the reader, whatever bytes are changed, added or left out', async () => {
    const plain = await tarOf([
      { name: 'a/b', content: 'one' },
      { name: 'a/.wh.gone' },
      { name: 'n'.repeat(180), content: 'pax' },
      { name: 'l', type: 'symlink', linkname: 'a/b' },
      { name: 'dir', type: 'directory' },
    ]);
    const edits = fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255), how: fc.constantFrom('set', 'drop', 'insert') }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(edits, fc.boolean(), fc.integer({ min: 1, max: 3000 }), async (changes, gzipped, piece) => {
        let bytes = gzipped ? gzipSync(plain) : Buffer.from(plain);
        for (const { at, byte, how } of changes) {
          const where = at % (bytes.length + 1);
          if (how === 'set') bytes[where % bytes.length] = byte;
          else bytes = Buffer.concat([bytes.subarray(0, where), how === 'insert' ? Buffer.of(byte) : Buffer.alloc(0), bytes.subarray(how === 'drop' ? where + 1 : where)]);
        }
        const files = await listed(bytes, { piece });
        for (const each of rowsOf(files)) expect(each.size).toBeGreaterThanOrEqual(0);
      }),
      propertyRuns('mutated layers', { short: 300, long: 100_000 }),
    );
  });
});
