import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { csvLine } from '../../electron/inventory/export/csv';
import { exportInventory } from '../../electron/inventory/export/export-inventory';
import { repository } from './repository';
import { digest, fill, memoryStore } from './store/memory-store';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'berth-export-'));
const many = () =>
  fill(
    memoryStore(),
    Array.from({ length: 12 }, (_none, n) => ({
      repository: repository(`team/r${n}`, { resourceTags: { owner: '=1+1' } }),
      images: Array.from({ length: 300 }, (_other, i) => ({ digest: digest(`${n}f${i}f`), tags: [`v${i}`], sizeBytes: i })),
    })),
  );

test('a line of CSV keeps quotes and line ends in their cell, and is no formula', () => {
  expect(csvLine(['a', 'b,c', 'say "x"', 'two\nlines', undefined, 5])).toBe('a,"b,c","say ""x""","two\nlines",,5\r\n');
  expect(csvLine(['=1+1', '+1', '-1', '@x', '\tx'])).toBe("'=1+1,'+1,'-1,'@x,'\tx\r\n");
});

test('writes every repository as a table, and every image of a search as JSON', async () => {
  const [place, store] = [await folder(), await many()];
  await exportInventory(store, { what: 'repositories', format: 'csv', search: '', path: join(place, 'all.csv') });
  const table = (await readFile(join(place, 'all.csv'), 'utf8')).trimEnd().split('\r\n');
  expect(table).toHaveLength(13);
  expect(table[0]).toMatch(/^uri,profile,account,region/);
  await exportInventory(store, { what: 'images', format: 'json', search: '-tag:v7', path: join(place, 'images.json') });
  const images = JSON.parse(await readFile(join(place, 'images.json'), 'utf8')) as { uri: string; digest: string }[];
  // v7, and v70 to v79: a value without a star is looked for anywhere.
  expect(images).toHaveLength(12 * (300 - 11));
  expect(new Set(images.map(({ uri, digest: one }) => `${uri} ${one}`)).size).toBe(images.length);
  expect((await readdir(place)).sort()).toEqual(['all.csv', 'images.json']);
});

test('says where a file cannot be, and leaves nothing behind', async () => {
  const place = await folder();
  await expect(exportInventory(await many(), { what: 'images', format: 'csv', search: '', path: join(place, 'missing', 'x.csv') })).rejects.toMatchObject({ code: 'invalid-input' });
  expect(await readdir(place)).toEqual([]);
});
