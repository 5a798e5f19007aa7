import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { fileChanges } from '../../electron/layers/files/file-changes';
import { ImageFiles, type Tree } from '../../electron/layers/files/image-files';
import { queryFiles, type FileRow, type FilesWanted } from '../../electron/layers/files/query-files';
import { wasteOf } from '../../electron/layers/files/waste';
import { propertyRuns } from '../support/properties';
import { listed, tarOf, type Line } from './tar-layers';

const wanted: FilesWanted = { search: '', flat: false, changesOnly: false, sort: 'name', descending: false, offset: 0, limit: 10_000 };

async function stacked(...layers: Line[][]): Promise<{ image: ImageFiles; numbers: number[]; trees: Tree[] }> {
  const image = new ImageFiles();
  const numbers: number[] = [];
  for (const lines of layers) numbers.push(image.add(await listed(await tarOf(lines))));
  return { image, numbers, trees: numbers.map((_, index) => image.tree(numbers.slice(0, index + 1))) };
}

/** What a layer did: its rows with a mark, at any depth. */
function marks(image: ImageFiles, trees: readonly Tree[], layer: number): string[] {
  const before = trees[layer - 1] ?? image.empty();
  const changes = fileChanges(image, { before, after: trees[layer] as Tree, layered: true });
  return queryFiles(image, changes, { ...wanted, search: '*' }, new Map()).rows.filter(({ change }) => change !== 'same').map(({ change, path }) => `${change} ${path}`);
}
const paths = (image: ImageFiles, tree: Tree): string[] => rows(image, tree).map(({ path }) => path);
const rows = (image: ImageFiles, tree: Tree): FileRow[] => queryFiles(image, fileChanges(image, { after: tree, layered: false }), { ...wanted, search: '*' }, new Map()).rows;

describe('what a layer does to the files below it', () => {
  test('adds, changes, removes, and writes again', async () => {
    const { image, trees } = await stacked(
      [{ name: 'keep', content: '1' }, { name: 'edit', content: 'old' }, { name: 'drop', content: 'x' }, { name: 'again', content: 's' }, { name: 'owner', content: 'o' }],
      [{ name: 'edit', content: 'new' }, { name: '.wh.drop' }, { name: 'again', content: 's', mtime: new Date(5000) }, { name: 'owner', content: 'o', uid: 7 }, { name: 'more', content: 'm' }],
    );
    expect(marks(image, trees, 1)).toEqual(['rewritten again', 'removed drop', 'changed edit', 'added more', 'changed owner']);
    const changes = fileChanges(image, { before: trees[0], after: trees[1] as Tree, layered: true });
    const shown = queryFiles(image, changes, wanted, new Map()).rows;
    expect(shown.find(({ name }) => name === 'owner')).toMatchObject({ sameContent: true });
    expect(shown.find(({ name }) => name === 'edit')).toMatchObject({ sameContent: false });
  });

  test('an opaque folder hides what is below and keeps what its own layer brings', async () => {
    const { image, trees } = await stacked([{ name: 'd/old', content: 'x' }, { name: 'd/e/deep', content: 'x' }], [{ name: 'd/new', content: 'y' }, { name: 'd/.wh..wh..opq' }]);
    expect(paths(image, trees[1] as Tree)).toEqual(['d', 'd/new']);
    expect(marks(image, trees, 1)).toEqual(['removed d/e', 'removed d/e/deep', 'added d/new', 'removed d/old']);
  });

  test('a whiteout takes a whole folder, also where the same layer brings a file of its name', async () => {
    const { image, trees } = await stacked([{ name: 'd/a', content: 'x' }, { name: 'd/b', content: 'y' }], [{ name: '.wh.d' }], [{ name: 'd', content: 'a file now' }], [{ name: '.wh.d' }, { name: 'd/c', content: 'z' }]);
    expect(trees.map((tree) => paths(image, tree))).toEqual([['d', 'd/a', 'd/b'], [], ['d'], ['d', 'd/c']]);
  });

  test('a file replaces a folder, and a folder a file', async () => {
    const { image, trees } = await stacked([{ name: 'x/a', content: 'x' }, { name: 'y', content: 'y' }], [{ name: 'x', content: 'file' }, { name: 'y/b', content: 'in' }]);
    expect(paths(image, trees[1] as Tree)).toEqual(['x', 'y', 'y/b']);
  });
});

describe('wasted space', () => {
  test('is what later layers overwrite or remove, with the efficiency of dive', async () => {
    const { image, numbers, trees } = await stacked(
      [{ name: 'big', content: 'a'.repeat(1000) }, { name: 'stay', content: 'b'.repeat(500) }],
      [{ name: 'big', content: 'c'.repeat(600) }, { name: 'tmp/cache', content: 'd'.repeat(400) }],
      [{ name: '.wh.tmp' }],
    );
    const waste = wasteOf(image, numbers, trees);
    expect(waste.wastedBytes).toBe(1400);
    expect(waste.byLayer).toEqual([1000, 400, 0]);
    // Least sizes: big 600, stay 500, tmp/cache 0; sums: 1600, 500, 400.
    expect(waste.efficiency).toBeCloseTo(1100 / 2500);
    expect(waste.files.map(({ path, wasted, layers, removedIn }) => [image.paths.pathOf(path), wasted, layers, removedIn])).toEqual([['big', 1000, [0], undefined], ['tmp/cache', 400, [1], 2]]);
  });

  test('names files that the image has twice', async () => {
    const same = 'z'.repeat(5000);
    const { image, numbers, trees } = await stacked([{ name: 'one', content: same }, { name: 'other', content: 'q'.repeat(5000) }], [{ name: 'two', content: same }]);
    expect(wasteOf(image, numbers, trees).duplicates.map(({ size, paths: at }) => [size, at.map((path) => image.paths.pathOf(path))])).toEqual([[5000, ['one', 'two']]]);
  });
});

describe('looking for files', () => {
  test('by part of a name, by pattern and by path; sorted by size; in windows', async () => {
    const { image, trees } = await stacked(['usr/lib/libc.so', 'usr/lib/libm.so', 'usr/bin/ls', 'etc/Lib.conf'].map((name, index) => ({ name, content: 'x'.repeat(10 + index) })));
    const changes = fileChanges(image, { after: trees[0] as Tree, layered: false });
    const ask = (more: Partial<FilesWanted>): string[] => queryFiles(image, changes, { ...wanted, ...more }, new Map()).rows.map(({ path }) => path);
    expect(ask({})).toEqual(['etc', 'usr']);
    expect(ask({ folder: 'usr' })).toEqual(['usr/bin', 'usr/lib']);
    expect(ask({ search: 'LIB', flat: true })).toEqual(['etc/Lib.conf', 'usr/lib/libc.so', 'usr/lib/libm.so']);
    expect(ask({ search: 'lib?.so' })).toEqual(['usr/lib/libc.so', 'usr/lib/libm.so']);
    expect(ask({ search: 'bin/' })).toEqual(['usr/bin/ls']);
    expect(ask({ flat: true, sort: 'size', descending: true, limit: 2 })).toEqual(['etc/Lib.conf', 'usr/bin/ls']);
    expect(ask({ folder: 'no/such' })).toEqual([]);
  });
});

/** The same rules over a plain map of paths, written another way. */
function model(layers: readonly Line[][]): Map<string, string> {
  const tree = new Map<string, string>();
  const drop = (path: string): void => [...tree.keys()].filter((each) => each.startsWith(`${path}/`)).forEach((each) => tree.delete(each));
  for (const lines of layers) {
    for (const { name } of lines) {
      const at = name.lastIndexOf('/') + 1;
      const folder = name.slice(0, Math.max(0, at - 1));
      const base = name.slice(at);
      if (base === '.wh..wh..opq') drop(folder);
      else if (base.startsWith('.wh.')) {
        const gone = `${folder === '' ? '' : `${folder}/`}${base.slice(4)}`;
        drop(gone);
        tree.delete(gone);
      }
    }
    for (const { name, type, content } of lines) {
      if (name.includes('.wh.')) continue;
      const parts = name.split('/');
      for (let depth = 1; depth < parts.length; depth += 1) {
        const above = parts.slice(0, depth).join('/');
        if (tree.get(above) !== 'folder') tree.set(above, 'folder');
      }
      if (type !== 'directory') drop(name);
      tree.set(name, type === 'directory' ? 'folder' : `file ${content ?? ''}`);
    }
  }
  return tree;
}

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const line: fc.Arbitrary<Line> = fc.oneof(
  fc.record({ name: path, content: fc.string({ maxLength: 3 }) }),
  fc.record({ name: path, type: fc.constant('directory' as const) }),
  path.map((at) => ({ name: at.replace(/[^/]*$/, (last) => `.wh.${last}`) })),
  path.map((at) => ({ name: `${at}/.wh..wh..opq` })),
);
/** A tar that can be unpacked names a path once, and has no file where it has a folder. */
const layer = fc.array(line, { maxLength: 8 }).map((lines) => {
  const kept: Line[] = [];
  for (const each of lines) {
    const isMark = each.name.includes('.wh.');
    const clashes = kept.some((other) => other.name === each.name || (!isMark && !other.name.includes('.wh.') && ((other.type !== 'directory' && each.name.startsWith(`${other.name}/`)) || (each.type !== 'directory' && other.name.startsWith(`${each.name}/`)))));
    // An opaque mark of a folder that the same layer has as a file means nothing to any tool.
    const odd = [each, ...kept].some((mark) => mark.name.endsWith('/.wh..wh..opq') && [each, ...kept].some((file) => file.type !== 'directory' && !file.name.includes('.wh.') && `${mark.name}/`.startsWith(`${file.name}/`)));
    if (!clashes && !odd) kept.push(each);
  }
  return kept;
});

test('any layers make the tree that a plain model makes, and its sums are right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(layer, { minLength: 1, maxLength: 5 }), async (layers) => {
      const { image, trees } = await stacked(...layers);
      const after = trees.at(-1) as Tree;
      const shown = rows(image, after);
      const expected = model(layers);
      expect(shown.map(({ path: at, kind }) => [at, kind === 'folder' || kind === 'implied' ? 'folder' : 'file']).sort()).toEqual([...expected].map(([at, what]) => [at, what.split(' ')[0]]).sort());
      for (const { path: at, size, inside } of shown) {
        const within = [...expected].filter(([each, what]) => what.startsWith('file') && (each === at || each.startsWith(`${at}/`)));
        expect(size).toBe(within.reduce((sum, [, what]) => sum + Buffer.byteLength(what.slice(5)), 0));
        if (inside !== undefined) expect(inside.files).toBe(within.length);
      }
    }),
    propertyRuns('random layers', { short: 300, long: 20_000 }),
  );
});
